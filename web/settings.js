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

  // Sent back as they came: a number stays a number.
  const options = { parse: JSON.parse };

  async function open() {
    say('');
    note.value = '';
    note.disabled = button.disabled = true;
    try {
      ({ data: kept, etag } = await api.get('/api/settings', options));
      note.value = kept.note ?? '';
      note.disabled = button.disabled = false;
    } catch (error) {
      say(error.message, 'bad');
    }
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = { ...kept, note: note.value };
    try {
      ({ data: kept, etag } = await api.call('PUT', '/api/settings', { ...options, body, headers: { 'If-Match': etag } }));
      say(t('Saved'), 'good');
    } catch (error) {
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
