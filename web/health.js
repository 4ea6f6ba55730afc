// The functions' own word on how they are.

import * as banner from './banner.js';
import { createClient } from './client.js';

const client = createClient();

export function watchHealth() {
  look();
  setInterval(look, 15_000);
}

async function look() {
  try {
    const { data } = await client.get('/health');
    if (data.status === 'ok') banner.clear('health');
    else banner.show('health', (data.mistakes ?? data.missing).join(' '));
  } catch (error) {
    banner.failed('health', error);
  }
}
