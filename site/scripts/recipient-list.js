// <recipient-list>: 配信先毎の利用状況, and the holders of one item. The number of uses opens to the time of each.
import { day, moment } from "./far-days.js";
import { HistoryView, called, link } from "./history-view.js";
import { catalogue, local } from "./goods.js";
import { put, slot } from "./slots.js";
import { known, say } from "./words.js";

class RecipientList extends HistoryView {
  /** @param {string[]} parts @param {URLSearchParams} query */
  wanted([item], query) {
    const wanted = new URLSearchParams(query);
    if (item) wanted.set("item", item);
    return wanted;
  }

  /** @param {string[]} parts @param {URLSearchParams} query */
  async show(parts, query) {
    if (this.place === "holders") await this.named(parts[0]);
    await super.show(parts, query);
    this.querySelector("[data-part=clear]")?.toggleAttribute("hidden", ![...query].length);
  }

  /** Whose holders these are, and where new ones are made. @param {string} id */
  async named(id) {
    const shelf = await catalogue().catch(() => ({ items: [] }));
    const item = shelf.items.find((/** @type {any} */ each) => each.id === id);
    put(this, "item", item ? local(item.title) : id);
    const crumbs = /** @type {Record<string, string>} */ ({ pass: "passes", voucher: "passes", coupon: "coupons" });
    slot(this, "back").setAttribute("href", item?.kind === "event" ? `#item/${encodeURIComponent(id)}` : `#${crumbs[item?.kind] ?? ""}`);
    slot(this, "new").setAttribute("href", `#issue/${encodeURIComponent(id)}`);
    slot(this, "uses").setAttribute("href", `#uses?${new URLSearchParams({ item: id })}`);
  }

  /** @param {any} grant */
  rows(grant) {
    return this.place === "holders" ? this.holder(grant) : this.grant(grant);
  }

  /** The nine columns of the view by recipient. @param {any} grant */
  grant(grant) {
    const row = this.line([
      grant.id, grant.title, grant.customer_id, called(grant), moment(grant.delivered_at), when(grant.opened_at), grant.shared_from ? say("history.from_whom", { name: grant.shared_from }) : "", when(grant.last_used_at), "",
    ]);
    row.classList.toggle("is-undone", Boolean(grant.cancelled_at));
    return this.opening(row, grant);
  }

  /** @param {any} grant */
  holder(grant) {
    const last = grant.valid_until ? day(new Date(Date.parse(grant.valid_until) - 1000)) : say("owner.holders.no_end");
    const state = known(`history.state.${grant.state}`) ? say(`history.state.${grant.state}`) : grant.state;
    const row = this.line([
      called(grant), day(grant.delivered_at), say("owner.holders.left", { n: grant.units_left, total: grant.units }), last, when(grant.last_used_at), "", state, grant.note, link(say("history.uses"), `#uses?${new URLSearchParams({ ticket: grant.id })}`),
    ]);
    row.classList.toggle("is-undone", Boolean(grant.cancelled_at));
    return this.opening(row, grant);
  }

  /** The number of uses as a button that opens the list of them. @param {HTMLElement} row @param {any} grant @returns {HTMLElement[]} */
  opening(row, grant) {
    const cell = /** @type {HTMLElement} */ (row.querySelector("[data-name=uses]"));
    const below = document.createElement("tr");
    below.className = "ledger-more";
    below.hidden = true;
    const inside = document.createElement("td");
    inside.colSpan = row.children.length;
    below.append(inside);
    const words = say("history.use_units", { n: grant.uses });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "ledger-button", textContent: words });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `${words}: ${say("history.each_use_of", { name: called(grant) })}`);
    button.addEventListener("click", () => this.open(button, below, inside, grant));
    cell.classList.remove("is-empty");
    cell.replaceChildren(button);
    return [row, below];
  }

  /** @param {HTMLElement} button @param {HTMLElement} below @param {HTMLElement} inside @param {any} grant */
  async open(button, below, inside, grant) {
    below.hidden = !below.hidden;
    button.setAttribute("aria-expanded", String(!below.hidden));
    if (below.hidden) return;
    const found = [];
    /** @type {string | null} */
    let next = "";
    while (next !== null) {
      const { data } = await this.ask(`/api/uses?${new URLSearchParams({ ticket: grant.id, each: "1", after: next })}`);
      if (!data) return;
      found.push(...data.uses.filter((/** @type {any} */ use) => !use.undone_at));
      next = data.next;
    }
    const list = document.createElement("ol");
    list.className = "ledger-times";
    list.append(...found.map((/** @type {any} */ use) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("time"), { dateTime: use.at, textContent: moment(use.at) }), use.staff ? ` ${use.staff}` : "");
      return item;
    }));
    inside.replaceChildren(found.length ? list : say("history.not_used"));
  }
}

/** @param {string | null} at */
function when(at) {
  return at ? moment(at) : "";
}

customElements.define("recipient-list", RecipientList);
