// A handler as somebody writes it who knows Lambda and jose: no framework, an access token kept for as long
// as it says, jose's remote key set, timeouts, claims that are looked at, and an outage told from a bad token.

import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { run } from './runtime.mjs';

const { CLIENT_ID, CLIENT_SECRET, JTL_AUTH_URL, JTL_API_URL } = process.env;
const PATIENCE = 5000;
const RULES = { algorithms: ['EdDSA'], requiredClaims: ['exp', 'tenantId', 'userId'] };

const keySet = createRemoteJWKSet(new URL(`${JTL_API_URL}/account/.well-known/jwks.json`), {
  timeoutDuration: PATIENCE,
  [customFetch]: async (url, options) => {
    options.headers.set('authorization', `Bearer ${await accessToken()}`);
    const response = await fetch(url, options);
    if (response.status === 401) {
      kept = undefined;
    }
    return response;
  },
});

async function handler(event) {
  const token = event.headers['x-session-id'];
  if (!token) {
    return answer(400, { error: 'Session token is required' });
  }
  try {
    const { tenantId, userId, tenantSlug } = await verified(token);
    return answer(200, { success: true, tenantId, userId, tenantSlug });
  } catch (error) {
    if (isOfTheToken(error)) {
      return answer(401, { error: 'Failed to verify session token' });
    }
    console.error(error);
    return answer(503, { error: 'The platform does not answer' });
  }
}

// Session tokens name no key: one that was rotated shows as a bad signature, and two may be published.
async function verified(token) {
  try {
    return await withOneOf(token);
  } catch (error) {
    if (!(error instanceof errors.JWSSignatureVerificationFailed) || keySet.coolingDown) {
      throw error;
    }
    await keySet.reload();
    return withOneOf(token);
  }
}

async function withOneOf(token) {
  try {
    return (await jwtVerify(token, keySet, RULES)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) {
      throw error;
    }
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, RULES)).payload;
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) {
          throw failure;
        }
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

let kept;
let underWay;

function accessToken() {
  if (kept && Date.now() < kept.until) {
    return kept.token;
  }
  underWay ??= boughtToken().finally(() => (underWay = undefined));
  return underWay;
}

async function boughtToken() {
  const credentials = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
  const response = await fetch(`${JTL_AUTH_URL}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) {
    throw new Error(`the token endpoint answers ${response.status}`);
  }
  const { access_token: token, expires_in: seconds = 300 } = await response.json();
  kept = { token, until: Date.now() + (seconds - 60) * 1000 };
  return token;
}

function isOfTheToken(error) {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed
  );
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

await run(handler);
