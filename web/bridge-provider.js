// Development's stand-in for JTL's package: the interface is the package's, the wire format is ours, since
// JTL's is not public. In JTL's shell nobody answers it; docs/front-end.md says how the package takes its place.

const shell = new URLSearchParams(location.search).get('shell');

/** Resolves once the shell has handed over a port; outside a shell never, as the package's does not either. */
export function createAppBridge() {
  return new Promise((resolve) => {
    if (!isOfThisMachine(shell)) return;
    addEventListener('message', function take({ source, origin, data, ports }) {
      if (source !== window.parent || origin !== shell || data?.type !== 'app-bridge') return;
      removeEventListener('message', take);
      resolve(bridgeOver(ports[0]));
    });
    window.parent.postMessage({ type: 'app-bridge-wanted' }, shell);
  });
}

function bridgeOver(port) {
  const exposed = new Map();
  const subscribers = new Map();
  const pending = new Map();
  let calls = 0;

  port.onmessage = async ({ data }) => {
    if ('topic' in data) {
      for (const callback of subscribers.get(data.topic) ?? []) callback(data.data);
    } else if ('name' in data) {
      try {
        port.postMessage({ answer: data.call, result: await exposed.get(data.name)(...data.args) });
      } catch (error) {
        port.postMessage({ answer: data.call, error: String(error) });
      }
    } else {
      const { resolve, reject } = pending.get(data.answer);
      pending.delete(data.answer);
      if ('error' in data) reject(new Error(data.error));
      else resolve(data.result);
    }
  };

  return {
    method: {
      call(name, ...args) {
        return new Promise((resolve, reject) => {
          pending.set(++calls, { resolve, reject });
          port.postMessage({ call: calls, name, args });
        });
      },
      expose: (name, method) => void exposed.set(name, method),
    },
    event: {
      subscribe(topic, callback) {
        if (!subscribers.has(topic)) subscribers.set(topic, new Set());
        subscribers.get(topic).add(callback);
        return () => subscribers.get(topic).delete(callback);
      },
      publish: (topic, data) => port.postMessage({ topic, data }),
    },
  };
}

function isOfThisMachine(origin) {
  if (!URL.canParse(origin ?? '')) return false;
  const url = new URL(origin);
  return url.origin === origin && url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
}
