// Which part of the image is seen, and how large: the wheel, two fingers, the middle button or space and a drag move it.
const Most = 32; // CSS pixels that a pixel of the image takes at most

export class View {
  image = null; // { width, height }
  scale = 1; // CSS pixels of a pixel of the image
  isFit = true;
  touches = new Map();

  // shown(): the part has changed; pinched(): two fingers are down; mayPan(): whether a drag with the main button moves the image
  constructor(stage, frame, canvas, { shown, pinched, mayPan }) {
    Object.assign(this, { stage, frame, canvas, shown, pinched, mayPan });
    stage.addEventListener('wheel', e => this.wheel(e), { passive: false });
    stage.addEventListener('pointerdown', e => this.down(e), true);
    stage.addEventListener('pointermove', e => this.move(e), true);
    for (const end of ['pointerup', 'pointercancel']) stage.addEventListener(end, e => this.up(e), true);
    new ResizeObserver(() => this.place()).observe(stage);
  }

  show(image) {
    if (this.image?.width !== image.width || this.image?.height !== image.height) this.isFit = true;
    this.image = image;
    this.place();
  }

  // As large as the stage allows, and small images at most twice their size.
  get fitting() {
    const style = getComputedStyle(this.stage);
    const width = this.stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = this.stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    return Math.min(width / this.image.width, height / this.image.height, 2);
  }

  fit() {
    this.isFit = true;
    this.place();
  }

  // Keeps the point of the image below a point of the window where it is; by default that in the middle.
  zoomTo(scale, clientX, clientY) {
    if (!this.image) return;
    const box = this.frame.getBoundingClientRect(), stage = this.stage.getBoundingClientRect();
    const [px, py] = [clientX ?? stage.left + stage.width / 2, clientY ?? stage.top + stage.height / 2];
    const [x, y] = [(px - box.left) / this.scale, (py - box.top) / this.scale];
    const fitting = this.fitting;
    this.isFit = scale <= fitting;
    this.scale = Math.min(Math.max(scale, fitting), Math.max(Most, fitting));
    this.center = { x: x - (px - stage.left - stage.width / 2) / this.scale, y: y - (py - stage.top - stage.height / 2) / this.scale };
    this.place();
  }

  pan(dx, dy) {
    if (!this.image || this.isFit) return;
    this.center = { x: this.center.x - dx / this.scale, y: this.center.y - dy / this.scale };
    this.place();
  }

  place() {
    if (!this.image) return;
    const { width, height } = this.image;
    if (this.isFit) [this.scale, this.center] = [this.fitting, { x: width / 2, y: height / 2 }];
    const [w, h] = [this.stage.clientWidth / this.scale, this.stage.clientHeight / this.scale]; // what the stage holds
    const within = (at, side) => Math.min(side, Math.max(0, at)); // the middle of the stage lies on the image
    this.center = { x: within(this.center.x, width), y: within(this.center.y, height) };
    const [dx, dy] = [(width / 2 - this.center.x) * this.scale, (height / 2 - this.center.y) * this.scale];
    Object.assign(this.frame.style, { width: `${width * this.scale}px`, height: `${height * this.scale}px`, transform: this.isFit ? '' : `translate(${dx}px, ${dy}px)` });
    const left = Math.max(0, Math.floor(this.center.x - w / 2)), top = Math.max(0, Math.floor(this.center.y - h / 2));
    this.part = this.isFit ? { left: 0, top: 0, right: width, bottom: height } : {
      left, top, right: Math.min(width, Math.ceil(this.center.x + w / 2)), bottom: Math.min(height, Math.ceil(this.center.y + h / 2)),
    };
    const css = this.isFit ? { left: '', top: '', width: '', height: '' } : {
      left: `${this.part.left * this.scale}px`, top: `${this.part.top * this.scale}px`,
      width: `${(this.part.right - this.part.left) * this.scale}px`, height: `${(this.part.bottom - this.part.top) * this.scale}px`,
    };
    Object.assign(this.canvas.style, css);
    this.shown(this.part);
  }

  wheel(e) {
    if (!this.image) return;
    e.preventDefault();
    this.zoomTo(this.scale * Math.exp(-Math.sign(e.deltaY) * Math.min(.4, Math.abs(e.deltaY) / 400)), e.clientX, e.clientY);
  }

  down(e) {
    if (!this.image) return;
    if (e.pointerType === 'touch') {
      this.touches.set(e.pointerId, { x: e.clientX, y: e.clientY });
      if (this.touches.size === 2) this.pinched();
    } else if (e.button === 1 || e.button === 0 && this.mayPan()) {
      e.preventDefault();
      e.stopPropagation();
      this.dragged = e.pointerId;
      this.stage.setPointerCapture(e.pointerId);
      [this.x, this.y] = [e.clientX, e.clientY];
    }
  }

  move(e) {
    if (this.dragged === e.pointerId) {
      e.stopPropagation();
      this.pan(e.clientX - this.x, e.clientY - this.y);
      [this.x, this.y] = [e.clientX, e.clientY];
    } else if (this.touches.has(e.pointerId)) {
      if (this.touches.size === 2) {
        e.stopPropagation();
        const before = [...this.touches.values()];
        this.touches.set(e.pointerId, { x: e.clientX, y: e.clientY });
        const after = [...this.touches.values()];
        const [from, to] = [middle(before), middle(after)];
        this.zoomTo(this.scale * to.apart / Math.max(1, from.apart), from.x, from.y);
        this.pan(to.x - from.x, to.y - from.y);
      } else {
        this.touches.set(e.pointerId, { x: e.clientX, y: e.clientY });
      }
    }
  }

  up(e) {
    this.touches.delete(e.pointerId);
    if (this.dragged === e.pointerId) this.dragged = null;
  }
}

const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) });
