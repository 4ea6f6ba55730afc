// A product as a row of the table.

import { NOTHING, number, price } from './format.js';
import { t } from './texts.js';

export function rows(products, open) {
  return products.map((product) => row(product, open));
}

/** What a product is called; the ERP has products without a name. */
export function nameOf({ name, sku }) {
  return name?.trim() || sku || t('Without a name');
}

/** How it stands with the stock: a word besides the colour. */
export function stockLevel({ stockAvailable, minimumStock }) {
  // As floating point: it decides on a word only.
  const available = Number(stockAvailable);
  if (!(available > 0)) return ['none', t('None')];
  return available <= Number(minimumStock) ? ['low', t('Low')] : ['good', t('In stock')];
}

function row(product, open) {
  const row = document.createElement('tr');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = nameOf(product);
  button.addEventListener('click', () => open(product));
  const name = row.appendChild(document.createElement('th'));
  name.scope = 'row';
  name.append(button);
  const [level, word] = stockLevel(product);
  row.append(
    cell(product.sku ?? NOTHING, 'sku'),
    cell(product.manufacturerName ?? NOTHING, 'maker'),
    cell(number(product.stockTotal), 'number'),
    cell(badge(level, word)),
    cell(price(product.salesPriceGross), 'number'),
  );
  return row;
}

function cell(content, kind = '') {
  const cell = document.createElement('td');
  cell.className = kind;
  cell.append(content);
  return cell;
}

function badge(level, word) {
  const badge = document.createElement('span');
  badge.className = `badge ${level}`;
  badge.textContent = word;
  return badge;
}
