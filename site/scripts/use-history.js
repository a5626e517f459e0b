// <use-history>: 利用履歴. One row per use or per unit of it, with the place of use; undone ones stay, struck through.
import { moment } from "./far-days.js";
import { HistoryView, called } from "./history-view.js";
import { attempt } from "./attempt.js";
import { put } from "./slots.js";
import { known, say } from "./words.js";

class UseHistory extends HistoryView {
  /** @param {string[]} parts @param {URLSearchParams} query */
  async show(parts, query) {
    await super.show(parts, query);
    const only = query.get("ticket");
    put(this, "only", only ? say("history.only_ticket", { id: only }) : "");
    this.querySelector("[data-part=clear]")?.toggleAttribute("hidden", ![...query].length);
  }

  /** The items, and where things can have been used. */
  async choices() {
    await super.choices();
    const choice = /** @type {HTMLSelectElement} */ (this.querySelector("select[name=place]"));
    if (choice.options.length > 2) return;
    const { data } = await attempt("/api/places");
    for (const kind of ["staff", "venue"]) {
      const fits = (data?.places ?? []).filter((/** @type {any} */ each) => each.kind === kind);
      if (!fits.length) continue;
      const group = Object.assign(document.createElement("optgroup"), { label: say(`history.${kind}_group`) });
      group.append(...fits.map((/** @type {any} */ each) => new Option(each.name, each.id)));
      choice.append(group);
    }
  }

  /** @param {any} use */
  rows(use) {
    const method = known(`history.method.${use.method}`) ? say(`history.method.${use.method}`) : use.method;
    const notes = [method, use.offline ? say("history.offline") : "", use.undone_at ? say("history.undone_at", { time: moment(use.undone_at) }) : ""];
    const row = this.line([
      use.ticket, use.title, use.customer_id, called(use), use.staff_id, use.staff, moment(use.at), say("history.use_units", { n: use.units }), notes.filter(Boolean).join(" / "),
    ]);
    row.classList.toggle("is-undone", Boolean(use.undone_at));
    return [row];
  }
}

customElements.define("use-history", UseHistory);
