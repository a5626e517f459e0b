// <door-watch>: for leads: tickets used at two gates while one was offline, and notes about unusual speed.
import { attempt } from "./attempt.js";
import { clock } from "./formats.js";
import { local } from "./localised.js";
import { copy, part, slot } from "./slots.js";
import { say } from "./words.js";

class DoorWatch extends HTMLElement {
  async refresh() {
    const { data } = await attempt("/api/door/conflicts");
    if (!data) return;
    part(this, "conflicts").replaceChildren(...data.conflicts.map((/** @type {any} */ each) => this.conflict(each)));
    part(this, "notes").replaceChildren(...data.notes.map((/** @type {any} */ each) => this.note(each)));
    part(this, "none").hidden = data.conflicts.length + data.notes.length > 0;
  }

  /** @param {{id: string, ticket: any, over: number, first: any, second: any, seen: boolean}} conflict */
  conflict({ id, ticket, over, first, second, seen }) {
    const row = copy(this, "conflict");
    slot(row, "what").textContent = [local(ticket?.title), ticket?.holder, ticket?.six_digit].filter(Boolean).join(" · ");
    slot(row, "over").textContent = say("desk.report.over", { n: over });
    const gate = (/** @type {any} */ act) => (act ? say("desk.report.there", { time: clock(act.at), staff: act.staff }) : "");
    slot(row, "first").textContent = gate(first);
    slot(row, "second").textContent = gate(second);
    row.toggleAttribute("data-seen", seen);
    const button = /** @type {HTMLButtonElement} */ (row.querySelector("button"));
    button.hidden = seen;
    button.addEventListener("click", async () => {
      await attempt(`/api/door/conflicts/${id}/seen`, { method: "POST", body: {} });
      await this.refresh();
    });
    return row;
  }

  /** @param {{at: string, text: string}} note */
  note({ at, text }) {
    const row = copy(this, "note");
    slot(row, "at").textContent = clock(at);
    slot(row, "text").textContent = text;
    return row;
  }
}

customElements.define("door-watch", DoorWatch);
