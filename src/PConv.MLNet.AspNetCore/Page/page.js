// The page: an image, the hole in it, fills, and what has been done so far.
import { HoleMask, toPng } from './mask.js';
import { Painter } from './painter.js';
import { Results } from './results.js';
import { load, post, settings } from './server.js';
import { View } from './view.js';

const $ = id => document.getElementById(id);
const Labels = { 'patchmatch-texture': 'patchmatch-texture (objects)' };
const MaxHistory = 64 << 20; // bytes of steps that are kept

let name = 'picture', image = null, original = null; // { blob, url, width, height }
let mask = null, done = [], undone = [], running = null, saved = null, isSpaceDown = false;

const painter = new Painter($('hole'), $('ring'), $('outline'), { changed: did, mayPaint: () => image && !running && $('split').hidden });
const results = new Results($('results'), step => choose(step).catch(fail));
const paces = new Map(); // seconds a pixel of a hole, by style or method: what the last fill of each took
const view = new View($('stage'), $('frame'), $('hole'), {
  shown: part => { painter.resize(part); $('zoom').textContent = `${Math.round(100 * view.scale)} %`;
    $('zoom').setAttribute('aria-label', `${Math.round(100 * view.scale)} %: fit, or a pixel for a pixel`); },
  pinched: () => painter.cancel(), mayPan: () => isSpaceDown,
});

// --- images

async function open(blob, fileName) {
  if (running) return;
  try {
    const next = await load(blob);
    fail(null);
    if (done.length && done.at(-1) !== saved && !await confirmed()) return URL.revokeObjectURL(next.url);
    saved = null;
    for (const old of new Set([image, original, ...done, ...undone].flatMap(step => step?.url ?? [step?.from?.url, step?.to?.url]))) if (old) URL.revokeObjectURL(old);
    results.clear(done, undone);
    [done, undone, original, name] = [[], [], next, fileName.replace(/\.\w+$/, '') || 'picture'];
    document.body.classList.add('editing');
    for (const id of ['open', 'tools', 'frame']) $(id).hidden = false;
    $('empty').hidden = true;
    await show(next, new HoleMask(next.width, next.height));
    $('name').textContent = `${fileName} · ${next.width} × ${next.height}`;
    $('hole').focus({ preventScroll: true, focusVisible: false });
    tell();
    if (next.notes) say(`${next.notes} ${$('status').textContent}`);
  } catch (e) {
    fail(e);
  }
}

// Whether what was painted may be lost.
function confirmed() {
  $('lose').returnValue = 'stay';
  $('lose').showModal();
  return new Promise(resolve => $('lose').addEventListener('close', () => resolve($('lose').returnValue === 'open'), { once: true }));
}

async function show(next, holes) {
  [image, mask] = [next, holes];
  $('image').src = next.url;
  $('before').src = original.url;
  await $('image').decode().catch(() => {});
  painter.show(mask);
  view.show(next);
  update();
}

// --- what was done

function did(step) {
  if (step.bits) results.clear(done, undone);
  done.push(step);
  undone = [];
  for (let bytes = 0, i = done.length - 1; i >= 0; i--) {
    bytes += done[i].bits?.length ?? done[i].to.blob.size;
    if (bytes > MaxHistory && i < done.length - 1) { done.splice(0, i + 1); break; }
  }
  update();
  tell();
}

async function go(from, to, isUndo) {
  const step = from.pop();
  if (!step || running) return step && from.push(step);
  compare(false);
  to.push(step);
  if (step.bits) {
    results.clear(done, undone);
    mask.flip(step);
    painter.draw(step.box);
  } else {
    await show(isUndo ? step.from : step.to, isUndo ? step.holes : step.next);
  }
  update();
  tell();
}

function change(edit) {
  if (!image || running) return;
  compare(false);
  const before = mask.data.slice();
  edit(mask.data);
  const step = mask.step(before, mask.box);
  painter.draw(mask.box);
  if (step) did(step);
}

// The server reads the file as it would for a fill: whatever is plainly a mask is one, and what is not is told before filling.
async function takeMask(blob) {
  try {
    const form = new FormData();
    form.append('mask', blob, 'mask');
    const bitmap = await createImageBitmap(await post('mask', form));
    if (bitmap.width !== mask.width || bitmap.height !== mask.height) throw new Error(`The mask is ${bitmap.width} × ${bitmap.height} but the image is ${mask.width} × ${mask.height}. Choose one of the same size.`);
    const context = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height }).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    change(data => { for (let i = 0; i < data.length; i++) data[i] = pixels[4 * i] >= 128 ? 1 : 0; });
  } catch (e) {
    fail(e);
  }
}

// --- filling

// The last step, if it was a fill on which nothing was painted yet: another style or method can take its place.
const lastFill = () => mask && !mask.holes && done.at(-1)?.to === image && image !== null ? done.at(-1) : null;

// Another fill of the same hole takes the place of the last.
async function choose(step) {
  if (running || step === done.at(-1)) return;
  compare(false);
  done.pop();
  await show(step.to, step.next);
  did(step);
  say(`Filled by ${step.label}.`);
  $('results').querySelector(':checked')?.focus();
}

