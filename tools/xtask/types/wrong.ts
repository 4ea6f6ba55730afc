// Calls that the compiler refuses. Behind each directive stand the error's code and words of its text.

import { ApiError, createClient, type ErrorCodeOf } from '../../../web/client.js';

const client = createClient();
declare const path: string;
declare const id: string;
declare const error: ApiError;

// @ts-expect-error TS2345 '"/api/tenants"' … "/api/tenant"
client.get('/api/tenants');
// @ts-expect-error TS2345 'string' is not assignable
client.get(path);
// @ts-expect-error TS2345 '"/api/settings"' … "/api/connect-tenant"
client.call('DELETE', '/api/settings');
// @ts-expect-error TS2345 '"get"' … 'Method'
client.call('get', '/api/settings');
// @ts-expect-error TS2345 '"/api/tenant?verbose=true"' … '"/api/tenant"'
client.get('/api/tenant?verbose=true');

// @ts-expect-error TS2554 Expected 3 arguments, but got 2
client.call('PUT', '/api/settings');
// @ts-expect-error TS2345 Property 'body' is missing
client.call('PUT', '/api/settings', { headers: { 'If-Match': '"1"' } });
// @ts-expect-error TS2322 'string' is not assignable
client.call('PUT', '/api/settings', { body: 'note' });
// @ts-expect-error TS2322 not assignable to type 'undefined'
client.get('/api/tenant', { body: {} });
// @ts-expect-error TS2322 'number' is not assignable to type 'string'
client.get('/api/tenant', { headers: { 'If-Match': 1 } });
// @ts-expect-error TS2561 'signals' … Did you mean to write 'signal'
client.get('/api/tenant', { signals: [] });

// @ts-expect-error TS2551 'tenantid' … Did you mean 'tenantId'
client.get('/api/tenant').then(({ data }) => data.tenantid);
// @ts-expect-error TS18047 'etag' is possibly 'null'
client.get('/api/tenant').then(({ etag }) => etag.length);

// <product-proxy>
// @ts-expect-error TS2345 "/api/products?frist=5" … "/api/products?first="
client.get('/api/products?frist=5');
// @ts-expect-error TS2345 "/api/products?first=5&aftr=x" … "/api/products?after="
client.get('/api/products?first=5&aftr=x');
// @ts-expect-error TS2345 "/api/products/{id}" … "/api/products/<id>"
client.get('/api/products/{id}');
// @ts-expect-error TS2345 "/api/products/"
client.get('/api/products/');
// @ts-expect-error TS2345 `/api/products/${string}/images`
client.get(`/api/products/${id}/images`);
// @ts-expect-error TS2741 Property 'query' is missing
client.call('POST', '/api/graphql', { body: { variables: {} } });
// @ts-expect-error TS2339 'toFixed' does not exist on type 'string'
client.get('/api/products/1').then(({ data }) => data.salesPriceGross!.toFixed(2));
// @ts-expect-error TS2322 "email_taken" … "erp_rate_limited"
const code: ErrorCodeOf<'GET', '/api/products'> = 'email_taken';
// </product-proxy>

// <account>
// @ts-expect-error TS2322 'number' is not assignable to type 'string'
client.call('POST', '/api/register', { body: { name: 'A', email: 'a@example.org', password: 1 } });
// @ts-expect-error TS2353 'phone'
client.call('POST', '/api/register', { body: { name: 'A', email: 'a@example.org', password: 'b', phone: 'c' } });
// </account>

// @ts-expect-error TS2367 "token_expird"
if (error.code === 'token_expird') client.forget();
// @ts-expect-error TS2554 Expected 2-3 arguments, but got 1
new ApiError('Nobody answers.');
// @ts-expect-error TS2344 '"/api/settings"'
type Removed = ErrorCodeOf<'DELETE', '/api/settings'>;
// @ts-expect-error TS2322 '() => Promise<string>'
createClient({ token: 'token' });
// @ts-expect-error TS2561 'tokens' … Did you mean to write 'token'
createClient({ tokens: async () => 'token' });
