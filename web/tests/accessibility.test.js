import { createRequire } from 'node:module';
import { join } from 'node:path';

import { open, rows, table } from './products-page.js';
import { start } from './servers.js';
import { visiting } from './visit.js';

const axe = createRequire(join(process.env.PACKAGES, 'package.json'))('axe-core');
const servers = await start('accessibility.test.js');
const visit = visiting(servers);

for (const colorScheme of ['light', 'dark']) {
  visit(`axe finds no serious fault, ${colorScheme}`, { colorScheme, permits: [/401 .*\/api\/refresh-token/] }, async (stage) => {
    const { page, app, context, assert } = stage;
    const faults = [];
    const look = async (what, frame) => faults.push(...(await serious(frame)).map((fault) => `${what}: ${fault}`));
    const inFrame = () => page.frames().find((frame) => frame.url().startsWith(servers.app));

    await open(stage);
    await look('shell', page.mainFrame());
    await look('app', inFrame());
    await page.getByRole('button', { name: 'Details' }).click();
    await page.getByRole('region', { name: 'Details' }).waitFor();
    await look('shell with details', page.mainFrame());
    const [name] = await rows(app);
    await table(app).getByRole('button', { name, exact: true }).first().click();
    await app.getByRole('dialog').waitFor();
    await look('dialog', inFrame());
    const tab = await context.newPage();
    await tab.goto(`${servers.app}/hub`);
    await tab.getByRole('form', { name: 'Register' }).waitFor();
    await look('hub', tab.mainFrame());
    await page.getByRole('link', { name: 'Set up' }).click();
    await app.getByRole('heading', { name: 'Set up' }).waitFor();
    await look('setup', inFrame());
    assert.deepEqual(faults, []);
  });
}

/** The serious and critical violations, in a line each. */
async function serious(frame) {
  await frame.evaluate(axe.source);
  const { violations, passes } = await frame.evaluate(() => globalThis.axe.run(document, { iframes: false }));
  if (passes.length < 5) throw new Error(`axe has looked at nothing: ${passes.length} rules passed`);
  const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  return grave.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html).join(' ')}`);
}
