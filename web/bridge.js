// The shell around us, if there is one.

import { createAppBridge } from './bridge-provider.js';

// Outside a shell createAppBridge() never resolves.
export const inShell = window.self !== window.top;

// Once for the page, whatever a framework does twice.
const bridge = inShell ? createAppBridge() : undefined;

/** Calls a method of the shell. */
export async function call(name, ...args) {
  return (await bridge).method.call(name, ...args);
}

/** Runs `callback` at each event of this topic. */
export async function subscribe(topic, callback) {
  return (await bridge).event.subscribe(topic, callback);
}

/** Tells the shell of an event. */
export async function publish(topic, data) {
  return (await bridge)?.event.publish(topic, data);
}

/** A token of whichever kind the shell gives; our functions take both, in the same header. */
export async function token() {
  await bridge;
  for (const kind of kinds) {
    const given = await within(2000, kind()).catch(() => undefined);
    if (given) {
      kinds.sort((one, other) => (other === kind) - (one === kind));
      return given;
    }
  }
  throw new Error('The shell gives no token.');
}

// The one that was given last comes first.
const kinds = [
  async () => (await call('getAppToken')).accessToken,
  async () => call('getSessionToken'),
];

function within(milliseconds, promise) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), milliseconds));
  return Promise.race([promise, late]);
}
