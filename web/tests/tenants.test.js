import { column, connected, open, rows } from './products-page.js';
import { start } from './servers.js';
import { eventually, visiting } from './visit.js';

const servers = await start('tenants.test.js');
const visit = visiting(servers);

visit('another tenant has other data at once, and the app is not loaded anew', {}, async (stage) => {
  const { page, app, assert } = stage;
  await open(stage);
  const bikes = await column(app, 'SKU');
  await app.locator(':root').evaluate(() => (window.isTheSamePage = true));
  await page.getByRole('combobox', { name: 'Tenant' }).selectOption('coffee');
  await app.getByRole('status').filter({ hasText: 'tenant coffee' }).waitFor();
  const coffee = await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== bikes[0]);
  assert.deepEqual(coffee.filter((sku) => bikes.includes(sku)), []);
  assert.equal(await app.locator(':root').evaluate(() => window.isTheSamePage), true);
});

visit('an app token shows the same tenant as a session token', {}, async (stage) => {
  const { page, app, assert, watch } = stage;
  await open(stage);
  const bikes = await column(app, 'SKU');
  assert.deepEqual(algorithms(watch), ['EdDSA']);
  await page.getByRole('radio', { name: 'App token' }).check();
  await eventually(() => algorithms(watch), (seen) => seen.includes('RS256'), 'an app token is sent');
  await connected(app);
  assert.deepEqual(await column(app, 'SKU', (skus) => skus.length > 1), bikes);
});

visit('the note for the team is kept, for its tenant alone', {}, async (stage) => {
  const { page, app, assert } = stage;
  const note = () => app.getByRole('region', { name: 'Settings' }).getByRole('textbox', { name: 'Note for the team' });
  const shows = (text) => eventually(async () => [await note().inputValue(), await note().isEnabled()], ([seen, is]) => is && seen === text, 'the note');
  await open(stage);
  await shows('');
  await note().fill('Count the stock on Friday');
  await app.getByRole('button', { name: 'Save' }).click();
  await app.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
  await page.reload();
  await shows('Count the stock on Friday');
  await page.getByRole('combobox', { name: 'Tenant' }).selectOption('books');
  await app.getByRole('status').filter({ hasText: 'tenant books' }).waitFor();
  await shows('');
  assert.ok((await rows(app)).length > 1);
});

visit('the page for setting up connects the tenant', {}, async (stage) => {
  const { page, app, servers } = stage;
  await open(stage);
  const frame = page.frames().find((frame) => frame.url().startsWith(servers.app));
  await frame.goto(`${servers.app}/setup?shell=${encodeURIComponent(servers.shell)}`);
  await app.getByRole('heading', { name: 'Set up' }).waitFor();
  await app.getByRole('button', { name: 'Connect' }).click();
  await app.getByRole('status').filter({ hasText: 'Connected to Bikes' }).waitFor();
});

function algorithms({ tokens }) {
  const header = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).alg;
  return [...new Set([...tokens].map(header))];
}
