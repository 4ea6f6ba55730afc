// Requests to the stand-in, which serves this page.

/** Sends an order below `/control`. */
export async function order(method, path, body) {
  const response = await fetch(`/control/${path}`, { method, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

/** Reads JSON of the stand-in. */
export async function read(path) {
  return (await fetch(path)).json();
}
