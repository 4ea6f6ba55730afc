// The app's last requests, as it tells of them, and how many calls they cost at JTL.

import { read } from './control.js';

const body = document.getElementById('requests');
const kept = [];

export function addRequest({ method, path, status, milliseconds }) {
  kept.unshift({ method, path, status, milliseconds });
  kept.length = Math.min(kept.length, 20);
  body.replaceChildren(...kept.map(row));
  if (!document.getElementById('drawer').hidden) showCalls();
}

/** The path of the last request that only reads, for a line to paste. */
export function lastRead() {
  return kept.find(({ method, status }) => method === 'GET' && status === 200)?.path ?? '/api/connect-tenant';
}

export async function showCalls() {
  const { token, keys, appkeys, graphql } = await read('/control/calls');
  const counted = [`token endpoint ${token}`, `key sets ${keys + appkeys}`, `ERP ${graphql}`];
  document.getElementById('calls').textContent = `Calls to JTL since it started: ${counted.join(', ')}.`;
}

function row({ method, path, status, milliseconds }) {
  const row = document.createElement('tr');
  for (const text of [method, path, status, `${milliseconds} ms`]) row.insertCell().textContent = text;
  row.dataset.failed = status >= 400;
  return row;
}
