// The shell's end of the App Bridge. The methods and events are JTL's, the wire format is ours: a page asks
// for the bridge as it loads, and gets a MessagePort.

export function createBridge(frame, { methods, events, opened }) {
  let port;

  addEventListener('message', ({ source, origin, data }) => {
    if (source !== frame.window() || origin !== frame.origin() || data?.type !== 'app-bridge-wanted') return;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = (event) => received(event.target, event.data);
    source.postMessage({ type: 'app-bridge' }, origin, [channel.port2]);
    opened();
  });

  async function received(port, data) {
    if ('topic' in data) events[data.topic]?.(data.data);
    else if ('name' in data) {
      try {
        if (!Object.hasOwn(methods, data.name)) throw new Error(`This shell has no method ${data.name}.`);
        port.postMessage({ answer: data.call, result: await methods[data.name](...data.args) });
      } catch (error) {
        port.postMessage({ answer: data.call, error: error.message });
      }
    }
  }

  return { publish: (topic, data) => port?.postMessage({ topic, data }) };
}
