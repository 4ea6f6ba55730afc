// JTL's quick start: the Express server of its guide, on Lambda by serverless-http. Each request buys an
// access token, fetches the key set, and takes the first key of it.

import cors from 'cors';
import express from 'express';
import { importJWK, jwtVerify } from 'jose';
import serverless from 'serverless-http';
import { run } from './runtime.mjs';

const { CLIENT_ID, CLIENT_SECRET, JTL_AUTH_URL, JTL_API_URL } = process.env;

const app = express();
app.use(cors({ origin: 'http://localhost:5173' }));
app.use(express.json());

app.get('/api/connect-tenant', async (req, res) => {
  const sessionToken = req.headers['x-session-id'];
  if (!sessionToken) {
    return res.status(400).json({ error: 'Session token is required' });
  }
  try {
    const { tenantId, userId, tenantSlug } = await verifySessionToken(sessionToken);
    res.json({ success: true, tenantId, userId, tenantSlug });
  } catch (error) {
    res.status(401).json({ error: 'Failed to verify session token' });
  }
});

async function verifySessionToken(sessionToken) {
  const accessToken = await getAccessToken();
  const response = await fetch(`${JTL_API_URL}/account/.well-known/jwks.json`, {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  const { keys } = await response.json();
  const { payload } = await jwtVerify(sessionToken, await importJWK(keys[0], 'EdDSA'));
  return payload;
}

async function getAccessToken() {
  const credentials = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
  const response = await fetch(`${JTL_AUTH_URL}/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = await response.json();
  return access_token;
}

await run(serverless(app));
