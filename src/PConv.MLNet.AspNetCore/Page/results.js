// The fills of one hole, side by side: the one that is chosen is the image.
export class Results {
  all = []; // { from, holes, to, next, label }

  constructor(strip, choose) { Object.assign(this, { strip, choose }); }

  // The hole is another: frees the fills that are in none of the lists of steps.
  clear(...kept) {
    for (const step of this.all) if (!kept.some(list => list.includes(step))) URL.revokeObjectURL(step.to.url);
    this.all = [];
    this.show(null, false);
  }

  // Shown while the last step is one of several fills of the same hole.
  show(last, isBusy) {
    this.strip.hidden = this.all.length < 2 || !this.all.includes(last);
    if (this.strip.hidden) return;
    this.strip.replaceChildren(...this.all.map((step, i) => {
      const choice = Object.assign(document.createElement('input'), { type: 'radio', name: 'result', checked: step === last, disabled: isBusy });
      choice.addEventListener('change', () => this.choose(step));
      const label = Object.assign(document.createElement('label'), { title: step.label });
      label.append(choice, Object.assign(new Image(), { src: step.to.url, alt: '' }), `${i + 1} ${step.label}`);
      return label;
    }));
  }
}
