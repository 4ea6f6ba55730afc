// Numbers and dates in the reader's language. Decimals come as text and keep all their digits.

import { language } from './texts.js';

// 28 digits is what the ERP's type holds.
const formats = {
  number: { maximumFractionDigits: 28 },
  price: { minimumFractionDigits: 2, maximumFractionDigits: 28 },
};

export const number = (value) => written(value, formats.number);
export const price = (value) => written(value, formats.price);

export function date(value) {
  const time = new Date(value ?? NaN);
  if (Number.isNaN(time.valueOf())) return NOTHING;
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

function written(value, format) {
  return value === null || value === undefined ? NOTHING : new Intl.NumberFormat(language(), format).format(value);
}

export const NOTHING = '–';
