// Calls that the compiler takes, and the types of their answers.

import {
  ApiError,
  createClient,
  parseExact,
  type Decimal,
  type ErrorCode,
  type ErrorCodeOf,
} from '../../../web/client.js';

type Is<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Refused unless both types are the same. */
declare function same<A, B>(..._: Is<A, B> extends true ? [] : ['these types differ']): void;

const client = createClient({
  token: async () => 'token',
  onAnswer: ({ method, path, status, milliseconds }) => console.log(method, path, status, milliseconds.toFixed()),
  onPause: (seconds, error) => console.log(seconds.toFixed(), error.code),
});
declare const id: string;

export async function connection() {
  const { data, etag } = await client.get('/api/connect-tenant');
  same<typeof data.userId, string>();
  same<typeof etag, string | null>();
  await client.call('POST', '/api/connect-tenant');
  await client.call('POST', '/api/connect-tenant', { body: { sessionToken: 'token' } });
  await client.call('DELETE', '/api/connect-tenant', { signal: AbortSignal.timeout(1000) });
  client.forget();
}

/** Settings are sent back as they came, under the version that was read. */
export async function settings() {
  const { data, etag } = await client.get('/api/settings', { parse: JSON.parse });
  same<typeof etag, string>();
  const body = { ...data, note: 'Hello' };
  const answer = await client.call('PUT', '/api/settings', { parse: JSON.parse, body, headers: { 'If-Match': etag } });
  same<typeof answer.etag, string>();
}

// <product-proxy>
export async function products() {
  const { data } = await client.get('/api/products?first=5&sort=-name');
  for (const { salesPriceGross } of data.nodes) same<typeof salesPriceGross, Decimal>();
  same<typeof data.totalCount, number>();

  // A query or a part of one that is known at run time only.
  await client.get(`/api/products?${new URLSearchParams({ search: 'bike' })}`);
  const next = await client.get(`/api/products?first=${5}&after=${id}`);
  same<typeof next.data, typeof data>();
}

/** `parse` decides on the type; with `JSON.parse` numbers are numbers. */
export async function product() {
  const { data } = await client.get(`/api/products/${id}`);
  same<typeof data.stockTotal, Decimal>();
  const plain = await client.get(`/api/products/${encodeURIComponent(id)}`, { parse: JSON.parse });
  same<typeof plain.data.stockTotal, number>();
  const length = await client.get('/api/products/1', { parse: (text) => text.length });
  same<typeof length.data, number>();
  same<ReturnType<typeof parseExact>, unknown>();
}

export async function ownQuery() {
  const body = { query: 'query($id: ID!) { node(id: $id) { id } }', variables: { id } };
  await client.call('POST', '/api/graphql', { body });
}
// </product-proxy>

// <session>
export async function caller(isLoggedIn: boolean) {
  const { data } = await client.get('/api/session');
  if (data.authenticated && data.expiresAt) return new Date(data.expiresAt * 1000);
  return (await client.get(isLoggedIn ? '/api/me' : '/health')).data;
}
// </session>

// <account>
export async function accounts() {
  const account = { name: 'User One', email: 'user@example.org', password: 'correct horse battery' };
  const { data } = await client.call('POST', '/api/register', { body: account });
  // 201, or 202 where a registration is private.
  if ('id' in data) same<typeof data.id, string>();
  await client.call('POST', '/api/login?cookies=true', { body: account });
  await client.call('POST', '/api/logout?everywhere=true&cookies=true', { body: {} });
  return (await client.get('/.well-known/jwks.json')).data.keys.length;
}

/** Members that only some problems have. */
export const wrongField = ({ field }: ApiError) => same<typeof field, string | undefined>();
// </account>

export const unreachable = new ApiError(0, { code: 'unreachable', message: 'Nobody answers.' });

export function failed(error: unknown) {
  if (!(error instanceof ApiError)) throw error;
  same<typeof error.code, ErrorCode | 'unreachable' | undefined>();
  if (error.code === 'unreachable') return `nobody answers, status ${error.status}`;
  if (error.code === 'overloaded') return `again in ${error.retryAfter.toFixed()} s`;
  switch (error.code as ErrorCodeOf<'PUT', '/api/settings'>) {
    case 'precondition_failed':
      return 'somebody else has saved meanwhile';
    default:
      return `${error.message} (${error.requestId})`;
  }
}
