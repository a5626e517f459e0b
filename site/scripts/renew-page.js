// Development only: the page as last built, put in place of the shown one without loading it again where that is enough.

let build = performance.getEntriesByType("navigation").map(served)[0] ?? "";
let text = "";

/** The build that the shown page is of, as its answer named it. */
export function shown() {
  return build;
}

/** Show the page as it is now. What its head loads stays loaded; when that differs, the whole page is loaded anew. */
export async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-cache" });
    const fresh = await answer.text();
    build = /build;desc="([^"]+)"/.exec(answer.headers.get("server-timing") ?? "")?.[1] ?? "";
    if (fresh === text) return;
    const page = new DOMParser().parseFromString(fresh, "text/html");
    if (answer.redirected || !build || frame(page) !== frame(document)) return location.reload();
    text = fresh;
    put(page);
  } catch {
    location.reload();
  }
}

/** @param {Document} page */
function put(page) {
  const passing = "title, meta, link:not([rel=stylesheet]), script[type='application/ld+json']";
  for (const old of document.head.querySelectorAll(passing)) old.remove();
  document.head.append(...page.head.querySelectorAll(passing));
  document.body.replaceWith(page.body);
}

/** What cannot be exchanged under a running page: its scripts, styles, words and settings. @param {Document} page */
function frame(page) {
  const loaded = page.head.querySelectorAll("link[rel=stylesheet], script:not([type='application/ld+json'])");
  const settings = [...page.documentElement.attributes].map(({ name, value }) => `${name}=${value}`);
  return [...settings, ...[...loaded].map((each) => each.outerHTML)].join("\n");
}

/** @param {PerformanceEntry} answer */
function served(answer) {
  const timings = /** @type {PerformanceNavigationTiming} */ (answer).serverTiming ?? [];
  return timings.find(({ name }) => name === "build")?.description ?? "";
}
