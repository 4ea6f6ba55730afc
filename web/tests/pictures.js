// Takes the pictures of the documentation: `cargo xtask pictures`.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { open, rows, table } from './products-page.js';
import { start } from './servers.js';
import { eventually, fresh } from './visit.js';

const png = createRequire(join(process.env.PACKAGES, 'package.json'))('upng-js');
const folder = process.argv[2];
const servers = await start('pictures.js', { endsWithTests: false });
try {
  for (const colorScheme of ['light', 'dark']) {
    const context = await fresh(servers, { colorScheme });
    const [page] = context.pages();
    const app = page.frameLocator('iframe[title="App"]');
    // Once before, so that the times in the picture are those of functions that run.
    await open({ page, app, servers });
    await open({ page, app, servers });
    // The pointer leaves no mark, and each table is whole.
    await page.mouse.move(0, 0);
    if (colorScheme === 'dark') await take(page, 'dark');
    else {
      await take(page, 'shell');
      await page.getByRole('button', { name: 'Details' }).click();
      const requests = page.getByRole('table', { name: 'Requests' });
      await eventually(() => requests.getByRole('row').count(), (count) => count > 2, 'requests');
      await take(page, 'drawer');
      await page.getByRole('button', { name: 'Details' }).click();
      const [name] = await rows(app);
      await table(app).getByRole('button', { name, exact: true }).first().click();
      await app.getByRole('dialog', { name }).getByRole('term').first().waitFor();
      await take(page, 'app');
    }
    await context.close();
  }
} finally {
  await servers.end();
}

/** A picture of 256 colours, a third of the size. */
async function take(page, name) {
  const { data, width, height } = await whole(page);
  const picture = Buffer.from(png.encode([data], width, height, 256));
  const path = join(folder, `${name}.png`);
  await writeFile(path, picture);
  console.log(`${path}: ${Math.ceil(picture.length / 1024)} KB`);
}

async function whole(page) {
  const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const image = png.decode(shot.buffer.slice(shot.byteOffset, shot.byteOffset + shot.byteLength));
  return { data: png.toRGBA8(image)[0], width: image.width, height: image.height };
}
