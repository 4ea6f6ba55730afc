// Accounts of the app's own, with cookies that no script can read: for a tab of its own, since a frame in
// another site's page sends none.

import { inShell } from './bridge.js';
import { createClient } from './client.js';
import { date } from './format.js';

const client = createClient();
const post = (path, body = {}) => client.call('POST', path, { body });

export function start() {
  const forms = document.getElementById('account-forms');
  const profile = document.getElementById('profile');
  const status = document.getElementById('account-status');
  document.getElementById('framed').hidden = !inShell;
  if (inShell) return;
  let user;

  async function show() {
    user = await loggedIn();
    forms.hidden = Boolean(user);
    profile.hidden = !user;
    describe();
  }

  function describe() {
    if (!user) return;
    const values = { name: user.name, email: user.email, createdAt: date(user.createdAt) };
    for (const [field, value] of Object.entries(values)) profile.querySelector(`[data-field=${field}]`).textContent = value;
  }

  const actions = {
    async register({ name, email, password }) {
      await post('/api/register', { name, email, password });
      await actions.login({ email, password });
    },
    async login({ email, password }) {
      await post('/api/login?cookies=true', { email, password });
      remember(true);
    },
    async logout() {
      await post('/api/logout?cookies=true');
      remember(false);
    },
  };

  for (const form of document.querySelectorAll('form[data-action]')) {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = form.querySelector('button');
      button.disabled = true;
      say('');
      try {
        await actions[form.dataset.action](Object.fromEntries(new FormData(form)));
        form.reset();
        await show();
      } catch (error) {
        say(error.message, 'bad');
      }
      button.disabled = false;
    });
  }

  function say(sentence, state = '') {
    status.textContent = sentence;
    status.dataset.state = state;
  }

  document.addEventListener('language', describe);
  show().catch((error) => say(error.message, 'bad'));
}

/** The user whose cookies these are. Asks nothing where nobody has logged in: a refusal is an error in the console. */
async function loggedIn() {
  if (!remembered()) return null;
  try {
    return (await client.get('/api/profile')).data;
  } catch (error) {
    if (error.status !== 401) throw error;
  }
  try {
    await post('/api/refresh-token?cookies=true');
    return (await client.get('/api/profile')).data;
  } catch (error) {
    if (error.status !== 401) throw error;
    remember(false);
    return null;
  }
}

// A mark that there are cookies, which say nothing themselves; it lets nobody in.
const remembered = () => localStorage.getItem('loggedIn');
const remember = (is) => (is ? localStorage.setItem('loggedIn', 'yes') : localStorage.removeItem('loggedIn'));
