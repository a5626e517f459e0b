// Keeps the ticket's page on this phone, so that it can be read without a connection.

if (location.pathname.startsWith("/t/") && navigator.serviceWorker) keep();

async function keep() {
  try {
    await navigator.serviceWorker.register("/t/sw.js", { scope: "/t/" });
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map(({ name }) => name);
    active?.postMessage({ page: location.href, parts });
  } catch {
    // A browser that may not keep anything still shows the page.
  }
}
