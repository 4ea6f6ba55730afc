// All that a browser's pages do during one test.
import assert from 'node:assert/strict';

/** Any, those too that were never sent. */
const TOKEN = /eyJ[\w-]+\.eyJ[\w-]+\./;

export class Watch {
  requests = [];
  responses = [];
  console = [];
  tokens = new Set();

  constructor({ shell, app, api }, context) {
    this.hosts = new Set([shell, app, api].map((url) => new URL(url).host));
    this.app = app;
    this.context = context;
    context.on('console', (message) => this.console.push({ type: message.type(), text: message.text(), url: message.location().url }));
    context.on('weberror', (error) => this.console.push({ type: 'error', text: `uncaught: ${error.error()}`, url: '' }));
    context.on('request', (request) => {
      this.requests.push(request);
      for (const [name, value] of Object.entries(request.headers())) this.#token(name, value);
    });
    context.on('response', (response) => this.responses.push(response));
  }

  /** The tokens as they are sent, so that the test need not know how the app comes by them. */
  #token(name, value) {
    if (!['authorization', 'x-session-token', 'x-session-id'].includes(name)) return;
    this.tokens.add(value.replace(/^Bearer /, ''));
  }

  /** Method, path and status of each answer of the API. */
  calls() {
    return this.responses
      .map((response) => ({ method: response.request().method(), url: new URL(response.url()), status: response.status() }))
      .filter(({ url }) => url.pathname === '/health' || url.pathname.startsWith('/api/'))
      .map(({ method, url, status }) => `${method} ${url.pathname} ${status}`);
  }

  async mustBeClean({ errors, permits }) {
    const complaints = this.console.filter(({ type }) => type === 'error' || type === 'warning');
    const told = complaints.map(({ text, url }) => `${text} (${url})`);
    const known = [...errors, ...permits];
    assert.deepEqual(told.filter((line) => !known.some((pattern) => pattern.test(line))), [], 'the console must have no error');
    for (const pattern of errors) assert.ok(told.some((line) => pattern.test(line)), `the console must have ${pattern}`);
    const elsewhere = this.requests.map((request) => request.url()).filter((url) => /^https?:/.test(url) && !this.hosts.has(new URL(url).host));
    assert.deepEqual(elsewhere, [], 'no request may go to another host');
    await this.#mustHideTokens();
  }

  async #mustHideTokens() {
    const places = this.requests.map((request) => ['a URL', request.url()]);
    places.push(...this.console.map(({ text }) => ['the console', text]));
    for (const page of this.context.pages()) {
      for (const frame of page.frames()) {
        if (!/^https?:/.test(frame.url())) continue;
        places.push(['the address of a frame', frame.url()]);
        const kept = await frame.evaluate(everythingKept);
        places.push([`the storage of ${frame.url()}`, kept.storage], [`the DOM of ${frame.url()}`, kept.dom]);
      }
    }
    // The shell shows header and claims, decoded; the signature makes a token of them.
    const signatures = [...this.tokens].map((token) => token.split('.')[2]).filter(Boolean);
    for (const [place, text] of places) {
      const hasToken = TOKEN.test(text) || signatures.some((signature) => text.includes(signature));
      assert.ok(!hasToken, `a token is in ${place}`);
    }
  }

  transcript() {
    const lines = this.console.map(({ type, text, url }) => `  ${type}: ${text}${url ? ` (${url})` : ''}`);
    return ['console:', ...lines, 'calls:', ...this.calls().map((call) => `  ${call}`)].join('\n');
  }
}

/** Runs in the page. */
async function everythingKept() {
  const databases = await indexedDB.databases();
  const caches = await globalThis.caches?.keys();
  const fields = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
  return {
    storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases, caches, window.name]),
    dom: document.documentElement.outerHTML + fields.join('\n'),
  };
}
