// The one client of the pages in the shell, and what it tells the others.

import { publish, token } from './bridge.js';
import * as banner from './banner.js';
import { createClient } from './client.js';

export const api = createClient({
  token,
  onAnswer(answer) {
    if (answer.status < 400) banner.clear('pause');
    publish('RequestFinished', answer); // for the shell's drawer; JTL's shell does not listen
  },
  onPause: (seconds, error) => banner.pause(seconds, error),
});
