// <customer-list>: お客様, with what each has bought, shared and brought. Several can be chosen to send a coupon to.
import { day } from "./formats.js";
import { HistoryView, called, link } from "./history-view.js";
import { slot } from "./slots.js";
import { say } from "./words.js";

const whole = new Intl.NumberFormat(document.documentElement.lang);

class CustomerList extends HistoryView {
  connectedCallback() {
    slot(this, "rows").addEventListener("change", () => this.chosen());
    super.connectedCallback();
  }

  /** @param {string[]} parts @param {URLSearchParams} query */
  async show(parts, query) {
    await super.show(parts, query);
    this.chosen();
  }

  /** @param {any} who */
  rows(who) {
    const name = called(who);
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", value: who.email, disabled: !who.email });
    const label = document.createElement("label");
    label.className = "ledger-tick";
    label.append(tick, Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: say("owner.customers.choose", { name }) }));
    const orders = who.orders ? link(whole.format(who.orders), `#orders?${new URLSearchParams({ q: who.email })}`) : "0";
    const tickets = who.tickets ? link(whole.format(who.tickets), `#recipients?${new URLSearchParams({ customer: who.id })}`) : "0";
    return [this.line([
      label, link(who.id, `#person/${who.id}`), name, who.name ? who.email : "", orders, tickets, whole.format(who.shares), whole.format(who.referrals), say(who.marketing ? "history.yes" : "history.no"), who.last_used_at ? day(who.last_used_at) : "",
    ])];
  }

  /** Where the chosen ones lead; the addresses stay in this browser. */
  chosen() {
    const ticked = [...slot(this, "rows").querySelectorAll("input:checked")].map((each) => /** @type {HTMLInputElement} */ (each).value);
    sessionStorage.setItem("mogiri.chosen", JSON.stringify(ticked));
    slot(this, "send").textContent = ticked.length ? say("owner.customers.send_chosen", { n: ticked.length }) : say("owner.customers.send");
    slot(this, "send").setAttribute("href", ticked.length ? "#send?chosen=1" : "#send");
  }
}

customElements.define("customer-list", CustomerList);
