// <door-recent>: the last things this device did, and taking one back after a second look.
import * as acts from "./door-acts.js";
import { people } from "./door-verdict.js";
import { attempt } from "./attempt.js";
import { clock } from "./formats.js";
import { local } from "./localised.js";
import { twice } from "./second-look.js";
import { say } from "./words.js";

const MOST = 20;

/** @typedef {acts.Act} Act */

class DoorRecent extends HTMLElement {
  connectedCallback() {
    acts.told.addEventListener("changed", () => this.show());
    acts.actsReady.then(() => this.show());
  }

  show() {
    const last = acts.list().slice(-MOST).reverse();
    this.querySelector("[data-empty]")?.toggleAttribute("hidden", last.length > 0);
    this.querySelector("[data-acts]")?.replaceChildren(...last.map((act) => this.row(act)));
  }

  /** @param {Act} act */
  row(act) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const put = (/** @type {string} */ name, /** @type {string} */ words) => {
      /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`)).textContent = words;
    };
    const [time, title, units] = [clock(act.at), local(act.title), people(act.kind, act.units)];
    put("time", time);
    put("units", units);
    put("who", [act.who, title].filter(Boolean).join(" · "));
    row.toggleAttribute("data-undone", act.state === "undone");
    row.dataset.state = act.state;
    const button = /** @type {HTMLButtonElement} */ (row.querySelector("button"));
    button.hidden = !["waiting", "sent", "conflict"].includes(act.state) || (act.state !== "waiting" && !act.stamp);
    button.setAttribute("aria-label", say("door.undo_label", { time, title: act.who || title, units }));
    twice(button, say("door.undo_sure"), () => this.take(button, act));
    put("state", act.state === "sent" ? "" : say(act.state === "undone" ? "door.undone" : `desk.act.${act.state}`));
    return row;
  }

  /** @param {HTMLButtonElement} button @param {Act} act */
  async take(button, act) {
    button.disabled = true;
    const problem = await this.undo(act);
    this.show();
    const said = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    said.textContent = problem || say("door.undone");
    said.dataset.tone = problem ? "bad" : "good";
  }

  /** @param {Act} act @returns {Promise<string>} what went wrong, or nothing */
  async undo(act) {
    const current = acts.list().find(({ counter }) => counter === act.counter) ?? act;
    if (current.state === "waiting") {
      if (current.tried) return say("desk.undo_later");
      await acts.keep({ ...current, state: "undone" });
    } else {
      const { words } = await attempt(`/api/stamps/${current.stamp}/undo`, { method: "POST", body: {} });
      if (words) return words;
      await acts.keep({ ...current, state: "undone" });
    }
    this.dispatchEvent(new CustomEvent("undone", { bubbles: true }));
    return "";
  }
}

customElements.define("door-recent", DoorRecent);
