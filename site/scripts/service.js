// Asking the service: one place for its address, the caller's language and what "not answering" means.

const { lang, dataset } = document.documentElement;
const base = dataset.service || "";

/** The service did not answer, or answered that it cannot just now; asking again later is right. */
export class Unreachable extends Error {}

/**
 * @typedef {{status: number, data: any, wait: number, etag: string}} Answer `data` is null when there is no JSON; `wait` is for so many seconds.
 * @typedef {{code: string, message: string, field?: string | null, line?: number, remaining?: number, price?: number, limit?: number}} Refusal
 */

/**
 * Ask for JSON; a 4xx is an answer, no answer, a 5xx without a refusal, or a service without its database is {@link Unreachable}.
 * @param {string} path
 * @param {{method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} [options]
 * @returns {Promise<Answer>}
 */
export async function ask(path, { method = "GET", body, headers, signal } = {}) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(base + path, {
      method,
      signal,
      credentials: base ? "include" : "same-origin",
      headers: { Accept: "application/json", "Accept-Language": lang, ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  const data = await response.json().catch(() => null);
  if (response.status >= 500 && (!data?.error || data.error.code === "away")) throw new Unreachable(String(response.status));
  return { status: response.status, data, wait: Number(response.headers.get("Retry-After")), etag: response.headers.get("ETag") ?? "" };
}

/** An address of the service as a link. @param {string} path */
export function address(path) {
  return path.startsWith("/") ? base + path : path;
}

/** A path of the static site in the page's language. @param {string} path */
export function here(path) {
  return (dataset.prefix || "") + path;
}

/**
 * A waiting time in milliseconds with jitter, so that a crowd does not come back at the same instant.
 * @param {number} seconds
 */
export function jittered(seconds) {
  return seconds * 1000 * (0.75 + Math.random() * 0.5);
}
