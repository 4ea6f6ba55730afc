// The functions' own word on how they are.

import * as banner from './banner.js';
import { createClient } from './client.js';

const client = createClient();

export async function watchHealth() {
  const again = (await look()) ? 15_000 : 3000;
  setTimeout(watchHealth, again);
}

async function look() {
  try {
    const { data } = await client.get('/health');
    if (data.status === 'ok') banner.clear('health');
    else banner.show('health', (data.mistakes ?? data.missing).join(' '));
    return true;
  } catch (error) {
    banner.failed('health', error);
    return false;
  }
}
