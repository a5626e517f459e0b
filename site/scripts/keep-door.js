// Keeps the door's page on this device, so that it opens without a network; and sends a door link there when the service is away.
import { here } from "./service.js";

const PARTS = ["vendor/qr-0.7.0/decode.js", "vendor/qr-0.7.0/index.js"];

export async function keepPage() {
  if (!navigator.serviceWorker) return;
  const home = here("/staff/");
  const script = `/door-worker.js?home=${encodeURIComponent(home)}`;
  const root = new URL("../", import.meta.url);
  const parts = PARTS.map((name) => new URL(name, root).href);
  try {
    const kept = await navigator.serviceWorker.register(script, { scope: home });
    if (!document.documentElement.dataset.service) for (const scope of ["/d/", "/D/"]) await navigator.serviceWorker.register(script, { scope });
    await whenActive(kept);
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    kept.active?.postMessage({ page: location.origin + home, parts: [...loaded, ...parts] });
  } catch {
    // A browser that may not keep anything still works with a connection.
  }
}

/** @param {ServiceWorkerRegistration} kept @returns {Promise<void>} */
function whenActive(kept) {
  const worker = kept.active ?? kept.waiting ?? kept.installing;
  return new Promise((resolve) => {
    if (!worker || worker.state === "activated") return resolve();
    worker.addEventListener("statechange", () => worker.state === "activated" && resolve());
  });
}
