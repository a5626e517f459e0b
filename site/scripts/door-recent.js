// <door-recent>: the last things this device did, and taking one back after a second look.
import { people } from "./door-verdict.js";
import { clock } from "./formats.js";
import { local } from "./localised.js";
import { ask, Unreachable } from "./service.js";
import { say } from "./words.js";

const KEY = "mogiri.door.recent";
const MOST = 20;

/** @typedef {{id: string, at: string, who: string, title: string, units: string, undone: boolean}} Act */

class DoorRecent extends HTMLElement {
  connectedCallback() {
    /** @type {Act[]} */
    this.acts = JSON.parse(sessionStorage.getItem(KEY) || "[]");
    this.show();
  }

  /** @param {import("./door-verdict.js").Answer} answer */
  add({ stamp, ticket }) {
    if (!stamp || !ticket) return;
    const act = { id: stamp.id, at: stamp.at, who: ticket.holder, title: local(ticket.title), units: people(ticket.kind, stamp.units), undone: false };
    this.acts = [act, ...(this.acts ?? [])].slice(0, MOST);
    this.show();
  }

  show() {
    sessionStorage.setItem(KEY, JSON.stringify(this.acts));
    this.querySelector("[data-empty]")?.toggleAttribute("hidden", Boolean(this.acts?.length));
    this.querySelector("[data-acts]")?.replaceChildren(...(this.acts ?? []).map((act) => this.row(act)));
  }

  /** @param {Act} act */
  row(act) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const put = (/** @type {string} */ name, /** @type {string} */ words) => {
      /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`)).textContent = words;
    };
    const time = clock(act.at);
    put("time", time);
    put("units", act.units);
    put("who", [act.who, act.title].filter(Boolean).join(" · "));
    row.toggleAttribute("data-undone", act.undone);
    const button = /** @type {HTMLButtonElement} */ (row.querySelector("button"));
    button.hidden = act.undone;
    button.setAttribute("aria-label", say("door.undo_label", { time, title: act.who || act.title, units: act.units }));
    button.addEventListener("click", () => this.press(button, act));
    put("state", act.undone ? say("door.undone") : "");
    return row;
  }

  /** The first press asks, the second does it. @param {HTMLButtonElement} button @param {Act} act */
  async press(button, act) {
    if (!button.hasAttribute("data-sure")) {
      button.setAttribute("data-sure", "");
      button.removeAttribute("aria-label");
      button.textContent = say("door.undo_sure");
      setTimeout(() => button.isConnected && button.hasAttribute("data-sure") && !button.disabled && this.show(), 5000);
      return;
    }
    button.disabled = true;
    const problem = await this.undo(act);
    this.show();
    const said = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    said.textContent = problem || say("door.undone");
    said.dataset.tone = problem ? "bad" : "good";
  }

  /** @param {Act} act @returns {Promise<string>} what went wrong, or nothing */
  async undo(act) {
    try {
      const { status, data } = await ask(`/api/stamps/${act.id}/undo`, { method: "POST", body: {} });
      if (status >= 400) return data?.error?.message ?? say("door.offline");
      act.undone = true;
      this.dispatchEvent(new CustomEvent("undone", { bubbles: true }));
      return "";
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return say("door.offline");
    }
  }
}

customElements.define("door-recent", DoorRecent);
