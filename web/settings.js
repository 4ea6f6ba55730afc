// One value that the whole tenant shares. Others' members of the object stay as they are.

import { api } from './api.js';
import { t } from './texts.js';

export function createSettings() {
  const form = document.getElementById('settings');
  const note = form.elements.note;
  const button = form.querySelector('button');
  const status = form.querySelector('[role=status]');
  let kept;
  let etag;
  let opened = 0; // what was begun before another tenant's settings were opened must not end in them

  // Sent back as they came: a number stays a number.
  const options = { parse: JSON.parse };

  async function open() {
    const opening = ++opened;
    say('');
    note.value = '';
    note.disabled = button.disabled = true;
    try {
      const answer = await api.get('/api/settings', options);
      if (opening !== opened) return;
      keep(answer);
      note.value = kept.note ?? '';
      note.disabled = button.disabled = false;
    } catch (error) {
      if (opening !== opened) return;
      say(error.message, 'bad');
      if (error.status === 0 || error.status >= 500) setTimeout(() => opening === opened && open(), 5000);
    }
  }

  function keep({ data, etag: version }) {
    kept = data;
    etag = version;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const opening = opened;
    const body = { ...kept, note: note.value };
    try {
      const answer = await api.call('PUT', '/api/settings', { ...options, body, headers: { 'If-Match': etag } });
      if (opening !== opened) return;
      keep(answer);
      say(t('Saved'), 'good');
    } catch (error) {
      if (opening !== opened) return;
      if (error.status !== 412) return say(error.message, 'bad');
      await open();
      say(t('Somebody else has saved meanwhile: here is what is kept.'), 'bad');
    }
  });
  note.addEventListener('input', () => say(''));

  function say(sentence, state = '') {
    status.textContent = sentence;
    status.dataset.state = state;
  }

  return { open };
}
