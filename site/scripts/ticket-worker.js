// The service worker of ticket pages: the newest view from the service, the last one kept when there is no connection.

const PAGES = "tickets-1";
const PARTS = "parts-1";
const MOST_PARTS = 150;
const PATIENCE = 4000;
const TICKET = /^\/t\/[\w-]{20,}$/;
const worker = /** @type {any} */ (self);

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(keep(event.data)));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && TICKET.test(url.pathname)) event.respondWith(page(event));
  else if (isPart(url)) event.respondWith(fromParts(request));
});

/** Names with a fingerprint, and the manifest and icons beside them. @param {URL} url */
function isPart({ origin, pathname }) {
  return origin === location.origin && pathname.startsWith("/assets/");
}

/** The page as the service draws it now, else as it was last seen. @param {any} event */
async function page({ request }) {
  const kept = await (await caches.open(PAGES)).match(request, { ignoreSearch: false, ignoreVary: true })
    ?? await (await caches.open(PAGES)).match(request, { ignoreSearch: true, ignoreVary: true });
  try {
    return await fetched(request, kept ? AbortSignal.timeout(PATIENCE) : undefined);
  } catch (error) {
    if (kept) return old(kept);
    throw error;
  }
}

/** @param {Request} request @param {AbortSignal | undefined} signal */
async function fetched(request, signal) {
  const answer = await fetch(request, { signal });
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  const pages = await caches.open(PAGES);
  if (answer.ok) await pages.put(request, answer.clone());
  else if (answer.status === 404) await pages.delete(request, { ignoreSearch: true });
  return answer;
}

/** What was kept, saying so. @param {Response} kept */
async function old(kept) {
  const html = (await kept.text()).replace("<live-ticket ", "<live-ticket data-kept ");
  return new Response(html, { headers: kept.headers });
}

/** @param {Request} request */
async function fromParts(request) {
  const parts = await caches.open(PARTS);
  const kept = await parts.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await parts.put(request, answer.clone());
  return answer;
}

/** The page that was open before this worker was, and what it loaded. @param {{page: string, parts: string[]}} seen */
async function keep({ page, parts }) {
  const [pages, stored] = [await caches.open(PAGES), await caches.open(PARTS)];
  if (!(await pages.match(page, { ignoreVary: true }))) {
    const answer = await fetch(page, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok) await pages.put(page, answer);
  }
  const wanted = [...new Set(parts)].filter((name) => isPart(new URL(name)));
  for (const name of wanted) if (!(await stored.match(name, { ignoreVary: true }))) await stored.add(name);
  const names = await stored.keys();
  for (const name of names.slice(0, Math.max(0, names.length - MOST_PARTS))) await stored.delete(name);
}