async function fill() {
  if (!image || running || !mask.holes && !lastFill()) return;
  if (lastFill()) await go(done, undone, true);
  compare(false);
  fail(null);
  if (mask.holes === mask.data.length) return fail(new Error('All of the image is hole: nothing is left to fill it from. Invert the hole, or clear it.'));
  const [from, holes, method, start] = [image, mask, $('method').value, performance.now()];
  const style = method ? null : $('natural').checked ? 'natural' : 'faithful';
  running = new AbortController();
  update();
  const label = style ?? method, pixels = holes.holes;
  const clock = setInterval(() => {
    const passed = (performance.now() - start) / 1000, left = paces.get(label) * pixels - passed;
    say(left > .5 ? `Filling … about ${Math.ceil(left)} s left` : `Filling … ${Math.round(passed)} s`);
  }, 1000);
  try {
    const form = new FormData();
    form.append('image', from.blob, 'image');
    form.append('mask', await toPng(holes), 'mask.png');
    form.append('polarity', 'white-is-hole');
    form.append(style ? 'style' : 'method', style ?? method);
    form.append('grow', $('grow').value);
    const answer = await post('inpaint', form, running.signal);
    const to = await load(answer);
    const next = new HoleMask(to.width, to.height);
    running = null;
    await show(to, next);
    const seconds = (performance.now() - start) / 1000, step = { from, holes, to, next, label };
    paces.set(label, seconds / pixels);
    results.all.push(step);
    did(step);
    say(`Filled by ${label} in ${seconds.toFixed(1)} s. ${answer.notes}`.trim());
  } catch (e) {
    if (e.name === 'AbortError') say('Canceled.'); else fail(e);
  } finally {
    clearInterval(clock);
    running = null;
    update();
  }
}

function save() {
  saved = done.at(-1);
  download(image.url, `${name}-filled.png`);
}

function download(url, file) { Object.assign(document.createElement('a'), { href: url, download: file }).click(); }

