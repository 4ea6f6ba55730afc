import { column, heading, open, rows, sortOrder, table } from './products-page.js';
import { start } from './servers.js';
import { eventually, visiting } from './visit.js';

const servers = await start('products.test.js');
const visit = visiting(servers);

visit('the shell opens the app, which connects and lists products without a click', {}, async (stage) => {
  const { app, assert, watch } = stage;
  const names = await open(stage);
  await app.getByRole('heading', { name: 'Products' }).first().waitFor();
  assert.ok(names.length >= 20 && names.every(Boolean), names.join());
  await app.getByRole('status').filter({ hasText: 'tenant bikes' }).waitFor();
  assert.ok(watch.tokens.size > 0, 'a token was sent');
  const records = await servers.registry();
  assert.equal(JSON.stringify(records).match(/"tenantId"/g).length, 1, JSON.stringify(records));
});

visit('a search narrows the list, and an empty one widens it again', {}, async (stage) => {
  const { app, assert } = stage;
  const before = await open(stage);
  const [wanted] = await column(app, 'SKU');
  await app.getByRole('searchbox', { name: 'Search' }).fill(wanted);
  assert.deepEqual(await column(app, 'SKU', (skus) => skus.length === 1), [wanted]);
  await app.getByRole('searchbox', { name: 'Search' }).fill('');
  assert.deepEqual(await column(app, 'Name', (names) => names.length > 1), before);
});

visit('a heading sorts by its column, and the other way round at the second click', {}, async (stage) => {
  const { app, assert } = stage;
  await open(stage);
  for (const order of ['ascending', 'descending']) {
    await heading(app, 'SKU').click();
    await eventually(() => sortOrder(app, 'SKU'), (seen) => seen === order, `aria-sort ${order}`);
    const sorted = (skus) => [...skus].sort().every((sku, place) => sku === skus.at(order === 'ascending' ? place : -1 - place));
    const skus = await column(app, 'SKU', (skus) => skus.length > 1 && sorted(skus));
    assert.notEqual(skus[0], skus.at(-1));
  }
  assert.notEqual(await sortOrder(app, 'Name'), 'descending');
});

visit('the next page has other products, and the first page is found again', {}, async (stage) => {
  const { app, assert } = stage;
  await open(stage);
  const first = await column(app, 'SKU');
  assert.ok(await app.getByRole('button', { name: 'First page' }).isDisabled());
  await app.getByRole('button', { name: 'Next page' }).click();
  const second = await column(app, 'SKU', (skus) => skus.length > 0 && skus[0] !== first[0]);
  assert.deepEqual(second.filter((sku) => first.includes(sku)), []);
  await app.getByRole('button', { name: 'First page' }).click();
  await column(app, 'SKU', (skus) => skus.join() === first.join());
});

visit('a product opens by the keyboard, Escape closes it, and the focus returns', {}, async (stage) => {
  const { page, app, assert } = stage;
  const names = await open(stage);
  const button = table(app).getByRole('button', { name: names[1], exact: true }).first();
  for (const close of [() => page.keyboard.press('Escape'), () => app.getByRole('button', { name: 'Close' }).click()]) {
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = app.getByRole('dialog', { name: names[1] });
    await dialog.waitFor();
    await dialog.getByRole('heading', { name: names[1] }).waitFor();
    await close();
    await dialog.waitFor({ state: 'hidden' });
    assert.ok(await button.evaluate((element) => element === document.activeElement), 'the focus returns');
  }
});

const thousands = { English: /^\d,\d{3}\.\d\d$/, Deutsch: /^\d\.\d{3},\d\d$/ };

visit('German is a choice, with German numbers', {}, async (stage) => {
  const { app } = stage;
  await open(stage);
  await column(app, 'Price', (prices) => prices.some((price) => thousands.English.test(price)));
  await app.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch');
  await app.getByRole('heading', { name: 'Artikel' }).first().waitFor();
  await column(app, 'Preis', (prices) => prices.some((price) => thousands.Deutsch.test(price)));
});

visit('a German browser begins in German', { locale: 'de-DE' }, async (stage) => {
  const { page, app } = stage;
  await page.goto(servers.shell);
  await app.getByRole('status').filter({ hasText: /^Verbunden als .+, Mandant bikes/ }).waitFor();
  await column(app, 'Preis', (prices) => prices.some((price) => thousands.Deutsch.test(price)));
});

// The next one that a JavaScript number can hold ends in 2.
visit('a number beyond 2^53 keeps all its digits', {}, async (stage) => {
  const { page, app } = stage;
  await open(stage);
  await page.getByRole('combobox', { name: 'Tenant' }).selectOption('edge-cases');
  await column(app, 'Stock', (stocks) => stocks.includes('9,007,199,254,740,993'));
});
