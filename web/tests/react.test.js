// The front end that docs/front-end.md makes with React, in Vite's development server: StrictMode does twice
// what it does twice for a developer, which a production build does not.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, test } from 'node:test';

import { listens, start } from './servers.js';
import { visiting } from './visit.js';

const node = (script, arguments_, folder) => promisify(execFile)(process.execPath, [script, ...arguments_], { cwd: folder });
const packages = join(process.env.REACT, 'node_modules');
const project = join(process.env.REACT, 'my-app');

const port = await free();
const servers = await start('react.test.js', { appUrl: `http://localhost:${port}` });
const visit = visiting(servers);

await rm(project, { recursive: true, force: true });
await node(join(packages, 'create-vite/index.js'), ['my-app', '--template', 'react-ts', '--no-interactive'], process.env.REACT);
for (const file of ['client.js', 'client.d.ts', 'bridge.js', 'bridge-provider.js']) await copyFile(`web/${file}`, join(project, 'src', file));
for (const file of ['App.tsx', 'bridge.d.ts']) await copyFile(`docs/examples/react/${file}`, join(project, 'src', file));
await writeFile(join(project, 'vite.config.ts'), await config());

test('the page shows App.tsx as it is', async () => {
  const [page, app] = await Promise.all(['docs/front-end.md', 'docs/examples/react/App.tsx'].map((file) => readFile(file, 'utf8')));
  assert.ok(page.includes('```tsx\n' + app + '```'));
});

test('its types are right, and it can be built', async () => {
  await node(join(packages, 'typescript/bin/tsc'), ['-b'], project).catch(({ stdout }) => Promise.reject(new Error(stdout)));
  await node(join(packages, 'vite/bin/vite.js'), ['build'], project);
});

await serve();

visit('React connects in the shell; StrictMode asks twice, for one token and one record', {}, async ({ page, app, watch }) => {
  await page.goto(servers.shell);
  await app.getByRole('status').filter({ hasText: /^Connected as user-1, tenant bikes$/ }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
  const connections = watch.calls().filter((call) => call === 'GET /api/connect-tenant 200');
  assert.equal(connections.length, 2, 'StrictMode runs effects twice');
  assert.equal(watch.tokens.size, 1);
  const { tenants } = await servers.registry();
  assert.deepEqual(tenants.map(({ tenantSlug }) => tenantSlug), ['bikes']);
});

/** The example's configuration with React's plugin where it says so, and the ports of this test. */
async function config() {
  let text = await readFile('docs/examples/vite.config.ts', 'utf8');
  const replaced = [
    ["import { defineConfig } from 'vite';", "import react from '@vitejs/plugin-react';\nimport { defineConfig } from 'vite';"],
    ['// Your plugins go here, such as plugins: [react()].', 'plugins: [react()],'],
    ['http://127.0.0.1:5273', servers.api.replace('localhost', '127.0.0.1')],
    ['http://127.0.0.1:7878', servers.shell],
    ['port: 5173', `port: ${port}`],
  ];
  for (const [from, to] of replaced) {
    if (!text.includes(from)) throw new Error(`docs/examples/vite.config.ts has no ${from}`);
    text = text.replace(from, to);
  }
  return text;
}

async function serve() {
  const vite = spawn(process.execPath, [join(packages, 'vite/bin/vite.js'), '--host', '127.0.0.1'], { cwd: project, stdio: 'ignore' });
  after(() => vite.kill('SIGTERM'));
  await listens('vite', vite, port);
}

async function free() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
