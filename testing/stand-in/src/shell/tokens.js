// Tokens: new ones for the app, the last one decoded for whoever looks.

import { read } from './control.js';
import { lastRead } from './requests.js';

let token;
let shown;

/** A fresh token of this kind, `session` or `app`. */
export async function newToken(kind, tenant) {
  const answer = await read(`/control/${kind}-token?tenantId=${encodeURIComponent(tenant)}`);
  token = answer.sessionToken ?? answer.accessToken;
  if (shown) shown.textContent = decoded(token);
  return token;
}

export const lastToken = {
  watch(code, buttons, status, frame) {
    shown = code;
    for (const button of buttons) {
      button.addEventListener('click', async () => {
        if (!token) return (status.textContent = 'There is no token yet.');
        const line = `${button.dataset.copy} -H "Authorization: Bearer ${token}" "${frame.origin()}${lastRead()}"`;
        try {
          await navigator.clipboard.writeText(line);
          status.textContent = `Copied, for ${lastRead()}. Paste it within the hour.`;
        } catch {
          status.textContent = 'The browser refuses the clipboard to this page.';
        }
      });
    }
  },
};

function decoded(token) {
  const parts = token.split('.').slice(0, 2).map((part) => {
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
    return JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2);
  });
  return parts.join('\n');
}
