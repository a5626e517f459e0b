// <customer-list>: お客様, with what each has bought, shared and brought. Several can be chosen to send a coupon to.
import { day } from "./far-days.js";
import { HistoryView, called, link } from "./history-view.js";
import { knownTags, offerTags, tag } from "./known-tags.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const whole = new Intl.NumberFormat(document.documentElement.lang);

class CustomerList extends HistoryView {
  connectedCallback() {
    slot(this, "rows").addEventListener("change", () => this.chosen());
    this.tagging.addEventListener("submit", (event) => (event.preventDefault(), this.tag()));
    super.connectedCallback();
  }

  get tagging() {
    return /** @type {HTMLFormElement} */ (part(this, "tagging"));
  }

  /** The items, and the tags there are. */
  async choices() {
    await super.choices();
    await offerTags(/** @type {HTMLSelectElement} */ (this.querySelector("select[name=tag]")));
    await knownTags(this);
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
    tick.dataset.id = who.id;
    const label = document.createElement("label");
    label.className = "ledger-tick";
    label.append(tick, Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: say("owner.customers.choose", { name }) }));
    const orders = who.orders ? link(whole.format(who.orders), `#orders?${new URLSearchParams({ q: who.email })}`) : "0";
    const tickets = who.tickets ? link(whole.format(who.tickets), `#recipients?${new URLSearchParams({ customer: who.id })}`) : "0";
    return [this.line([
      label, who.id, link(name, `#person/${who.id}`), who.name ? who.email : "", orders, tickets, whole.format(who.shares), whole.format(who.referrals), tags(who.tags), say(who.marketing ? "history.yes" : "history.no"), who.last_used_at ? day(who.last_used_at) : "",
    ])];
  }

  /** Where the chosen ones lead; the addresses stay in this browser. */
  chosen() {
    const ticked = this.ticked.map((each) => each.value);
    this.tagging.hidden = !ticked.length;
    slot(this, "tagging").textContent = say("owner.tags.chosen", { n: ticked.length });
    sessionStorage.setItem("mogiri.chosen", JSON.stringify(ticked));
    slot(this, "send").textContent = ticked.length ? say("owner.customers.send_chosen", { n: ticked.length }) : say("owner.customers.send");
    slot(this, "send").setAttribute("href", ticked.length ? "#send?chosen=1" : "#send");
  }

  get ticked() {
    return /** @type {HTMLInputElement[]} */ ([...slot(this, "rows").querySelectorAll("input:checked")]);
  }

  /** One more tag for the chosen ones, who stay chosen. */
  async tag() {
    const field = /** @type {HTMLInputElement} */ (this.tagging.elements.namedItem("add"));
    const [name, ids] = [field.value.trim(), this.ticked.map((each) => each.dataset.id ?? "")];
    if (!name) return field.focus();
    const { data } = await tag(this, ids, { add: [name] });
    if (!data) return;
    field.value = "";
    await this.route(false);
    for (const each of slot(this, "rows").querySelectorAll("input")) each.checked = ids.includes(each.dataset.id ?? "");
    this.chosen();
    put(this, "tagged", say("owner.tags.done", { n: ids.length, tag: name }));
    field.focus();
  }
}

/** @param {string[]} names */
function tags(names) {
  const list = document.createElement("span");
  list.className = "tags";
  list.append(...names.map((textContent) => Object.assign(document.createElement("span"), { className: "tag", textContent })));
  return names.length ? list : "";
}

customElements.define("customer-list", CustomerList);
