// The gate: a badge is read by the camera or typed, asked without leaving the page, and the next one can follow at once.
// Without this the form does the same, a page each.
import decodeQR from '../vendor/qr/decode.js';

const form = document.getElementById('scan'), verdict = document.getElementById('verdict');
const field = form && form.elements.code, camera = document.getElementById('camera');
const SIDE = 720, LOOK_MS = 120, AGAIN_MS = 4000;
let busy = false, last = '', lastAt = 0, stream = null;

function say(words) {
  verdict.textContent = '';
  const said = document.createElement('p');
  said.className = 'verdict v-retry';
  said.textContent = words;
  verdict.append(said);
}

async function ask(code) {
  if (busy) return;
  busy = true;
  const asked = new URLSearchParams(new FormData(form));
  asked.set('code', code);
  try {
    const answer = await fetch(form.action, {method: 'POST', body: asked, headers: {'X-Part': 'verdict'}});
    if (answer.ok) verdict.innerHTML = await answer.text();
    else if (answer.status === 401) location.reload();
    else say(form.dataset.lost);
  } catch (_away) {
    say(form.dataset.lost);
  }
  busy = false;
  field.value = '';
  if (!stream) field.focus();
  const came = verdict.querySelector('[data-came]'), counter = document.getElementById('came');
  if (came && counter) counter.textContent = came.dataset.came;
  verdict.scrollIntoView({block: 'nearest'});
}

function look(video, canvas, pen) {
  if (!stream) return;
  const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
  const width = Math.floor(video.videoWidth * scale), height = Math.floor(video.videoHeight * scale);
  if (width && height && !busy && !document.hidden) {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    pen.drawImage(video, 0, 0, width, height);
    let code = '';
    try { code = decodeQR(pen.getImageData(0, 0, width, height)); } catch (_none) { /* nothing to read in this picture */ }
    const now = Date.now();
    if (code && (code !== last || now - lastAt > AGAIN_MS)) ask(code);
    if (code) { last = code; lastAt = now; }
  }
  setTimeout(look, LOOK_MS, video, canvas, pen);
}

async function begin() {
  const video = camera.querySelector('video'), button = camera.querySelector('button'), said = camera.querySelector('[role=status]');
  if (stream) {
    stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = button.dataset.start;
    field.focus();
    return;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({audio: false, video: {facingMode: 'environment', width: {ideal: 1280}}});
  } catch (_refused) {
    said.textContent = said.dataset.refused;
    return;
  }
  said.textContent = '';
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  button.textContent = button.dataset.stop;
  const canvas = document.createElement('canvas');
  look(video, canvas, canvas.getContext('2d', {willReadFrequently: true}));
}

if (form && verdict) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (field.value.trim()) ask(field.value);
  });
  if (camera && navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
    camera.hidden = false;
    camera.querySelector('button').addEventListener('click', begin);
  }
}
