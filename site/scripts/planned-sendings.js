// <planned-sendings>: coupons that leave at a time, and those that have left; one that has not can be called off.
import { attempt } from "./attempt.js";
import { moment } from "./formats.js";
import { copy, part, put, slot } from "./slots.js";
import { known, say } from "./words.js";

class PlannedSendings extends HTMLElement {
  async fill() {
    const { data } = await attempt("/api/sendings");
    const sendings = data?.sendings ?? [];
    this.hidden = !sendings.length;
    slot(this, "list").replaceChildren(...sendings.map((/** @type {any} */ each) => this.row(each)));
  }

  /** @param {any} sending */
  row(sending) {
    const row = copy(this, "row");
    slot(row, "title").textContent = sending.title;
    slot(row, "when").textContent = moment(sending.at);
    slot(row, "state").textContent = state(sending);
    row.dataset.state = sending.state;
    part(row, "acts").hidden = !["scheduled", "sending"].includes(sending.state);
    const ask = (/** @type {boolean} */ asked) => {
      slot(row, "cancel").hidden = asked;
      slot(row, "sure").hidden = slot(row, "keep").hidden = !asked;
      slot(row, asked ? "sure" : "cancel").focus();
    };
    slot(row, "cancel").addEventListener("click", () => ask(true));
    slot(row, "keep").addEventListener("click", () => ask(false));
    slot(row, "sure").addEventListener("click", () => this.cancel(sending.id));
    return row;
  }

  /** @param {string} id */
  async cancel(id) {
    const { words } = await attempt(`/api/sendings/${encodeURIComponent(id)}`, { method: "DELETE" });
    put(this, "problem", words);
    await this.fill();
    this.querySelector("h2")?.focus();
  }
}

/** @param {any} sending */
function state({ state: name, why, recipients, skipped, sent, by }) {
  const nobody = !sent && ["cancelled", "failed"].includes(name);
  const words = [say(`owner.planned.state.${name}${nobody ? "_none" : ""}`, { n: name === "scheduled" ? recipients : sent })];
  if (name === "scheduled" && skipped) words.push(say("owner.send.skipped", { n: skipped }));
  if (why) words.push(known(`owner.planned.why.${why}`) ? say(`owner.planned.why.${why}`) : why);
  return [...words, by].filter(Boolean).join(" ");
}

customElements.define("planned-sendings", PlannedSendings);
