// Faults of the platform. What is pressed is what the stand-in says, so curl and this page agree.

import { order, read } from './control.js';

const status = document.getElementById('order');
const toggles = [...document.querySelectorAll('[data-fault]')];

const FAULTS = {
  down: {
    isOn: ({ token }) => token.fault === 'unavailable',
    set: () =>
      Promise.all(
        ['token', 'keys', 'appkeys', 'graphql'].map((endpoint) => order('POST', 'fault', { endpoint, fault: 'unavailable' })),
      ),
  },
  slow: {
    isOn: ({ graphql }) => graphql.milliseconds > 0,
    set: () => order('POST', 'delay', { endpoint: 'graphql', milliseconds: 2000 }),
  },
  limited: {
    isOn: ({ graphql }) => graphql.fault === 'rate-limited',
    set: () => order('POST', 'fault', { endpoint: 'graphql', fault: 'rate-limited', retryAfter: 10 }),
  },
};

const ORDERS = {
  async rotate() {
    await order('POST', 'rotate', { keys: 'session' });
    await order('POST', 'rotate', { keys: 'app' });
    return 'The keys are new; tokens of before are refused.';
  },
  async revoke() {
    await order('POST', 'revoke');
    return "The functions' access token is refused from now on.";
  },
};

export function watchFaults() {
  for (const button of toggles) button.addEventListener('click', () => turn(button));
  for (const button of document.querySelectorAll('[data-order]')) {
    button.addEventListener('click', async () => (status.textContent = await ORDERS[button.dataset.order]().catch(String)));
  }
  show();
}

/** Faults cannot be taken back one by one: all are, and those that stay are set again. */
async function turn(button) {
  const wanted = toggles.filter((toggle) => (toggle === button) !== (toggle.ariaPressed === 'true'));
  status.textContent = '';
  await order('DELETE', 'faults');
  // One endpoint has one fault: what was pressed last counts.
  wanted.sort((one, other) => (one === button) - (other === button));
  for (const toggle of wanted) await FAULTS[toggle.dataset.fault].set();
  await show();
}

async function show() {
  const faults = await read('/control/faults');
  for (const toggle of toggles) toggle.ariaPressed = String(FAULTS[toggle.dataset.fault].isOn(faults));
}
