// The frame: which page of which front end it shows, and whether anybody answers there.

const byId = (id) => document.getElementById(id);

/** `changed()` is told when another page is opened, and when the app is found or missed. */
export function createFrame(changed) {
  const iframe = byId('app');
  const choice = byId('front-end');
  const select = choice.querySelector('select');
  let state;
  let path;
  let loaded; // the address in the frame
  let linked; // what the links were made of

  const chosen = () => (select.value === 'vite' ? state.vite : state.app);

  function update(fresh) {
    state = fresh;
    choice.hidden = !state.vite.answers;
    if (choice.hidden) select.value = 'app';
    const pages = pagesOf(state.manifest);
    path ??= pages.menu[0].path;
    link(pages);
    const address = `${chosen().url}${path}?shell=${encodeURIComponent(location.origin)}`;
    if (chosen().answers && loaded !== address) iframe.src = loaded = address;
    // What is in the frame already stays there: the app itself says what is the matter.
    iframe.hidden = !loaded;
    byId('absent').hidden = Boolean(loaded);
    changed();
  }

  /** Makes the links anew only where they differ: the focus may be on one. */
  function link({ menu, setup, hub }) {
    const made = JSON.stringify([menu, setup, hub, path, chosen().url]);
    if (made === linked) return;
    linked = made;
    byId('menu').replaceChildren(
      ...menu.map((page) => {
        const item = document.createElement('li');
        const anchor = item.appendChild(document.createElement('a'));
        anchor.textContent = page.name;
        lead(anchor, page.path);
        return item;
      }),
    );
    lead(byId('setup'), setup);
    byId('own-tab').href = chosen().url + hub;
  }

  function lead(anchor, to) {
    anchor.href = chosen().url + to;
    anchor.ariaCurrent = to === path ? 'page' : null;
    anchor.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      path = to;
      loaded = undefined;
      update(state);
      for (const other of document.querySelectorAll('nav a')) if (other.href === anchor.href) other.focus();
    };
  }

  select.addEventListener('change', () => update(state));

  return {
    update,
    window: () => iframe.contentWindow,
    origin: () => chosen()?.url,
    address: () => loaded,
    isAbsent: () => state && !chosen().answers,
    mistake: () => state?.mistake,
  };
}

/** The pages that app.json names, without host and port, which are up to the command line. */
function pagesOf(manifest) {
  const { hub, erp } = manifest?.capabilities ?? {};
  const items = erp?.menuItems?.length ? erp.menuItems : [{ name: 'App', url: '/erp' }];
  return {
    menu: items.map(({ name, url }) => ({ name, path: pathOf(url) })),
    setup: pathOf(manifest?.lifecycle?.configurationUrl ?? '/setup'),
    hub: pathOf(hub?.appLauncher?.redirectUrl ?? '/hub'),
  };
}

function pathOf(url) {
  const { pathname, search } = new URL(url, 'http://localhost');
  return pathname + search;
}
