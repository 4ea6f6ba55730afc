// client.js without a browser.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { mock, test } from 'node:test';

// As text: without a package.json beside it, an older Node would not take the file for a module.
const source = await readFile(new URL('../client.js', import.meta.url), 'utf8');
const { ApiError, createClient, parseExact } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

test('numbers that JavaScript would change stay texts, and nothing else does', () => {
  const cases = [
    ['{"a":9007199254740993,"b":9007199254740991}', { a: '9007199254740993', b: 9007199254740991 }],
    ['[19.90,-0.0,1e3,0,-5]', ['19.90', '-0.0', '1e3', 0, -5]],
    ['79228162514264337593543950335', '79228162514264337593543950335'],
    ['{"12.50":"12.50","\\"1.5":"\\\\"}', { '12.50': '12.50', '"1.5': '\\' }],
    [' [ true , null , "" , { } ] ', [true, null, '', {}]],
  ];
  for (const [text, value] of cases) assert.deepEqual(parseExact(text), value);
  for (const text of ['{', '"', '[1 2]', 'nothing']) assert.throws(() => parseExact(text), SyntaxError);
});

/** Answers each request by the next of these; a function sees the request. */
function server(...answers) {
  const requests = [];
  globalThis.fetch = async (path, options) => {
    requests.push({ path, ...options });
    const { status = 200, body = {}, headers = {} } = answers.shift();
    return new Response(JSON.stringify(body), { status, headers });
  };
  return requests;
}

const expired = { status: 401, body: { code: 'token_expired', message: 'The token has expired.' } };

test('an expired token is replaced once, and the request repeated', async () => {
  let given = 0;
  const requests = server(expired, { body: { total: 1.5 } });
  const client = createClient({ token: async () => `token-${++given}` });

  assert.deepEqual((await client.get('/api/products')).data, { total: '1.5' });
  assert.deepEqual(requests.map(({ headers }) => headers.Authorization), ['Bearer token-1', 'Bearer token-2']);

  server({ ...expired }, { ...expired });
  await assert.rejects(client.get('/api/products'), { status: 401, code: 'token_expired' });
  assert.equal(given, 3);
});

test('a token that is refused for another reason is not replaced', async () => {
  let given = 0;
  const requests = server({ status: 401, body: { code: 'token_claims' } });

  await assert.rejects(createClient({ token: async () => `${++given}` }).get('/api/me'), ApiError);
  assert.equal(requests.length, 1);
});

test('calls that begin together ask for one token, and a failure to get one is not kept', async () => {
  let asked = 0;
  const token = async () => {
    if (++asked === 1) throw new Error('no shell');
    return 'token';
  };
  const client = createClient({ token });

  await assert.rejects(client.get('/api/me'), /no shell/);
  const requests = server({}, {});
  await Promise.all([client.get('/api/me'), client.get('/api/me')]);
  assert.equal(asked, 2);
  assert.equal(requests.length, 2);
});

test('a read waits as long as it is told, twice at most', async (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ['setTimeout'] });
  const busy = { status: 429, body: { code: 'erp_rate_limited' }, headers: { 'Retry-After': '7' } };
  const requests = server(busy, busy, busy);
  const pauses = [];
  const client = createClient({
    onPause(seconds) {
      pauses.push(seconds);
      setImmediate(() => mock.timers.tick(seconds * 1000));
    },
  });

  await assert.rejects(client.get('/api/products'), { status: 429, retryAfter: 7 });
  assert.deepEqual(pauses, [7, 7]);
  assert.equal(requests.length, 3);
});

test('a wait that is too long, and any wait of a change, is left to the caller', async () => {
  for (const [method, seconds] of [['GET', '31'], ['PUT', '1']]) {
    const requests = server({ status: 503, headers: { 'Retry-After': seconds } });
    await assert.rejects(createClient().call(method, '/api/settings', { body: {} }), { retryAfter: Number(seconds) });
    assert.equal(requests.length, 1);
  }
});

test('what never arrived is an error of its own', async () => {
  globalThis.fetch = async () => {
    throw new TypeError('fetch failed');
  };
  await assert.rejects(createClient().get('/health'), { status: 0, code: 'unreachable' });
});
