// The service worker of the door: its page and parts without a network, and door links that lead to it then.

const PAGES = "door-pages-1";
const PARTS = "door-parts-1";
/** A door that is slow to load is opened from here. Milliseconds. */
const PATIENCE = 1500;
const MOST_PARTS = 200;
const worker = /** @type {any} */ (self);
const home = new URL(location.href).searchParams.get("home") || "/staff/";

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(keep(event.data)));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === home) event.respondWith(page(request));
    else if (/^\/d\//i.test(pathname)) event.respondWith(doorLink(request, pathname));
  } else if (isPart(pathname)) event.respondWith(fromParts(request));
});

/** Names with a fingerprint, and manifest and icons beside them. @param {string} pathname */
function isPart(pathname) {
  return pathname.startsWith("/assets/") || /^\/[\w-]+\.(png|ico|svg)$|\.webmanifest$/.test(pathname);
}

/** @param {Request} request */
async function page(request) {
  const pages = await caches.open(PAGES);
  const kept = await pages.match(request, { ignoreSearch: true, ignoreVary: true });
  try {
    const answer = await fetch(request, { signal: kept ? AbortSignal.timeout(PATIENCE) : undefined });
    if (answer.status >= 500 && kept) return kept;
    if (answer.ok) await pages.put(home, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** The phone's own camera opened a ticket's QR: without the service the door looks into its pack. @param {Request} request @param {string} pathname */
async function doorLink(request, pathname) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
  } catch {
    // No network.
  }
  return Response.redirect(`${home}#d=${encodeURIComponent(pathname.slice(3).replace(/\/$/, ""))}`, 302);
}

/** @param {Request} request */
async function fromParts(request) {
  const parts = await caches.open(PARTS);
  const fixed = new URL(request.url).pathname.startsWith("/assets/");
  const kept = await parts.match(request, { ignoreVary: true });
  if (kept && fixed) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await parts.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** The page that was open before this worker was, and what it loaded or may yet load. @param {{page: string, parts: string[]}} seen */
async function keep({ page: address, parts }) {
  const [pages, stored] = [await caches.open(PAGES), await caches.open(PARTS)];
  if (!(await pages.match(address, { ignoreVary: true }))) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok) await pages.put(home, answer);
  }
  const wanted = [...new Set(parts)].filter((name) => new URL(name).origin === location.origin && isPart(new URL(name).pathname));
  for (const name of wanted) if (!(await stored.match(name, { ignoreVary: true }))) await stored.add(name).catch(() => undefined);
  const names = await stored.keys();
  for (const name of names.slice(0, Math.max(0, names.length - MOST_PARTS))) await stored.delete(name);
}
