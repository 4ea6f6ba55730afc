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

  function show(found) {
    user = found;
    forms.hidden = Boolean(user);
    profile.hidden = !user;
    describe();
  }

  function describe() {
    if (!user) return;
    const values = { name: user.name, email: user.email, createdAt: date(user.createdAt) };
    for (const [field, value] of Object.entries(values)) profile.querySelector(`[data-field=${field}]`).textContent = value;
  }

  // Each answers with who is logged in after it.
  const actions = {
    async register({ name, email, password }) {
      await post('/api/register', { name, email, password });
      return actions.login({ email, password });
    },
    async login({ email, password }) {
      await post('/api/login?cookies=true', { email, password });
      return profileOf();
    },
    async logout() {
      await post('/api/logout?cookies=true');
      return null;
    },
  };

  for (const form of document.querySelectorAll('form[data-action]')) {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = form.querySelector('button');
      button.disabled = true;
      say('');
      try {
        show(await actions[form.dataset.action](Object.fromEntries(new FormData(form))));
        form.reset();
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
  loggedIn().then(show, (error) => say(error.message, 'bad'));
}

/** The user whose cookies these are, if there is one. */
async function loggedIn() {
  const session = await client.get('/api/session').catch(refused);
  if (session?.data.authenticated) return profileOf();
  // The cookie for calls lasts minutes, the one for a new one days.
  return (await post('/api/refresh-token?cookies=true').catch(refused)) ? profileOf() : null;
}

const profileOf = async () => (await client.get('/api/profile')).data;

function refused(error) {
  if (error.status !== 401) throw error;
}
