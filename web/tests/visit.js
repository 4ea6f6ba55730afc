// A test in a fresh browser context, which fails too for what the page was not told to do: an error in
// the console, a request to another host, a token where none may be.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Watch } from './watch.js';

const { chromium } = createRequire(join(process.env.PACKAGES, 'package.json'))('playwright-core');

/** Makes `visit(name, options, body)` for the file, whose `servers` are started already. */
export function visiting(servers) {
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.BROWSER, args: ['--no-sandbox'] });
  });
  after(() => browser?.close());

  /** `options.errors` are the console's errors that the test causes. */
  return (name, options, body) =>
    test(name, { timeout: 60_000 }, async () => {
      const { errors = [], ...contextOptions } = options;
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...contextOptions });
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      const watch = new Watch(servers, context);
      try {
        await body({ page, app: page.frameLocator('iframe[title="App"]'), context, watch, servers, assert });
        await watch.mustBeClean(errors);
      } catch (error) {
        const picture = join(process.env.RESULTS, servers.file, `${name.replaceAll(/\W+/g, '-')}.png`);
        await mkdir(join(process.env.RESULTS, servers.file), { recursive: true });
        await page.screenshot({ path: picture }).catch(() => {});
        error.message += `\n\nscreenshot: ${picture}\n${watch.transcript()}`;
        throw error;
      } finally {
        await context.close();
        await servers.clear();
      }
    });
}

/** Waits until `read` gives what is wanted, for what no element shows. */
export async function eventually(read, isWanted, what) {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const seen = await read();
    if (isWanted(seen)) return seen;
    assert.ok(performance.now() < deadline, `${what}; seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
