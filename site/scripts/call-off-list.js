// <call-off-list>: everything that was called off, and how far each is.
import { moment, money } from "./formats.js";
import { local } from "./localised.js";
import { named } from "./order-words.js";
import { OwnerView } from "./owner-view.js";
import { copy, part, slot } from "./slots.js";
import { say } from "./words.js";

class CallOffList extends OwnerView {
  get place() {
    return "call-offs";
  }

  async show() {
    const { data } = await this.ask("/api/cancellations");
    if (!data) return;
    part(this, "none").hidden = data.cancellations.length > 0;
    slot(this, "list").replaceChildren(...data.cancellations.map((/** @type {any} */ each) => {
      const row = copy(this, "row");
      row.querySelector("a")?.setAttribute("href", `#called-off/${encodeURIComponent(each.id)}`);
      slot(row, "title").textContent = local(each.title);
      slot(row, "when").textContent = each.starts_at ? moment(each.starts_at) : say("orders.call.all");
      slot(row, "state").textContent = named("run_state", each.state);
      slot(row, "money").textContent = say("orders.run.refunded", { amount: money(each.refunded), total: money(each.refund) });
      return row;
    }));
  }
}

customElements.define("call-off-list", CallOffList);
