// <live-reload>, development only: shows the page as last built, or what is wrong with what was just saved.
import { say } from "./words.js";

/** @typedef {{file: string, line: number | null, field: string | null, message: string}} Problem */

class LiveReload extends HTMLElement {
  connectedCallback() {
    this.source = new EventSource("/dev/reload");
    this.source.addEventListener("built", () => location.reload());
    this.source.addEventListener("failed", (event) => this.show(JSON.parse(/** @type {MessageEvent} */ (event).data)));
  }

  disconnectedCallback() {
    this.source?.close();
  }

  /** @param {Problem[]} problems */
  show(problems) {
    const title = Object.assign(document.createElement("strong"), { textContent: say("common.reload.failed") });
    const list = document.createElement("ul");
    list.append(...problems.map((problem) => this.row(problem)));
    this.setAttribute("role", "alert");
    this.replaceChildren(title, list);
  }

  /** @param {Problem} problem */
  row({ file, line, field, message }) {
    const row = document.createElement("li");
    const place = line === null ? file : say("common.reload.where", { file, line });
    const code = Object.assign(document.createElement("code"), { textContent: field ? `${place} ${field}` : place });
    row.append(code, " ", message);
    return row;
  }
}

customElements.define("live-reload", LiveReload);
