// The stand-in and the gateway that `cargo xtask` describes for one file of tests.
import { spawn, execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after } from 'node:test';

/** Starts both, and ends them after the file's last test; where there are no tests, the caller does. */
export async function start(file, { appUrl, endsWithTests = true } = {}) {
  const described = JSON.parse(process.env.SERVERS)[file];
  const app = appUrl ?? described.app;
  const standIn = program('stand-in', file, framing(described, app), new URL(described.shell).port);
  const gateway = program('gateway', file, described.gateway, new URL(described.app).port);
  const end = () => Promise.all([standIn.end(), gateway.end()]);
  if (endsWithTests) after(end);
  await Promise.all([standIn.start(), gateway.start()]);

  const control = async (method, what, body) => {
    const answer = await fetch(`${described.shell}/control/${what}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the stand-in answers ${what} ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  return {
    file,
    shell: described.shell,
    app,
    api: described.app,
    gateway,
    end,
    order: (what, body = {}) => control('POST', what, body),
    clear: () => control('DELETE', 'faults'),
    /** The registry's records. */
    registry: async () => {
      const { stdout } = await promisify(execFile)(described.registry.program, described.registry.arguments, {
        env: environment(described.registry),
      });
      return JSON.parse(stdout);
    },
  };
}

/** The stand-in told of another front end, where a test brings one. */
function framing({ standIn, app }, other) {
  return { ...standIn, arguments: standIn.arguments.map((argument) => (argument === app ? other : argument)) };
}

function program(name, file, described, port) {
  let child;
  return {
    async start() {
      child = spawn(described.program, described.arguments, { env: environment(described), stdio: ['ignore', 'pipe', 'pipe'] });
      const log = createWriteStream(join(process.env.RESULTS, file, `${name}.log`), { flags: 'a' });
      child.stdout.pipe(log);
      child.stderr.pipe(log);
      await listens(name, child, port);
    },
    async end() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function environment({ variables }) {
  const all = { ...process.env, ...variables };
  for (const [name, value] of Object.entries(variables)) if (value === null) delete all[name];
  return all;
}

/** Resolves once a connection is taken; fails once the program has ended. */
export function listens(name, child, port) {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}; its log says why`)));
    const attempt = () => {
      const socket = connect({ host: '127.0.0.1', port }, () => resolve(socket.destroy()));
      socket.once('error', () => setTimeout(attempt, 20));
    };
    attempt();
  });
}
