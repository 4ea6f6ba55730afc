import { open } from './products-page.js';
import { start } from './servers.js';
import { visiting } from './visit.js';

const servers = await start('weight.test.js');
const visit = visiting(servers);

visit('the app weighs 60 KB at most, and takes nothing from another host', {}, async (stage) => {
  const { page, assert } = stage;
  await open(stage);
  const frame = page.frames().find((frame) => frame.url().startsWith(servers.app));
  const entries = await frame.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
      ({ name, encodedBodySize }) => ({ name, encodedBodySize }),
    ),
  );
  const isOfTheApi = (name) => /^\/(api\/|health$)/.test(new URL(name).pathname);
  const files = entries.filter(({ name }) => !isOfTheApi(name));
  assert.ok(files.length > 3 && files.every(({ encodedBodySize }) => encodedBodySize > 0), JSON.stringify(files));
  assert.deepEqual(entries.filter(({ name }) => new URL(name).origin !== servers.app), []);
  const weight = files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  assert.ok(weight <= 60 * 1024, `${weight} bytes in ${files.length} files`);
});

visit('the pages may be framed by the shell alone, and name no other host', {}, async ({ assert }) => {
  for (const path of ['/erp', '/setup', '/hub']) {
    const answer = await fetch(servers.app + path);
    const policy = answer.headers.get('content-security-policy');
    assert.match(policy, /default-src 'self'/, path);
    assert.ok(policy.includes(`frame-ancestors https://*.jtl-cloud.com ${servers.shell}`), policy);
    assert.equal(answer.headers.get('x-frame-options'), null);
  }
});
