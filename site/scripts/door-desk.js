// <door-desk>: join the shift once, then pad, panel, house count and recent acts work together.
import "./door-pad.js";
import "./door-panel.js";
import "./door-recent.js";
import { clock } from "./formats.js";
import { local } from "./localised.js";
import { ask, Unreachable } from "./service.js";
import { say } from "./words.js";

const EVERY = 10_000;
const KEY = "mogiri.door.who";

/** @typedef {{item: string, session: string, title: import("./localised.js").Localised, starts_at: string, issued: number, used: number}} House */

class DoorDesk extends HTMLElement {
  connectedCallback() {
    this.join = /** @type {HTMLFormElement} */ (this.querySelector("[data-join]"));
    this.panel = /** @type {any} */ (this.querySelector("door-panel"));
    this.join.addEventListener("submit", (event) => this.start(event));
    this.addEventListener("code", (event) => this.panel.look(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("shown", () => this.toggleAttribute("data-open", true));
    this.addEventListener("closed", () => this.toggleAttribute("data-open", false));
    this.addEventListener("typing", () => this.toggleAttribute("data-open", false));
    this.addEventListener("stamped", (event) => this.done(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("undone", () => this.refresh());
    this.addEventListener("signed-out", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
    setInterval(() => document.hidden || !this.staff || this.refresh(), EVERY);
    this.prefill();
    this.refresh();
  }

  /** The shift's code comes in the fragment, the name from the last time. */
  prefill() {
    const code = new URLSearchParams(location.hash.slice(1)).get("code");
    const known = JSON.parse(localStorage.getItem(KEY) || "{}");
    for (const [name, value] of Object.entries({ ...known, code })) {
      const field = this.join?.elements.namedItem(name);
      if (value && field instanceof HTMLInputElement) field.value = String(value);
    }
    if (code) history.replaceState(null, "", location.pathname);
  }

  /** @param {Event} event */
  async start(event) {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(this.join));
    const button = /** @type {HTMLButtonElement} */ (this.join?.querySelector("button"));
    button.setAttribute("aria-busy", "true");
    const problem = await this.enter(body);
    button.removeAttribute("aria-busy");
    this.say(problem);
    if (problem) return;
    localStorage.setItem(KEY, JSON.stringify({ name: body.name, number: body.number }));
    this.join?.reset();
    await this.refresh();
  }

  /** @param {object} body @returns {Promise<string>} what went wrong, or nothing */
  async enter(body) {
    try {
      const { status, data } = await ask("/api/staff/join", { method: "POST", body });
      return status < 400 ? "" : (data?.error?.message ?? say("door.offline"));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return say("door.offline");
    }
  }

  /** Who am I, what is on, how many are in. */
  async refresh() {
    try {
      const { status, data } = await ask("/api/door");
      if (status === 401 && this.staff) return this.leave();
      this.staff = status < 400 ? data.staff : null;
      this.toggleAttribute("data-ready", true);
      this.show("join", !this.staff);
      this.show("desk", Boolean(this.staff));
      if (this.staff) this.house(data.sessions);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (this.staff) return;
      this.show("join", true);
      this.say(say("door.offline"));
    }
  }

  /** @param {House[]} sessions */
  house(sessions) {
    /** @type {HTMLElement} */ (this.querySelector("[data-staff]")).textContent = say("door.staff", { name: this.staff.name });
    this.querySelector("[data-no-sessions]")?.toggleAttribute("hidden", sessions.length > 0);
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("[data-house-row]"));
    this.querySelector("[data-house]")?.replaceChildren(...sessions.map((each) => {
      const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
      const facts = { time: clock(each.starts_at), title: local(each.title), used: each.used, issued: each.issued };
      for (const [name, words] of Object.entries(facts)) /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`)).textContent = String(words);
      /** @type {HTMLElement} */ (row.querySelector("[data-bar]")).style.setProperty("--share", String(each.issued ? each.used / each.issued : 0));
      return row;
    }));
  }

  /** @param {import("./door-verdict.js").Answer} answer */
  done(answer) {
    /** @type {any} */ (this.querySelector("door-recent")).add(answer);
    this.refresh();
  }

  leave() {
    this.staff = null;
    this.panel.close();
    this.show("desk", false);
    this.show("join", true);
    this.say(say("door.signed_out"));
  }

  /** @param {string} name @param {boolean} yes */
  show(name, yes) {
    this.querySelector(`[data-${name}]`)?.toggleAttribute("hidden", !yes);
  }

  /** @param {string} words */
  say(words) {
    /** @type {HTMLElement} */ (this.querySelector("[data-problem-join]")).textContent = words;
  }
}

customElements.define("door-desk", DoorDesk);
