import { column, connected, open } from './products-page.js';
import { start } from './servers.js';
import { eventually, visiting } from './visit.js';

const servers = await start('faults.test.js');
const visit = visiting(servers);

visit('an expired token is replaced, and the user notices nothing', { errors: [/401/] }, async (stage) => {
  const { page, app, assert, watch } = stage;
  let expired = 0;
  await page.route(/\/control\/(session|app)-token/, async (route) => {
    const answer = await route.fetch();
    if (expired++) return route.fulfill({ response: answer });
    const { sessionToken } = await servers.order('session-token', { tenantId: 'bikes', expiresIn: -3600 });
    const body = (await answer.text()).replace(/[\w-]+\.[\w-]+\.[\w-]+/, sessionToken);
    await route.fulfill({ response: answer, body });
  });
  await open(stage);
  assert.ok(expired >= 2, 'a second token was fetched');
  assert.ok(watch.calls().some((call) => call.endsWith(' 401')), 'the first one was refused');
  assert.equal(await app.getByRole('alert').filter({ visible: true }).count(), 0);
});

visit('a token of keys that are gone is replaced too', { errors: [/401/] }, async (stage) => {
  const { page, app, assert, watch } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  await fault(page, 'Rotate keys').click();
  await eventually(() => servers.order('publish-next-key'), Boolean, 'the stand-in has new keys');
  await app.getByRole('button', { name: 'Next page' }).click();
  await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
  assert.ok(watch.calls().some((call) => call.endsWith(' 401')), 'the old token was refused');
});

visit('a revoked access token is the functions\' own matter', {}, async (stage) => {
  const { page, app } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  await fault(page, 'Revoke access token').click();
  await app.getByRole('button', { name: 'Next page' }).click();
  await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
});

visit('an outage is told in a banner, and passes by itself', { errors: [/50[234]/] }, async (stage) => {
  const { page, app, assert } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  const down = fault(page, 'Platform down');
  await pressed(down, true);
  await app.getByRole('button', { name: 'Next page' }).click();
  await app.getByRole('alert').filter({ hasText: 'JTL does not answer; what is known already still works.' }).waitFor();
  assert.deepEqual(await column(app, 'SKU'), first, 'what is known is still there');
  await pressed(down, false);
  await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
  await app.getByRole('alert').waitFor({ state: 'hidden' });
});

visit('a pause that JTL asks for is counted down', { errors: [/429/] }, async (stage) => {
  const { page, app, assert } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  await pressed(fault(page, '429'), true);
  await app.getByRole('button', { name: 'Next page' }).click();
  const alert = app.getByRole('alert').filter({ hasText: /JTL asks for a pause; again in \d+ s\./ });
  await alert.waitFor();
  const seconds = async () => Number((await alert.textContent().catch(() => '')).match(/in (\d+) s/)?.[1] ?? NaN);
  const start = await seconds();
  await eventually(seconds, (left) => left < start, 'the countdown');
  await pressed(fault(page, '429'), false);
  await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
  await app.getByRole('alert').waitFor({ state: 'hidden' });
  assert.ok(start >= 1);
});

visit('the shell says that no functions answer, and recovers by itself', { errors: [/ERR_CONNECTION_REFUSED|Failed to load/] }, async (stage) => {
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

function fault(page, name) {
  return page.getByRole('group', { name: 'Faults' }).getByRole('button', { name });
}

/** Opens the drawer where it is closed, and presses the toggle until it is as wanted. */
async function pressed(button, is) {
  await button.click();
  await eventually(() => button.getAttribute('aria-pressed'), (seen) => seen === String(is), `aria-pressed ${is}`);
}
