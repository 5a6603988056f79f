"use strict";
const study = JSON.parse(document.getElementById("study").textContent);
const $ = id => document.getElementById(id);
const canvases = [...document.querySelectorAll("#pair canvas")];
const restMilliseconds = 250; // a pair that has just come takes no answer: the key was meant for the one before
const blankMilliseconds = 500; // before a pair that goes again
const smallestSide = 320; // CSS pixels to which smaller images are enlarged where there is room
let state = load(), trial = 0, shownAt = null, showing = 0, holes = false;

// State: who answers, and by trial the choice and the seconds it took. Kept where the browser allows it.

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem("study-" + study.study));
    if (kept && kept.answers) return kept;
  } catch { /* no storage, or not ours */ }
  return { person: "", id: [...crypto.getRandomValues(new Uint8Array(6))].map(b => b.toString(16).padStart(2, "0")).join(""), answers: {} };
}

function keep() {
  try { localStorage.setItem("study-" + study.study, JSON.stringify(state)); } catch { /* answers last as long as the page */ }
}

const answered = () => study.trials.filter(t => state.answers[t.id]).length;
const firstOpen = () => study.trials.findIndex(t => !state.answers[t.id]);

function text() {
  const given = study.trials.filter(t => state.answers[t.id]).map(t => JSON.stringify({ trial: t.id, ...state.answers[t.id] }));
  return `{\n  "study": "${study.study}",\n  "person": ${JSON.stringify(state.person || state.id)},\n  "answers": [\n    ${given.join(",\n    ")}\n  ]\n}\n`;
}

// Screens

function show(screen) {
  for (const id of ["start", "trial", "end"]) $(id).hidden = id !== screen;
  shownAt = null;
  if (screen !== "trial") showing++;
}

function start() {
  $("count").textContent = study.trials.length;
  $("limit").hidden = !study.milliseconds;
  $("person").value = state.person;
  $("begin").textContent = answered() ? `Go on (${answered()} of ${study.trials.length} done)` : "Start";
  show("start");
  $("begin").focus();
}

function end() {
  const left = study.trials.length - answered();
  $("thanks").textContent = left ? `${answered()} of ${study.trials.length} pairs answered` : "Thank you, that was the last pair";
  $("answers").value = text();
  $("save").disabled = $("copy").disabled = answered() === 0;
  $("return").hidden = Boolean(study.milliseconds) && !left;
  show("end");
  $("save").focus();
}

/** The image with white holes times the fill on white is the whole image, pixel by pixel. */
async function draw(canvas, ...ids) {
  const images = await Promise.all(ids.map(async id => {
    const image = new Image();
    image.src = "data:image/png;base64," + $("p" + id).textContent;
    await image.decode();
    return image;
  }));
  canvas.width = canvas.height = study.size;
  const context = canvas.getContext("2d");
  context.globalCompositeOperation = "copy";
  for (const image of images) {
    context.drawImage(image, 0, 0);
    context.globalCompositeOperation = "multiply";
  }
}

async function showTrial(index) {
  trial = index;
  show("trial");
  const now = study.trials[trial], mine = ++showing, before = state.answers[now.id];
  $("place").textContent = `${trial + 1} of ${study.trials.length}`;
  $("progress").max = study.trials.length;
  $("progress").value = answered();
  $("back").disabled = trial === 0;
  $("holes").setAttribute("aria-pressed", holes);
  for (const button of document.querySelectorAll("[data-choice]")) {
    button.classList.toggle("chosen", before?.choice === button.dataset.choice);
    if (button.classList.contains("choice")) button.setAttribute("aria-label", `The ${button.dataset.choice} image is more realistic`);
  }
  document.activeElement?.blur();
  $("pair").classList.add("gone");
  const [left, right] = ["left", "right"].map(side => holes ? [now.base] : [now.base, now[side]]);
  await Promise.all([draw(canvases[0], ...left), draw(canvases[1], ...right), wait(study.milliseconds ? blankMilliseconds : 0)]);
  if (mine !== showing) return;
  $("pair").classList.remove("gone");
  shownAt = performance.now();
  if (study.milliseconds) {
    await wait(study.milliseconds);
    if (mine === showing) $("pair").classList.add("gone");
  }
}

const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));

// What people do

function choose(choice) {
  if (shownAt === null || performance.now() - shownAt < restMilliseconds) return;
  state.answers[study.trials[trial].id] = { choice, seconds: Math.round((performance.now() - shownAt) / 10) / 100 };
  keep();
  holes = false;
  if (trial + 1 < study.trials.length) showTrial(trial + 1);
  else if (firstOpen() >= 0) showTrial(firstOpen());
  else end();
}

function back() {
  if (trial > 0 && !study.milliseconds) showTrial(trial - 1); // a second look would lengthen the first
}

function toggleHoles() {
  if (!study.holes) return;
  holes = !holes;
  showTrial(trial);
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text()], { type: "application/json" }));
  link.download = `answers-${(state.person || state.id).replace(/[^\p{L}\p{N}_-]+/gu, "-")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function copy() {
  try {
    await navigator.clipboard.writeText(text());
  } catch { // not allowed on pages from files in some browsers
    $("answers").select();
    document.execCommand("copy");
  }
  $("copy").textContent = "Copied";
}

function begin() {
  state.person = $("person").value.trim();
  keep();
  const open = firstOpen();
  if (open >= 0) showTrial(open);
  else end();
}

function restart() {
  if (!confirm("Delete your answers and begin anew?")) return;
  state.answers = {};
  keep();
  start();
}

const keys = { ArrowLeft: () => choose("left"), ArrowRight: () => choose("right"), ArrowDown: () => choose("same"), Backspace: back, h: toggleHoles, H: toggleHoles };
document.addEventListener("keydown", event => {
  if ($("trial").hidden || !(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (!event.repeat) keys[event.key]();
});
for (const button of document.querySelectorAll("[data-choice]")) button.addEventListener("click", () => choose(button.dataset.choice));
for (const button of document.querySelectorAll(".back")) button.hidden = Boolean(study.milliseconds);
for (const button of document.querySelectorAll(".holes")) button.hidden = !study.holes;
document.documentElement.style.setProperty("--size", `${Math.max(study.size, smallestSide)}px`);
$("begin").addEventListener("click", begin);
$("person").addEventListener("keydown", event => { if (event.key === "Enter") begin(); });
$("back").addEventListener("click", back);
$("holes").addEventListener("click", toggleHoles);
$("pause").addEventListener("click", end);
$("save").addEventListener("click", save);
$("copy").addEventListener("click", copy);
$("return").addEventListener("click", () => showTrial(Math.max(0, firstOpen() < 0 ? study.trials.length - 1 : firstOpen())));
$("restart").addEventListener("click", restart);
start();
