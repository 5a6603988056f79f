// The server's routes, and the images that it takes.
const Shown = ['image/jpeg', 'image/png']; // as the server reads them: upright
const Read = ['image/webp', 'image/tiff', '']; // by the server, where browsers differ

// What is said of a form's fields, for those who see none.
const InWords = [[/Send threshold=\d+, or (.)/, (_, first) => first.toUpperCase()], ['send polarity=white-is-valid', 'invert it'], ['Send format=png', 'Save it as PNG']];

let server = { maxPixels: Infinity, maxBytes: Infinity };

// Methods, default style and limits.
export async function settings() { return server = await (await fetch('inpaint')).json(); }

// An image as the page shows it: { blob, url, width, height }.
export async function load(blob) {
  if (!Shown.includes(blob.type)) blob = Read.includes(blob.type) ? await serverPng(blob) : await browserPng(blob);
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
  } catch {
    throw new Error('This is no image that can be shown here. Choose a JPEG, PNG, WebP or TIFF file.');
  }
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  if (width * height > server.maxPixels) throw new Error(`The image is ${width} × ${height} pixels, and an area of at most ${server.maxPixels.toLocaleString('en')} is taken. Scale it down.`);
  if (blob.size > server.maxBytes) throw new Error(`The image is a file of ${blob.size.toLocaleString('en')} bytes, and at most ${server.maxBytes.toLocaleString('en')} are taken. Scale it down.`);
  return { blob, url: image.src, width, height, notes: blob.notes ?? '' };
}

// With all that the file carries.
function serverPng(blob) {
  const form = new FormData();
  form.append('image', blob, 'image');
  return post('image', form);
}

async function browserPng(blob) {
  const image = await createImageBitmap(blob).catch(() => { throw new Error('This is no image that can be shown here. Choose a JPEG, PNG, WebP or TIFF file.'); });
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  canvas.getContext('2d').drawImage(image, 0, 0);
  return new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
}

// The image a route answers with.
export async function post(route, form, signal) {
  const answer = await fetch(route, { method: 'POST', body: form, signal }).catch(e => {
    throw e.name === 'AbortError' ? e : new Error('The server cannot be reached. Is it still running?');
  });
  if (!answer.ok) throw new Error(await problem(answer));
  const notes = decodeURIComponent(answer.headers.get('X-Notes') ?? '');
  return Object.assign(await answer.blob(), { notes });
}

async function problem(answer) {
  const text = await answer.text();
  try {
    return InWords.reduce((all, [field, words]) => all.replace(field, words), JSON.parse(text).detail || JSON.parse(text).title);
  } catch {
    return `The server answered ${answer.status} ${answer.statusText}.`;
  }
}
