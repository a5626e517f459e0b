// <door-join>: once per shift: the code from the shift's QR, a name, a number and a PIN. Tells `joined`.
import { attempt } from "./attempt.js";

const KEY = "mogiri.door.who";

class DoorJoin extends HTMLElement {
  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.form.addEventListener("submit", (event) => this.start(event));
    const code = new URLSearchParams(location.hash.slice(1)).get("code");
    for (const [name, value] of Object.entries({ ...remembered(), code })) {
      const field = this.form.elements.namedItem(name);
      if (value && field instanceof HTMLInputElement) field.value = String(value);
    }
    if (code) history.replaceState(null, "", location.pathname);
  }

  /** @param {Event} event */
  async start(event) {
    event.preventDefault();
    if (!this.form) return;
    const body = Object.fromEntries(new FormData(this.form));
    const button = /** @type {HTMLButtonElement} */ (this.form.querySelector("[type=submit]"));
    button.setAttribute("aria-busy", "true");
    const { words } = await attempt("/api/staff/join", { method: "POST", body });
    button.removeAttribute("aria-busy");
    this.say(words);
    if (words) return;
    remember(body);
    /** @type {HTMLInputElement} */ (this.form.elements.namedItem("pin")).value = "";
    this.dispatchEvent(new CustomEvent("joined", { bubbles: true }));
  }

  /** @param {string} words */
  say(words) {
    /** @type {HTMLElement} */ (this.querySelector("[data-problem-join]")).textContent = words;
  }
}

/** Name and number of the last time; the PIN is never kept. */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "{}");
  } catch {
    return {};
  }
}

/** @param {Record<string, FormDataEntryValue>} body */
function remember({ name, number }) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ name, number }));
  } catch {
    // It is typed again, then.
  }
}

customElements.define("door-join", DoorJoin);
