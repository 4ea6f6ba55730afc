import { open } from './products-page.js';
import { start } from './servers.js';
import { eventually, visiting } from './visit.js';

const servers = await start('accounts.test.js');
const visit = visiting(servers);
// Whoever is not logged in has no cookie to be refreshed.
const permits = [/401 .*\/api\/refresh-token/];

visit('an account is made, kept and left in a tab of its own, by cookies', { permits }, async (stage) => {
  const { context, page, assert } = stage;
  await open(stage);
  const opened = context.waitForEvent('page');
  await page.getByRole('navigation', { name: 'App' }).getByRole('link', { name: 'Open in a tab of its own' }).click();
  const tab = await opened;
  await register(tab, 'anna@example.org');
  await tab.reload();
  await profile(tab).getByText('anna@example.org').waitFor();

  const cookies = await context.cookies(servers.app);
  const session = cookies.find(({ name }) => name === '__Host-session');
  assert.ok(session?.httpOnly && session.secure && session.sameSite === 'Lax', JSON.stringify(session));
  assert.equal(await tab.evaluate(() => document.cookie), '');

  await tab.getByRole('button', { name: 'Log out' }).click();
  await login(tab).waitFor();
  assert.ok(!(await context.cookies(servers.app)).some(({ name }) => name === '__Host-session'));

  await login(tab).getByRole('textbox', { name: 'Email' }).fill('anna@example.org');
  await login(tab).getByLabel('Password').fill(PASSWORD);
  await login(tab).getByRole('button', { name: 'Log in' }).click();
  await profile(tab).getByText('anna@example.org').waitFor();
});

visit('in the shell’s frame no cookie of a login is sent', { permits }, async (stage) => {
  const { context, page, app, assert, watch } = stage;
  const tab = await context.newPage();
  await tab.goto(`${servers.app}/hub`);
  await register(tab, 'bert@example.org');
  assert.ok((await withCookies(watch)).includes('/api/profile'), 'the tab sends them');

  await open(stage);
  const frame = page.frames().find((frame) => frame.url().startsWith(servers.app));
  const seen = [];
  const network = await context.newCDPSession(frame);
  network.on('Network.requestWillBeSentExtraInfo', ({ associatedCookies }) => seen.push(associatedCookies));
  await network.send('Network.enable');
  await app.getByRole('button', { name: 'Next page' }).click();
  const [cookies] = await eventually(() => seen, ({ length }) => length > 0, 'a request of the frame');
  const kept = Object.fromEntries(cookies.map(({ cookie, blockedReasons }) => [cookie.name, blockedReasons]));
  assert.match(kept['__Host-session'].join(), /SameSiteLax/);
  assert.match(kept['__Host-refresh'].join(), /SameSiteStrict/);
});

/** Paths of the app's requests that had a cookie. */
async function withCookies({ requests }) {
  const own = requests.filter((request) => request.url().startsWith(servers.app));
  const sent = await Promise.all(own.map(async (request) => [new URL(request.url()).pathname, await request.allHeaders()]));
  return sent.filter(([, headers]) => headers.cookie).map(([path]) => path);
}

async function register(tab, email) {
  const form = tab.getByRole('form', { name: 'Register' });
  await tab.getByRole('heading', { name: 'Your account' }).waitFor();
  await form.getByRole('textbox', { name: 'Name' }).fill('Anna Ä.');
  await form.getByRole('textbox', { name: 'Email' }).fill(email);
  await form.getByLabel('Password').fill(PASSWORD);
  await form.getByRole('button', { name: 'Register' }).click();
  await profile(tab).getByText(email).waitFor();
}

const login = (tab) => tab.getByRole('form', { name: 'Log in' });
const profile = (tab) => tab.getByRole('region', { name: 'Profile' });

const PASSWORD = 'correct horse battery staple';
