// The hole, at the image's own resolution: a byte a pixel, 1 = hole.
// Boxes are { left, top, right, bottom } in pixels, right and bottom not included.
export class HoleMask {
  constructor(width, height) {
    Object.assign(this, { width, height, holes: 0, data: new Uint8Array(width * height) });
  }

  get box() {
    return { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  // Sets all pixels whose middle lies within radius of the line between two points; gives their box.
  stroke(a, b, radius, value) {
    radius = Math.max(radius, Math.SQRT1_2); // at least the pixel below the point
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const [ux, uy] = length > 0 ? [(b.x - a.x) / length, (b.y - a.y) / length] : [0, 0];
    const box = this.clip({
      left: Math.min(a.x, b.x) - radius, top: Math.min(a.y, b.y) - radius,
      right: Math.max(a.x, b.x) + radius, bottom: Math.max(a.y, b.y) + radius,
    });
    for (let y = box.top; y < box.bottom; y++) {
      let [from, to] = [Infinity, -Infinity];
      for (const end of [a, b]) {
        const half = Math.sqrt(radius * radius - (y + .5 - end.y) ** 2); // NaN where the row misses the disc
        if (half >= 0) [from, to] = [Math.min(from, end.x - half), Math.max(to, end.x + half)];
      }
      const [low, high] = length > 0 ? between(y + .5 - a.y, ux, uy, length, radius) : [1, 0];
      if (low <= high) [from, to] = [Math.min(from, a.x + low), Math.max(to, a.x + high)];
      const [first, end] = [Math.max(0, Math.ceil(from - .5)), Math.min(this.width, Math.floor(to - .5) + 1)];
      if (first < end) this.data.fill(value, y * this.width + first, y * this.width + end);
    }
    return box;
  }

  // Sets all pixels whose middle lies within a polygon, its edges crossing or not (even-odd); gives their box.
  polygon(points, value) {
    const [xs, ys] = [points.map(p => p.x), points.map(p => p.y)];
    const box = this.clip({ left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) });
    for (let y = box.top; y < box.bottom; y++) {
      const crossings = [];
      points.forEach((a, i) => {
        const b = points[(i + 1) % points.length];
        if (a.y <= y + .5 !== b.y <= y + .5) crossings.push(a.x + (y + .5 - a.y) * (b.x - a.x) / (b.y - a.y));
      });
      crossings.sort((a, b) => a - b);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const first = Math.max(0, Math.ceil(crossings[i] - .5)), end = Math.min(this.width, Math.ceil(crossings[i + 1] - .5));
        if (first < end) this.data.fill(value, y * this.width + first, y * this.width + end);
      }
    }
    return box;
  }

  // What a change within a box has made of an earlier state, a bit a pixel: flipping it undoes the change, and does it again. Null if nothing changed.
  step(before, box) {
    const bits = new Uint8Array(Math.ceil((box.right - box.left) * (box.bottom - box.top) / 8));
    let [bit, changed] = [0, false];
    for (let y = box.top; y < box.bottom; y++) {
      for (let at = y * this.width + box.left; at < y * this.width + box.right; at++, bit++) {
        if (this.data[at] !== before[at]) {
          bits[bit >> 3] |= 1 << (bit & 7);
          this.holes += this.data[at] ? 1 : -1;
          changed = true;
        }
      }
    }
    return changed ? { box, bits } : null;
  }

  flip({ box, bits }) {
    let bit = 0;
    for (let y = box.top; y < box.bottom; y++) {
      for (let at = y * this.width + box.left; at < y * this.width + box.right; at++, bit++) {
        if (bits[bit >> 3] & 1 << (bit & 7)) this.holes += (this.data[at] ^= 1) ? 1 : -1;
      }
    }
  }