async function saveMore(what) {
  if (what === 'copy') return copy();
  const form = new FormData();
  form.append('image', image.blob, 'image');
  form.append('format', 'jpeg');
  const holes = mask.holes ? mask : done.findLast(step => step.holes)?.holes; // painted, or those that were filled last
  const blob = what === 'jpeg' ? await post('image', form) : await toPng(holes);
  if (blob.notes) say(blob.notes);
  const url = URL.createObjectURL(blob);
  download(url, what === 'jpeg' ? `${name}-filled.jpg` : `${name}-mask.png`);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

async function copy() {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': image.blob })]);
  say('Copied.');
}

// --- what is seen

function update() {
  const filled = image && image !== original;
  for (const id of ['compare', 'save', 'more']) $(id).hidden = !filled;
  $('progress').hidden = !running;
  $('fill').textContent = running ? 'Cancel' : lastFill() ? 'Fill again' : 'Fill';
  $('fill').title = running ? 'Cancel (Esc)' : lastFill() ? 'Fill the same hole in this style or by this method (F)' : 'Fill the hole (F)';
  $('fill').disabled = !running && !mask?.holes && !lastFill();
  $('undo').disabled = running || !done.length;
  $('redo').disabled = running || !undone.length;
  $('clear').disabled = running || !mask?.holes;
  for (const id of ['invert', 'upload', 'method', 'grow', 'open', 'save', 'more', 'compare']) $(id).disabled = !!running;
  results.show(done.at(-1), !!running);
  for (const id of ['natural', 'faithful']) $(id).disabled = !!running || $('method').value !== ''; // other methods have no styles
  document.body.classList.toggle('busy', !!running);
}

// What is to be done, or how large the hole is.
function tell() {
  const hole = mask.holes / mask.data.length;
  say(!hole ? 'Paint over what should go.' : `${share(hole)} is hole.${hole > .8 ? ' If the mask is the other way round, invert it.' : ''}`);
}

function grow(pixels) {
  painter.grow = pixels;
  $('grown').textContent = `${pixels} px`;
  if (image) painter.resize(); // draws all
}

const share = part => part < .001 ? 'Less than 0.1 %' : `${(100 * part).toFixed(1)} %`;

function say(text) { $('status').textContent = text; }

function fail(error) {
  $('error').hidden = !error;
  $('error').firstElementChild.textContent = error?.message ?? '';
  if (error) say('');
}

function compare(on) {
  if (on && $('compare').hidden) return;
  $('compare').setAttribute('aria-pressed', on);
  $('split').hidden = !on;
  $('frame').classList.toggle('comparing', on);
  painter.showRing(null);
  if (on) $('at').focus({ preventScroll: true });
}

function peek(on) { $('frame').classList.toggle('peeking', on && image !== original); }

function resizeBrush(size) {
  painter.size = $('size').value = Math.min(200, Math.max(Math.min(1, view.scale), size)); // down to one pixel of the image
  if (image) painter.showRing(painter.point);
}

// --- hands and keys

const tool = id => {
  [painter.erases, painter.shape] = [id === 'eraser', id === 'rectangle' || id === 'lasso' ? id : null];
  $(id).checked = true;
  compare(false);
};
const actions = {
  choose: () => $('file').click(), open: () => $('file').click(), upload: () => $('mask-file').click(),
  sample: async () => open(await (await fetch('sample.jpg')).blob(), 'bison.jpg'),
  undo: () => go(done, undone, true), redo: () => go(undone, done, false),
  clear: () => change(data => data.fill(0)),
  invert: () => change(data => { for (let i = 0; i < data.length; i++) data[i] ^= 1; }),
  fill: () => running ? running.abort() : fill(),
  compare: () => compare($('split').hidden), save, help: () => $('keys').showModal(),
  'zoom-in': () => view.zoomTo(view.scale * 1.5), 'zoom-out': () => view.zoomTo(view.scale / 1.5), zoom: () => view.isFit ? view.zoomTo(1) : view.fit(),
};
for (const [id, act] of Object.entries(actions)) $(id).addEventListener('click', () => Promise.resolve(act()).catch(fail));
for (const id of ['brush', 'eraser', 'rectangle', 'lasso']) $(id).addEventListener('change', () => tool(id));
$('error').querySelector('button').addEventListener('click', () => fail(null));
$('size').addEventListener('input', e => { painter.size = +e.target.value; });
$('at').addEventListener('input', e => $('frame').style.setProperty('--at', `${e.target.value}%`));
$('grow').addEventListener('input', e => grow(+e.target.value));
for (const id of ['natural', 'faithful']) $(id).addEventListener('change', e => say(`${e.target.parentElement.title}.`));
$('method').addEventListener('change', e => {
  const chosen = e.target.selectedOptions[0];
  e.target.title = chosen.title;
  update();
  say(`${chosen.text}: ${chosen.title}.`);
});
$('file').addEventListener('change', e => { if (e.target.files[0]) open(e.target.files[0], e.target.files[0].name); e.target.value = ''; });
$('mask-file').addEventListener('change', e => { if (e.target.files[0]) takeMask(e.target.files[0]); e.target.value = ''; });
$('more').addEventListener('change', e => {
  const what = e.target.value;
  e.target.value = '';
  saveMore(what).catch(fail);
});

addEventListener('dragover', e => { e.preventDefault(); document.body.classList.add('dropping'); });
addEventListener('dragleave', e => { if (!e.relatedTarget) document.body.classList.remove('dropping'); });
addEventListener('drop', e => {
  e.preventDefault();
  document.body.classList.remove('dropping');
  const file = e.dataTransfer.files[0];
  if (file) open(file, file.name);
});
addEventListener('paste', e => { const file = e.clipboardData.files[0]; if (file) open(file, file.name || 'pasted.png'); });

const keys = { b: () => tool('brush'), e: () => tool('eraser'), m: () => tool('rectangle'), l: () => tool('lasso'), i: actions.invert, f: () => fill(), r: () => lastFill() && fill(),
  '+': actions['zoom-in'], '=': actions['zoom-in'], '-': actions['zoom-out'], '0': () => view.fit(), '1': () => view.zoomTo(1), c: actions.compare, o: () => peek(true), '[': () => resizeBrush(painter.size / 1.15), ']': () => resizeBrush(painter.size * 1.15), '?': actions.help };
addEventListener('keydown', e => {
  if ($('keys').open || $('lose').open) return;
  if (e.key === ' ') document.body.classList.toggle('panning', isSpaceDown = painter.isByPointer && !$('ring').hidden || isSpaceDown);
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const act = e.ctrlKey || e.metaKey ? { z: e.shiftKey ? actions.redo : actions.undo, y: actions.redo, c: $('more').hidden || `${getSelection()}` ? null : () => copy().catch(fail) }[key] : e.target.matches('select') ? null : keys[key];
  if (key === 'Escape') {
    if (running) running.abort(); else { compare(false); fail(null); }
  } else if (act && !e.altKey) {
    e.preventDefault();
    act();
  }
});
addEventListener('keyup', e => {
  if (e.key.toLowerCase() === 'o') peek(false);
  if (e.key === ' ') document.body.classList.toggle('panning', isSpaceDown = false);
});
addEventListener('blur', () => { peek(false); isSpaceDown = false; });

try {
  const server = await settings();
  const others = server.methods.filter(m => !m.isNetwork).map(m => Object.assign(new Option(Labels[m.name] ?? m.name, m.name, false, m.name === server.method), { title: m.description }));
  $('method').replaceChildren(Object.assign(new Option('other methods', ''), { title: server.network }), ...others); // chosen unless another is: styles are the network's
  $(server.style).checked = true;
  $('grow').max = Math.max($('grow').max, server.grow);
  grow(+($('grow').value = server.grow));
  $('method').title = $('method').selectedOptions[0].title;
} catch {
  fail(new Error('The server cannot be reached. Is it still running?'));
}
