// Shows an image large; the arrow keys step through its row in place, so that fills can be compared by blinking.
const dialog = document.body.appendChild(document.createElement("dialog"));
const large = dialog.appendChild(document.createElement("img"));
const caption = dialog.appendChild(document.createElement("p"));
let row = [], at = 0;
function show(place) {
  at = (place + row.length) % row.length;
  large.src = row[at].src;
  large.alt = caption.textContent = row[at].alt;
}
for (const image of document.querySelectorAll(".image img")) {
  image.tabIndex = 0;
  image.setAttribute("role", "button");
  image.onclick = () => {
    row = [...image.closest(".row, tr").querySelectorAll("img")];
    show(row.indexOf(image));
    dialog.showModal();
  };
  image.onkeydown = e => {
    if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      image.click();
    }
  };
}
dialog.onkeydown = e => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (step) {
    e.preventDefault();
    show(at + step);
  }
};
dialog.onclick = () => dialog.close();
