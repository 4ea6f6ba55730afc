// The list: search, sort, pages.

import { api } from './api.js';
import * as banner from './banner.js';
import { openDrawer } from './drawer.js';
import { number } from './format.js';
import { rows } from './product-rows.js';
import { t } from './texts.js';

const PAGE_SIZE = 25;

export function createProducts() {
  const section = document.getElementById('products');
  const table = section.querySelector('table');
  const search = section.querySelector('[type=search]');
  const [first, next] = section.querySelectorAll('.pager button');
  const headings = [...table.tHead.querySelectorAll('button')];

  let after = [null]; // the cursor of each page up to the present one
  let sort = '';
  let shown;
  let loading;
  let again;

  async function load() {
    clearTimeout(again);
    loading?.abort();
    const { signal } = (loading = new AbortController());
    table.ariaBusy = 'true';
    const query = new URLSearchParams({ first: PAGE_SIZE });
    for (const [name, value] of Object.entries({ after: after.at(-1), search: search.value, sort })) {
      if (value) query.set(name, value);
    }
    try {
      shown = (await api.get(`/api/products?${query}`, { signal })).data;
      banner.clear('products');
      render();
    } catch (error) {
      if (signal.aborted) return;
      if (banner.failed('products', error)) again = setTimeout(load, Math.max(error.retryAfter, error.status === 429 ? 1 : 5) * 1000);
    }
    table.ariaBusy = 'false';
  }

  function render() {
    const { nodes, totalCount, pageInfo } = shown ?? { nodes: [], totalCount: 0, pageInfo: {} };
    table.tBodies[0].replaceChildren(...rows(nodes, openDrawer));
    const start = (after.length - 1) * PAGE_SIZE;
    section.querySelector('.count').textContent = !shown
      ? t('Loading …')
      : nodes.length
        ? t('{from}–{to} of {all}', { from: number(start + 1), to: number(start + nodes.length), all: number(totalCount) })
        : t('Nothing found');
    first.disabled = after.length === 1;
    next.disabled = !pageInfo.hasNextPage;
    for (const button of headings) {
      const field = sort.replace('-', '');
      const isSorted = button.value === field;
      button.closest('th').ariaSort = !isSorted ? 'none' : sort.startsWith('-') ? 'descending' : 'ascending';
    }
  }

  function restart() {
    after = [null];
    load();
  }

  let typing;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(restart, 250);
  });
  for (const button of headings) {
    button.addEventListener('click', () => {
      sort = sort === button.value ? `-${button.value}` : button.value;
      restart();
    });
  }
  first.addEventListener('click', () => {
    after = [null];
    turn();
  });
  next.addEventListener('click', () => {
    after.push(shown.pageInfo.endCursor);
    turn();
  });

  async function turn() {
    await load();
    section.scrollIntoView({ block: 'start' });
  }

  document.addEventListener('language', render);

  return {
    /** Begins anew, without what was there: it may be another tenant's. */
    open() {
      shown = undefined;
      search.value = sort = '';
      banner.clear('products');
      render();
      restart();
    },
  };
}
