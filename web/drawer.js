// One product, in a dialog at the side. The browser closes it at Escape and gives the focus back.

import { api } from './api.js';
import { NOTHING, date, number, price } from './format.js';
import { nameOf, stockLevel } from './product-rows.js';
import { t } from './texts.js';

const FIELDS = [
  ['SKU', 'sku'],
  ['GTIN', 'gtin'],
  ['Manufacturer', 'manufacturerName'],
  ['Price', 'salesPriceGross', price],
  ['Net price', 'salesPriceNet', price],
  ['Recommended retail price', 'suggestedRetailPrice', price],
  ['Stock', 'stockTotal', number],
  ['Available', 'stockAvailable', number],
  ['In orders', 'stockInOrders', number],
  ['Incoming', 'stockIncoming', number],
  ['Minimum stock', 'minimumStock', number],
  ['Unit', 'unit'],
  ['Active', 'isActive', (value) => (value ? t('Yes') : t('No'))],
  ['Changed', 'modifiedDate', date],
];

/** Shows what the list knows at once, and then what the ERP says at this moment. */
export async function openDrawer(listed) {
  const dialog = document.getElementById('drawer');
  fill(dialog, listed);
  dialog.showModal();
  dialog.scrollTop = 0;
  if (!listed.id) return;
  const closed = new AbortController();
  dialog.addEventListener('close', () => closed.abort(), { once: true });
  try {
    const { data } = await api.get(`/api/products/${encodeURIComponent(listed.id)}`, { signal: closed.signal });
    fill(dialog, data);
  } catch (error) {
    if (!closed.signal.aborted) dialog.querySelector('.note').textContent = t('As the list had it. {why}', { why: error.message });
  }
}

function fill(dialog, product) {
  dialog.querySelector('h2').textContent = nameOf(product);
  dialog.querySelector('.note').textContent = '';
  const [level, word] = stockLevel(product);
  const badge = dialog.querySelector('.badge');
  badge.className = `badge ${level}`;
  badge.textContent = word;
  dialog.querySelector('.description').textContent = product.shortDescription ?? product.description ?? '';
  const entries = FIELDS.flatMap(([label, field, written = (value) => value ?? NOTHING]) => [
    element('dt', t(label)),
    element('dd', written(product[field])),
  ]);
  dialog.querySelector('dl').replaceChildren(...entries);
}

function element(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

document.getElementById('drawer').addEventListener('click', (event) => {
  // The backdrop is the dialog itself; all else is inside of its one child.
  if (event.target === event.currentTarget || event.target.closest('[data-close]')) event.currentTarget.close();
});
