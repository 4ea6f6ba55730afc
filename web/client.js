// Calls our functions, and needs nothing else: copy it. Routes: docs/api.md.

// `code` is stable, `message` a sentence for people.
export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.message ?? `The answer was ${status}.`);
    Object.assign(this, problem, { status, retryAfter });
  }
}

// `token()` fetches one from the shell; without it, cookies are sent.
export function createClient({ token, onAnswer, onPause } = {}) {
  let known; // a promise: calls at once ask once

  async function call(method, path, { body, headers, signal, parse = parseExact } = {}) {
    for (let tries = 1, renewed = false; ; ) {
      const used = token && (known ??= token());
      const sent = { ...headers };
      if (used) sent.Authorization = `Bearer ${await used.catch(forget)}`;
      if (body !== undefined) sent['Content-Type'] = 'application/json';
      const start = Date.now();
      const request = fetch(path, { method, headers: sent, body: JSON.stringify(body), signal });
      const response = await request.catch((cause) => {
        throw signal?.aborted ? cause : new ApiError(0, { code: 'unreachable', message: 'The functions do not answer.' });
      });
      const { status } = response;
      const text = await response.text();
      onAnswer?.({ method, path, status, milliseconds: Date.now() - start });
      if (response.ok) return { data: text ? parse(text) : null, etag: response.headers.get('ETag') };

      const wait = Math.ceil(response.headers.get('Retry-After')) || 1;
      const error = new ApiError(status, problem(text), wait);
      if (status === 401 && token && !renewed && RENEWED.includes(error.code)) {
        renewed = true;
        if (known === used) forget();
      } else if ([429, 503].includes(status) && method === 'GET' && tries++ < 3 && wait <= 30) {
        onPause?.(wait, error);
        await new Promise((done) => setTimeout(done, wait * 1000));
        signal?.throwIfAborted();
      } else throw error;
    }
  }

  function forget(error) {
    known = undefined;
    if (error) throw error;
  }

  return { call, get: (path, options) => call('GET', path, options), forget };
}

// The second: its key is gone.
const RENEWED = ['token_expired', 'token_signature'];

function problem(text) {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}

// JSON whose numbers are texts where JavaScript would change them: "19.90". The same in every browser.
export function parseExact(text) {
  let out = '';
  for (let at = 0, end; at < text.length; at = end) {
    end = at + 1;
    if (text[at] === '"') {
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      out += text.slice(at, ++end);
    } else if ('-0123456789'.includes(text[at])) {
      while ('+-.eE0123456789'.includes(text[end])) end++;
      const digits = text.slice(at, end);
      out += Number.isSafeInteger(+digits) && String(+digits) === digits ? digits : `"${digits}"`;
    } else out += text[at];
  }
  return JSON.parse(out);
}
