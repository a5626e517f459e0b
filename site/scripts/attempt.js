// Doing what a person asked for: the service's answer, or the words that say why not.
import { Unreachable, ask } from "./service.js";
import { say } from "./words.js";

/**
 * @typedef {{status: number, data: any, error: import("./service.js").Refusal | null, words: string, wait: number}} Attempt
 * `words` is empty when it worked; `error` is null then, and when nothing was reached; `wait`: seconds, for `too_many`.
 */

/**
 * Ask once; never throws for what a person can do something about.
 * @param {string} path
 * @param {{method?: string, body?: unknown}} [options]
 * @returns {Promise<Attempt>}
 */
export async function attempt(path, options) {
  try {
    const { status, data, wait } = await ask(path, options);
    if (status < 400) return { status, data, error: null, words: "", wait };
    const error = data?.error ?? { code: "server_error", message: "" };
    return { status, data: null, error, words: error.message || say("common.unreachable"), wait };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return { status: 0, data: null, error: null, words: say("common.unreachable"), wait: 0 };
  }
}
