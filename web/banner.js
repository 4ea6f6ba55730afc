// What is wrong at this moment, for everybody to see.

import { t } from './texts.js';

const element = document.getElementById('banner');
const reasons = new Map();
let clock;

/** Shows a sentence until the same source clears it. */
export function show(source, sentence) {
  reasons.set(source, { sentence });
  render();
}

export function clear(source) {
  if (reasons.delete(source)) render();
}

/** Shows an error, and returns whether it will pass by itself. */
export function failed(source, error) {
  if (error.status === 429) pause(error.retryAfter, error, source);
  else show(source, sentence(error));
  return isOutage(error) || error.status === 429;
}

/** Counts down a wait that the server asks for. */
export function pause(seconds, error, source = 'pause') {
  if (error.status !== 429) return show(source, sentence(error));
  reasons.set(source, { sentence: 'JTL asks for a pause; again in {seconds} s.', until: Date.now() + seconds * 1000 });
  render();
}

function isOutage({ status }) {
  return status === 0 || status >= 502;
}

function sentence(error) {
  if (error.status === 0) return 'The functions do not answer. Trying again.';
  return isOutage(error) ? 'JTL does not answer; what is known already still works.' : error.message;
}

function render() {
  clearInterval(clock);
  const [reason] = reasons.values();
  element.hidden = !reason;
  if (!reason) return element.replaceChildren();
  const [before, after] = t(reason.sentence).split('{seconds}');
  if (after === undefined) return element.replaceChildren(before);
  const seconds = document.createElement('span');
  seconds.ariaLive = 'off'; // read once, not each second
  const tick = () => (seconds.textContent = Math.max(0, Math.ceil((reason.until - Date.now()) / 1000)));
  tick();
  clock = setInterval(tick, 250);
  element.replaceChildren(before, seconds, after);
}

document.addEventListener('language', render);
