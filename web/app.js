// Shows the page that the address names.

import { inShell } from './bridge.js';
import { watchHealth } from './health.js';
import { choose, language } from './texts.js';

const PAGES = { '/setup': 'setup', '/erp': 'erp', '/hub': 'hub' };

const asked = PAGES[location.pathname] ?? (inShell ? 'erp' : 'home');
const page = inShell || asked === 'hub' ? asked : 'home';

document.querySelector('main').append(document.getElementById(page).content);
const select = document.getElementById('language');
select.value = language();
select.addEventListener('change', () => choose(select.value));
document.addEventListener('language', () => (document.title = document.querySelector('h1').textContent));
choose(language());

watchHealth();
if (page !== 'home') (await import(`./${page}.js`)).start();
