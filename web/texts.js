// English is in the pages; here is the other language, and the switch between the two.

import { GERMAN } from './texts-de.js';

let chosen = navigator.language.startsWith('de') ? 'de' : 'en';

export const language = () => chosen;

/** A text in the reader's language; `{name}` is replaced by the value of that name. */
export function t(text, values = {}) {
  const translated = (chosen === 'de' && GERMAN[text]) || text;
  return Object.entries(values).reduce((result, [name, value]) => result.replace(`{${name}}`, () => value), translated);
}

/** Translates all texts below that are marked. */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-t]')) {
    element.dataset.t ||= element.textContent;
    element.textContent = t(element.dataset.t);
  }
  for (const element of root.querySelectorAll('[data-t-placeholder]')) {
    element.placeholder = t(element.dataset.tPlaceholder);
  }
}

export function choose(language) {
  chosen = language;
  document.documentElement.lang = language;
  translate(document);
  document.dispatchEvent(new CustomEvent('language'));
}
