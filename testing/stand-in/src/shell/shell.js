// A local shell: the app in a frame, and what JTL's shell does for it.

import { createBridge } from './bridge.js';
import { read } from './control.js';
import { watchFaults } from './faults.js';
import { createFrame } from './frame.js';
import { addRequest, showCalls } from './requests.js';
import { lastToken, newToken } from './tokens.js';

const byId = (id) => document.getElementById(id);
const tenant = byId('tenant');
const kinds = [...document.querySelectorAll('[name=kind]')];
const details = byId('details');
const kind = () => kinds.find((radio) => radio.checked).value;

const frame = createFrame(describe);
const bridge = createBridge(frame, {
  methods: {
    // One kind at a time, as the shell of one tenant has it.
    getSessionToken: () => given('session'),
    getAppToken: async () => ({ accessToken: await given('app') }),
    setupCompleted: () => connected('Connected; the app says that it is set up'),
    // Nothing is selected here; an app must bear that in the ERP, too.
    getCurrentCustomerId: () => null,
    getCurrentSalesOrderId: () => null,
  },
  events: { RequestFinished: addRequest },
  opened: () => connected('Connected'),
});
let connection = {};
let standInAnswers = true;

async function given(wanted) {
  if (wanted !== kind()) throw new Error(`This shell gives ${kind()} tokens; the switch is on its page.`);
  return newToken(wanted, tenant.value);
}

function connected(sentence) {
  connection = { address: frame.address(), sentence };
  describe();
}

function describe() {
  const isConnected = connection.address !== undefined && connection.address === frame.address();
  let [sentence, state] = isConnected ? [connection.sentence, 'good'] : ['Opening …', 'waiting'];
  if (frame.mistake()) [sentence, state] = [frame.mistake(), 'waiting'];
  if (frame.isAbsent()) [sentence, state] = ['The app does not answer; start it with cargo xtask dev', 'waiting'];
  if (!standInAnswers) [sentence, state] = ['The stand-in does not answer; start it with cargo xtask dev', 'waiting'];
  const status = byId('status');
  // Said once, not at each look.
  if (status.textContent !== sentence) status.textContent = sentence;
  status.dataset.state = state;
}

// An event of this shell's own: JTL's has none on record.
const changed = () => bridge.publish('TenantChanged', {});
tenant.addEventListener('change', changed);
for (const radio of kinds) radio.addEventListener('change', changed);

details.addEventListener('click', () => {
  const open = details.ariaExpanded !== 'true';
  details.ariaExpanded = String(open);
  byId('drawer').hidden = !open;
  if (open) showCalls();
});

async function look() {
  try {
    frame.update(await read('/shell/state'));
    standInAnswers = true;
  } catch {
    standInAnswers = false;
  }
  describe();
  setTimeout(look, 2000);
}

watchFaults();
lastToken.watch(byId('decoded'), document.querySelectorAll('[data-copy]'), byId('copied'), frame);
look();
