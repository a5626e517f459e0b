// A screen of the owner: it shows itself when the address names it, `#NAME/part/part?query`, and asks as the signed-in owner.
import { attempt } from "./attempt.js";
import { say } from "./words.js";

/** After so many milliseconds without an answer a screen says that it is waiting. */
const SLOW = 600;

/** Where the address stands. */
export function place() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  const [name, ...parts] = path.split("/").map(decodeURIComponent);
  return { name: name || "items", parts, query: new URLSearchParams(query) };
}

export class OwnerView extends HTMLElement {
  /** @type {Promise<void> | undefined} what fills it, as it is under way */
  showing;

  /** The name under which the address finds it. */
  get place() {
    return "";
  }

  connectedCallback() {
    window.addEventListener("hashchange", () => this.route(true));
    this.route(false);
  }

  /** @param {boolean} moved by the person, so that the heading takes the focus */
  async route(moved) {
    const { name, parts, query } = place();
    const mine = name === this.place;
    if (!mine && !this.hidden) this.leave();
    this.hidden = !mine;
    if (!mine) return;
    const before = this.showing; // one after the other: a late answer must not take the place of the newest
    this.showing = Promise.resolve(before).catch(() => {}).then(() => this.show(parts, query));
    const late = setTimeout(() => (this.dataset.waiting = say("common.loading")), SLOW);
    await this.showing.finally(() => (clearTimeout(late), delete this.dataset.waiting));
    if (moved && !this.hidden) this.focusHeading();
  }

  focusHeading() {
    const heading = [...this.querySelectorAll("h1")].find((each) => each.checkVisibility());
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
    scrollTo(0, 0);
  }

  /** @param {string[]} _parts @param {URLSearchParams} _query */
  async show(_parts, _query) {}

  leave() {}

  /**
   * Ask the service and say what went wrong where the view says such things.
   * @param {string} path
   * @param {{method?: string, body?: unknown}} [options]
   */
  async ask(path, options) {
    const answer = await attempt(path, options);
    const said = this.querySelector("[data-slot=said]");
    if (said) said.textContent = answer.status === 404 ? "" : answer.words; // what is not there is said by the view
    return answer;
  }
}
