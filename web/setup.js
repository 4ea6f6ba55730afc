// The page that JTL's hub shows when a merchant installs the app.

import { api } from './api.js';
import { call } from './bridge.js';
import { connectionOf } from './connection.js';
import { t } from './texts.js';

export function start() {
  const button = document.getElementById('connect');
  const status = document.getElementById('setup-status');

  button.addEventListener('click', async () => {
    button.disabled = true;
    status.textContent = t('Connecting …');
    try {
      const { tenant } = await connectionOf(api);
      await call('setupCompleted');
      status.textContent = t('Connected to {tenant}', { tenant: tenant[0].toUpperCase() + tenant.slice(1) });
      status.dataset.state = 'good';
    } catch (error) {
      status.textContent = error.message;
      status.dataset.state = 'bad';
    }
    button.disabled = false;
  });
}
