// <door-report>: what came of the stamps that were sent later: those used at another gate too, and those not accepted.
import * as acts from "./door-acts.js";
import { told } from "./door-sync.js";
import { clock } from "./formats.js";
import { local } from "./localised.js";
import { copy, part, slot } from "./slots.js";
import { say } from "./words.js";

class DoorReport extends HTMLElement {
  connectedCallback() {
    acts.actsReady.then(() => this.draw());
    told.addEventListener("sent", () => this.draw());
    this.querySelector("[data-read]")?.addEventListener("click", () => this.read());
  }

  get unread() {
    return acts.list().filter(({ state, seen }) => !seen && (state === "conflict" || state === "refused"));
  }

  draw() {
    const { unread } = this;
    this.hidden = !unread.length;
    slot(this, "title").textContent = say("desk.report.title", { n: unread.length });
    part(this, "rows").replaceChildren(...unread.map((act) => this.row(act)));
  }

  /** Both gates, both times, how many too many. @param {acts.Act} act */
  row(act) {
    const row = copy(this, "row");
    row.dataset.state = act.state;
    slot(row, "what").textContent = [local(act.title), act.who, act.code.six_digit ?? ""].filter(Boolean).join(" · ");
    slot(row, "here").textContent = say("desk.report.here", { time: clock(act.at), n: act.units });
    slot(row, "there").textContent = act.other ? say("desk.report.there", { time: clock(act.other.at), staff: act.other.staff }) : "";
    slot(row, "why").textContent = act.state === "conflict" ? say("desk.report.over", { n: act.over ?? act.units }) : (act.message ?? say("desk.report.refused"));
    return row;
  }

  async read() {
    for (const act of this.unread) await acts.keep({ ...act, seen: true });
    this.draw();
  }
}

customElements.define("door-report", DoorReport);
