// Shows a mask over its image and lets people paint it, by pointer or by keys.
const fill = [255, 204, 0, 140], rim = [255, 204, 0, 70], light = [255, 255, 255, 255], dark = [30, 30, 34, 255];
const color = ([r, g, b, a]) => new Uint32Array(new Uint8Array([r, g, b, a]).buffer)[0];
const FILL = color(fill), RIM = color(rim), LIGHT = color(light), DARK = color(dark);

export class Painter {
  size = 40; // diameter on the screen, in CSS pixels
  erases = false;
  shape = null; // null for strokes, or rectangle or lasso
  view = null; // the part of the image that the canvas shows: { left, top, right, bottom }
  grow = 0; // pixels of the image by which the hole is shown grown
  mask = null;

  // changed(step): a stroke has ended; painting(): whether one may begin
  constructor(canvas, ring, outline, { changed, mayPaint }) {
    Object.assign(this, { canvas, ring, outline, changed, mayPaint, context: canvas.getContext('2d') });
    canvas.addEventListener('pointerdown', e => this.down(e));
    canvas.addEventListener('pointermove', e => this.move(e));
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) canvas.addEventListener(end, e => this.up(e));
    canvas.addEventListener('pointerleave', () => this.showRing(null));
    canvas.addEventListener('contextmenu', e => e.preventDefault()); // the right button erases
    canvas.addEventListener('keydown', e => this.key(e));
    canvas.addEventListener('keyup', e => e.key === ' ' && this.end());
    canvas.addEventListener('blur', () => { this.end(); this.showRing(null); });
  }

  show(mask) {
    this.mask = mask;
    this.point = { x: mask.width / 2, y: mask.height / 2 };
    this.before = this.last = this.points = null;
    this.drawOutline();
  }

  // pixels of the image in one CSS pixel
  get scale() { return (this.view.right - this.view.left) / this.canvas.getBoundingClientRect().width; }

  at(e) {
    const box = this.canvas.getBoundingClientRect(), { left, top, right, bottom } = this.view;
    return { x: left + (e.clientX - box.left) * (right - left) / box.width, y: top + (e.clientY - box.top) * (bottom - top) / box.height };
  }

  down(e) {
    if (!e.isPrimary || ![0, 2, 5].includes(e.button) || !this.mayPaint()) return;
    this.canvas.setPointerCapture(e.pointerId);
    this.begin(e.button === 0 ? this.erases : true); // the right button and a pen's eraser
    const to = this.at(e);
    this.isByPointer = true;
    if (this.shape) {
      this.points = [to];
    } else {
      this.paint(e.shiftKey && this.last ? this.last : to, to);
    }
    this.showRing(to);
  }

  // Two fingers move the image: what the first has painted meanwhile goes.
  cancel() {
    if (!this.before) return;
    this.mask.data.set(this.before);
    this.before = this.points = null;
    this.drawOutline();
    this.draw(this.mask.box);
  }

  move(e) {
    if (!this.mask || !e.isPrimary) return;
    const all = this.before ? e.getCoalescedEvents?.() ?? [] : [];
    for (const one of all.length ? all : [e]) {
      const to = this.at(one);
      if (this.points) this.points.push(to); else if (this.before) this.paint(this.point, to);
      this.point = to;
    }
    if (this.points) this.drawOutline();
    if (e.pointerType === 'mouse') this.isByPointer = true;
    this.showRing(this.point);
  }

  up(e) {
    this.end();
    if (e.pointerType === 'touch') this.showRing(null);
  }

  key(e) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (!this.mayPaint() || e.ctrlKey || e.metaKey || e.altKey || !(steps || e.key === ' ')) return;
    e.preventDefault();
    if (e.key === ' ' && this.isByPointer && !this.ring.hidden) return; // space and a drag move the image
    this.isByPointer = false;
    const far = this.scale * (e.shiftKey ? 1 : Math.max(1, this.size / 4));
    const to = steps ? { x: clamp(this.point.x + far * steps[0], this.mask.width), y: clamp(this.point.y + far * steps[1], this.mask.height) } : this.point;
    if (e.key === ' ' && !this.before) this.begin(this.erases);
    if (this.before) this.paint(this.point, to);
    this.point = to;
    this.showRing(to);
  }

  begin(erases) {
    this.before = this.mask.data.slice();
    this.value = erases ? 0 : 1;
    this.touched = null;
  }

  paint(from, to) {
    const box = this.mask.stroke(from, to, this.size / 2 * this.scale, this.value);
    this.touched = this.touched ? union(this.touched, box) : box;
    [this.point, this.last] = [to, to];
    this.draw(box);
  }

  end() {
    if (!this.before) return;
    if (this.points) {
      this.touched = this.mask.polygon(this.corners, this.value);
      this.points = null;
      this.drawOutline();
      this.draw(this.touched);
    }
    const step = this.touched && this.mask.step(this.before, this.touched);
    this.before = null;
    if (step) this.changed(step);
  }

  // Of the shape that is being drawn.
  get corners() {
    if (this.shape === 'lasso') return this.points;
    const [a, b] = [this.points[0], this.points.at(-1)];
    return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
  }

  drawOutline() {
    this.outline.toggleAttribute('hidden', !this.points);
    if (!this.points) return;
    this.outline.setAttribute('viewBox', `0 0 ${this.mask.width} ${this.mask.height}`);
    for (const line of this.outline.children) line.setAttribute('points', this.corners.map(({ x, y }) => `${x},${y}`).join(' '));
  }

  showRing(point) {
    this.ring.hidden = !point || !this.mayPaint() || !!this.shape;
    if (this.ring.hidden) return;
    const width = this.size, scale = this.scale;
    Object.assign(this.ring.style, { width: `${width}px`, height: `${width}px`, transform: `translate(${point.x / scale - width / 2}px, ${point.y / scale - width / 2}px)` });
  }

  // Shows a part of the image.
  resize(view = this.view) {
    this.view = view;
    if (!this.mask || !view) return;
    const box = this.canvas.getBoundingClientRect();
    [this.canvas.width, this.canvas.height] = [box.width, box.height].map(side => Math.max(1, Math.round(side * devicePixelRatio)));
    this.draw(this.mask.box);
  }

  // Draws what a change within a box of the mask changes, at the screen's resolution: the hole in one color, what it grows by in a lighter one, its edge dashed.
  draw(box) {
    const { canvas: { width, height }, mask, grow } = this;
    box = { left: box.left - grow, top: box.top - grow, right: box.right + grow, bottom: box.bottom + grow };
    const edge = Math.max(1, Math.round(1.25 * devicePixelRatio)), dash = 3 * edge;
    const { left, top, right, bottom } = this.view;
    const [sx, sy] = [(right - left) / width, (bottom - top) / height];
    const seen = { left: Math.max(0, Math.floor((box.left - left) / sx) - edge), top: Math.max(0, Math.floor((box.top - top) / sy) - edge), right: Math.min(width, Math.ceil((box.right - left) / sx) + edge), bottom: Math.min(height, Math.ceil((box.bottom - top) / sy) + edge) };
    const [w, h] = [seen.right - seen.left, seen.bottom - seen.top];
    if (w <= 0 || h <= 0) return;
    // a pixel of the screen is hole if any below it is, so that thin scratches stay in sight; a margin is for the edges
    const [tw, th] = [w + 2 * edge, h + 2 * edge];
    const small = new Uint8Array(tw * th);
    const part = grow ? mask.clip({ left: left + (seen.left - edge) * sx - 1, top: top + (seen.top - edge) * sy - 1, right: left + (seen.right + edge) * sx + 1, bottom: top + (seen.bottom + edge) * sy + 1 }) : mask.box;
    const [data, stride] = [grow ? mask.grown(part, grow) : mask.data, part.right - part.left];
    const columns = Array.from({ length: tw + 1 }, (_, i) => Math.floor(left + Math.min(width, Math.max(0, seen.left - edge + i)) * sx));
    for (let j = 0; j < th; j++) {
      const row = Math.min(height - 1, Math.max(0, seen.top - edge + j));
      const y0 = Math.min(mask.height - 1, Math.floor(top + row * sy)), y1 = Math.max(y0 + 1, Math.floor(top + (row + 1) * sy));
      for (let i = 0; i < tw; i++) {
        const x0 = Math.min(mask.width - 1, columns[i]), x1 = Math.max(x0 + 1, columns[i + 1]);
        for (let y = y0; y < y1 && small[j * tw + i] !== 1; y++) {
          for (let x = (y - part.top) * stride + x0 - part.left, end = x + x1 - x0; x < end; x++) if (data[x]) { small[j * tw + i] = data[x]; if (data[x] === 1) break; }
        }
      }
    }
    const image = this.context.createImageData(w, h), pixels = new Uint32Array(image.data.buffer);
    for (let j = 0; j < h; j++) {
      for (let i = 0; i < w; i++) {
        const at = (j + edge) * tw + i + edge;
        if (!small[at]) continue;
        const inside = small[at - edge] && small[at + edge] && small[at - edge * tw] && small[at + edge * tw];
        pixels[j * w + i] = inside ? small[at] === 1 ? FILL : RIM : Math.floor((i + seen.left + j + seen.top) / dash) & 1 ? LIGHT : DARK;
      }
    }
    this.context.putImageData(image, seen.left, seen.top);
  }
}

const clamp = (value, most) => Math.min(most, Math.max(0, value));
const union = (a, b) => ({ left: Math.min(a.left, b.left), top: Math.min(a.top, b.top), right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom) });
