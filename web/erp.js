// The page in the shell: who is connected, the products, the settings.

import { api } from './api.js';
import * as banner from './banner.js';
import { subscribe } from './bridge.js';
import { connectionOf } from './connection.js';
import { createProducts } from './products.js';
import { createSettings } from './settings.js';
import { t } from './texts.js';

export function start() {
  const status = document.getElementById('connection');
  const products = createProducts();
  const settings = createSettings();
  let connection;
  let opened = 0;

  async function connect(opening = opened) {
    const isOver = () => opening !== opened; // the shell has switched meanwhile
    try {
      const found = await connectionOf(api);
      if (isOver()) return;
      connection = found;
      banner.clear('connect');
    } catch (error) {
      if (isOver()) return;
      if (banner.failed('connect', error)) setTimeout(() => isOver() || connect(opening), 5000);
    }
    describe();
  }

  function describe() {
    status.textContent = connection ? t('Connected as {user}, tenant {tenant}', connection) : t('Not connected');
    status.dataset.state = connection ? 'good' : 'bad';
  }

  function open() {
    opened++;
    connection = undefined;
    document.getElementById('drawer').close();
    banner.clear('connect');
    connect();
    products.open();
    settings.open();
  }

  // An event of the local shell's own. JTL's has none for this on record: there another tenant is another
  // load of this page.
  subscribe('TenantChanged', () => {
    api.forget();
    open();
  });
  document.addEventListener('language', describe);
  open();
}
