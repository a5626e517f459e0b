// <live-reload>, development only: shows the page as last built, what is wrong with what was just saved, or what to look at.
import { renew, shown } from "./renew-page.js";
import { say } from "./words.js";

/** @typedef {{file: string, line: number | null, field: string | null, message: string}} Problem */

const OPEN = "mogiri.noted";

class LiveReload extends HTMLElement {
  connectedCallback() {
    const asked = new URLSearchParams({ seen: shown(), lang: document.documentElement.lang });
    this.source = new EventSource(`/dev/reload?${asked}`);
    this.source.addEventListener("built", () => renew());
    this.source.addEventListener("failed", (event) => this.fail(problems(event)));
    this.source.addEventListener("noted", (event) => this.note(problems(event)));
  }

  disconnectedCallback() {
    this.source?.close();
  }

  /** The build failed: say so across the page. @param {Problem[]} problems */
  fail(problems) {
    const title = Object.assign(document.createElement("strong"), { textContent: say("common.reload.failed") });
    this.className = "reload-failed";
    this.setAttribute("role", "alert");
    this.replaceChildren(title, list(problems));
  }

  /** It was built, with something to look at: a small tag in the corner that opens. @param {Problem[]} problems */
  note(problems) {
    this.className = "reload-noted";
    this.removeAttribute("role");
    if (!problems.length) return this.replaceChildren();
    const tag = document.createElement("details");
    const count = Object.assign(document.createElement("summary"), { textContent: say("common.reload.noted", { n: problems.length }) });
    tag.append(count, list(problems));
    tag.open = sessionStorage.getItem(OPEN) === "yes";
    tag.addEventListener("toggle", () => sessionStorage.setItem(OPEN, tag.open ? "yes" : "no"));
    this.replaceChildren(tag);
  }
}

/** @param {Event} event @returns {Problem[]} */
function problems(event) {
  return JSON.parse(/** @type {MessageEvent} */ (event).data);
}

/** @param {Problem[]} problems */
function list(problems) {
  const all = document.createElement("ul");
  all.append(...problems.map(row));
  return all;
}

/** @param {Problem} problem */
function row({ file, line, field, message }) {
  const row = document.createElement("li");
  const place = line && file ? say("common.reload.where", { file, line }) : file;
  const code = Object.assign(document.createElement("code"), { textContent: field ? `${place} ${field}` : place });
  row.append(code, " ", message);
  return row;
}

customElements.define("live-reload", LiveReload);