  // A box of the mask with its hole grown by a disk, a byte a pixel of the box: 1 = hole, 2 = within radius of one. Each row is the union
  // of one interval a column, as wide as the column's nearest hole allows.
  grown(box, radius) {
    const from = this.clip({ left: box.left - radius, top: box.top - radius, right: box.right + radius, bottom: box.bottom + radius });
    const [width, height, columns, far] = [box.right - box.left, box.bottom - box.top, from.right - from.left, radius + 1];
    const rows = new Uint16Array(columns * height), grown = new Uint8Array(width * height);
    for (const down of [true, false]) { // rows to the nearest hole above, then below
      const near = new Uint16Array(columns).fill(far);
      for (let n = 0; n < from.bottom - from.top; n++) {
        const y = down ? from.top + n : from.bottom - 1 - n, inside = y >= box.top && y < box.bottom;
        for (let x = 0; x < columns; x++) {
          near[x] = this.data[y * this.width + from.left + x] ? 0 : Math.min(far, near[x] + 1);
          if (inside) rows[(y - box.top) * columns + x] = down ? near[x] : Math.min(near[x], rows[(y - box.top) * columns + x]);
        }
      }
    }
    const reach = Array.from({ length: far }, (_, d) => Math.floor(Math.sqrt(radius * radius - d * d)));
    for (let y = 0; y < height; y++) {
      const steps = new Int32Array(width + 1); // where intervals begin, less where they end
      for (let x = 0; x < columns; x++) {
        const rowsAway = rows[y * columns + x], middle = from.left + x - box.left;
        if (rowsAway === far) continue;
        const [first, end] = [Math.max(0, middle - reach[rowsAway]), Math.min(width, middle + reach[rowsAway] + 1)];
        if (first < end) [steps[first], steps[end]] = [steps[first] + 1, steps[end] - 1];
      }
      for (let x = 0, open = 0; x < width; x++) if ((open += steps[x]) > 0) grown[y * width + x] = this.data[(box.top + y) * this.width + box.left + x] ? 1 : 2;
    }
    return grown;
  }

  clip(box) {
    return {
      left: Math.max(0, Math.floor(box.left)), top: Math.max(0, Math.floor(box.top)),
      right: Math.min(this.width, Math.ceil(box.right)), bottom: Math.min(this.height, Math.ceil(box.bottom)),
    };
  }
}

// The part of a row, relative to a line's start, that lies beside the line: 0 <= along <= length and |across| <= radius, both linear in x.
function between(y, ux, uy, length, radius) {
  let [low, high] = [-Infinity, Infinity];
  for (const [slope, offset, least, most] of [[ux, y * uy, 0, length], [-uy, y * ux, -radius, radius]]) {
    if (Math.abs(slope) < 1e-9) {
      if (offset < least || offset > most) return [1, 0];
    } else {
      const ends = [(least - offset) / slope, (most - offset) / slope];
      [low, high] = [Math.max(low, Math.min(...ends)), Math.min(high, Math.max(...ends))];
    }
  }
  return [low, high];
}

// The mask as a PNG of 8-bit grays, white = hole (PNG, third edition: sections 5.3, 9.2 and 11.2).
export async function toPng(mask) {
  const rows = new Uint8Array((mask.width + 1) * mask.height); // a filter byte before each row: none
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0, at = y * mask.width, to = y * (mask.width + 1) + 1; x < mask.width; x++) rows[to + x] = mask.data[at + x] === 1 ? 255 : 0;
  }
  const packed = await new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer();
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, mask.width);
  header.setUint32(4, mask.height);
  header.setUint8(8, 8); // bits a gray
  return new Blob([new Uint8Array([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), chunk('IHDR', header.buffer), chunk('IDAT', packed), chunk('IEND', new ArrayBuffer(0))], { type: 'image/png' });
}

function chunk(type, data) {
  const bytes = new Uint8Array(12 + data.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.byteLength);
  bytes.set([...type].map(c => c.charCodeAt(0)), 4);
  bytes.set(new Uint8Array(data), 8);
  view.setUint32(8 + data.byteLength, crc(bytes.subarray(4, 8 + data.byteLength)));
  return bytes;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xEDB88320 ^ n >>> 1 : n >>> 1;
  return n;
});

function crc(bytes) { // CRC-32 of ISO 3309
  let c = 0xFFFFFFFF;
  for (const byte of bytes) c = table[(c ^ byte) & 255] ^ c >>> 8;
  return ~c >>> 0;
}
