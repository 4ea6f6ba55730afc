import { column, connected, open } from './products-page.js';
import { start } from './servers.js';
import { eventually, visiting } from './visit.js';

const servers = await start('faults.test.js');
const visit = visiting(servers);

visit('an expired token is replaced, and the user notices nothing', { errors: [/401/] }, async (stage) => {
  const expired = await servers.order('session-token', { tenantId: 'bikes', expiresIn: -3600 });
  await isReplaced(stage, expired.sessionToken);
});

visit('a token of a stand-in that was started anew is replaced too', { errors: [/401/] }, async (stage) => {
  const old = await servers.order('session-token', { tenantId: 'bikes' });
  await servers.order('rotate');
  const fresh = await servers.order('session-token', { tenantId: 'bikes' });
  for (const path of ['/api/connect-tenant', '/api/products', '/api/session']) {
    const answer = await fetch(servers.api + path, { headers: { 'x-session-token': fresh.sessionToken } });
    stage.assert.equal(answer.status, 200, `${path} knows the new keys`);
  }
  await isReplaced(stage, old.sessionToken);
});

/** Lets the shell's first token be this one. */
async function isReplaced(stage, refused) {
  const { page, app, assert, watch } = stage;
  let given = 0;
  await page.route(/\/control\/session-token/, async (route) => {
    const answer = await route.fetch();
    if (given++) return route.fulfill({ response: answer });
    const body = (await answer.text()).replace(/[\w-]+\.[\w-]+\.[\w-]+/, refused);
    await route.fulfill({ response: answer, body });
  });
  await open(stage);
  assert.ok(given >= 2, 'a second token was fetched');
  assert.ok(watch.tokens.has(refused), 'the first one was sent');
  assert.ok(watch.calls().some((call) => call.endsWith(' 401')), 'and refused');
  assert.equal(await app.getByRole('alert').filter({ visible: true }).count(), 0);
}

visit('a revoked access token is the functions’ own matter', {}, async (stage) => {
  const { page, app } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  await (await fault(page, 'Revoke access token')).click();
  await page.getByRole('status').filter({ hasText: 'access token is refused' }).waitFor();
  await app.getByRole('button', { name: 'Next page' }).click();
  await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
});

visit('an outage is told in a banner, and passes by itself', { errors: [/50[234]/] }, async (stage) => {
  const { page, app, assert } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  await turn(page, 'Platform down', true);
  await app.getByRole('button', { name: 'Next page' }).click();
  await app.getByRole('alert').filter({ hasText: 'JTL does not answer; what is known already still works.' }).waitFor();
  assert.deepEqual(await column(app, 'SKU'), first, 'what is known is still there');
  await turn(page, 'Platform down', false);
  await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
  await app.getByRole('alert').waitFor({ state: 'hidden' });
});

visit('a pause that JTL asks for is counted down', { errors: [/429/] }, async (stage) => {
  const { page, app, assert } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  await turn(page, '429', true);
  await app.getByRole('button', { name: 'Next page' }).click();
  const alert = app.getByRole('alert').filter({ hasText: /JTL asks for a pause; again in \d+ s\./ });
  await alert.waitFor();
  const seconds = async () => Number((await alert.textContent().catch(() => '')).match(/in (\d+) s/)?.[1] ?? NaN);
  const start = await seconds();
  await eventually(seconds, (left) => left < start, 'the countdown');
  await turn(page, '429', false);
  await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
  await app.getByRole('alert').waitFor({ state: 'hidden' });
  assert.ok(start >= 1);
});

visit('the shell says that no functions answer, and recovers by itself', {}, async (stage) => {
  const { page, app, servers } = stage;
  await servers.gateway.end();
  try {
    await page.goto(servers.shell);
    await page.getByRole('status').filter({ hasText: 'The app does not answer' }).waitFor();
  } finally {
    await servers.gateway.start();
  }
  await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
  await connected(app);
  await column(app, 'SKU');
});

/** A button of the shell's drawer, which is opened where it is closed. */
async function fault(page, name) {
  const details = page.getByRole('button', { name: 'Details' });
  if ((await details.getAttribute('aria-expanded')) === 'false') await details.click();
  return page.getByRole('group', { name: 'Faults' }).getByRole('button', { name });
}

async function turn(page, name, is) {
  const button = await fault(page, name);
  await button.click();
  await eventually(() => button.getAttribute('aria-pressed'), (seen) => seen === String(is), `aria-pressed ${is}`);
}
