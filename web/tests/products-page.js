// The app's page of products, as its user finds it: by role and name.
import { eventually } from './visit.js';

/** Opens the shell, which shows the page without a click, and waits for products. */
export async function open({ page, app, servers }) {
  await page.goto(servers.shell);
  await connected(app);
  return rows(app);
}

export async function connected(app) {
  await app.getByRole('status').filter({ hasText: /^Connected as .+, tenant .+/ }).waitFor();
}

export const table = (app) => app.getByRole('table', { name: /^(Products|Artikel)$/ });

/** The texts of a column, once there are any and they fit. */
export function column(app, heading, fit = (texts) => texts.length > 0) {
  const read = () =>
    table(app).evaluate((table, heading) => {
      const [head, ...rows] = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
      const place = head.findIndex((text) => text.startsWith(heading));
      return table.ariaBusy === 'true' ? [] : rows.map((cells) => cells[place]);
    }, heading);
  return eventually(read, fit, `the column ${heading}`);
}

export const rows = (app) => column(app, 'Name');

/** A heading's button, and the heading's own sort order. */
export const heading = (app, name) => table(app).getByRole('columnheader', { name }).getByRole('button');
export const sortOrder = (app, name) => table(app).getByRole('columnheader', { name }).getAttribute('aria-sort');
