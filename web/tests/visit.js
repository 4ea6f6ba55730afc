// A test in a fresh browser context, which fails too for what the page was not told to do: an error in
// the console, a request to another host, a token where none may be.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { Watch } from './watch.js';

const { chromium } = createRequire(join(process.env.PACKAGES, 'package.json'))('playwright-core');

/**
 * A browser with a profile of its own, which treats a frame of another site as other browsers do: by default
 * Chromium gives it no storage, and no cookie whatever its SameSite, so that a test of SameSite would see nothing.
 */
export async function fresh(servers, emulated) {
  const profile = await mkdtemp(join(process.env.RESULTS, servers.file, 'profile-'));
  await mkdir(join(profile, 'Default'));
  await writeFile(join(profile, 'Default/Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.BROWSER,
    args: ['--no-sandbox'],
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    ...emulated,
  });
  context.setDefaultTimeout(10_000);
  context.once('close', () => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}

/** Makes `visit(name, options, body)` for the file, whose `servers` are started already. */
export function visiting(servers) {
  /** `options.errors` are those that the test causes in the console, `options.permits` those that it may. */
  return (name, options, body) =>
    test(name, { timeout: 60_000 }, async () => {
      const { errors = [], permits = [], ...emulated } = options;
      const context = await fresh(servers, emulated);
      const [page] = context.pages();
      const watch = new Watch(servers, context);
      try {
        await body({ page, app: page.frameLocator('iframe[title="App"]'), context, watch, servers, assert });
        await watch.mustBeClean({ errors, permits });
      } catch (error) {
        const picture = join(process.env.RESULTS, servers.file, `${name.replaceAll(/\W+/g, '-')}.png`);
        await page.screenshot({ path: picture }).catch(() => {});
        // What reporters print is the stack.
        error.stack += `\n\nscreenshot: ${picture}\n${watch.transcript()}\n`;
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
