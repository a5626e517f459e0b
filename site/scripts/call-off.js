// <call-off>: 公演を中止する. What and why, then who and how much, then the title typed, and only then the button.
import "./reason-field.js";
import { moment, money } from "./formats.js";
import { catalogue, local } from "./goods.js";
import { OwnerView } from "./owner-view.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

class CallOff extends OwnerView {
  get place() {
    return "call-off";
  }

  connectedCallback() {
    part(this, "form").addEventListener("submit", (event) => (event.preventDefault(), this.preview()));
    part(this, "sure").addEventListener("submit", (event) => (event.preventDefault(), this.start()));
    slot(this, "back").addEventListener("click", () => this.step("form"));
    this.typed.addEventListener("input", () => this.settle());
    super.connectedCallback();
  }

  /** @returns {any} */
  get field() {
    return this.querySelector("reason-field");
  }

  get choice() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("[name=session]"));
  }

  get typed() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name=confirm]"));
  }

  get path() {
    return `/api/sessions/${encodeURIComponent(this.item ?? "")}/${encodeURIComponent(this.choice.value)}/cancel`;
  }

  /** @param {string[]} parts */
  async show([id, session]) {
    const shelf = await catalogue().catch(() => ({ items: [] }));
    const item = shelf.items.find((/** @type {any} */ each) => each.id === id && each.kind === "event");
    part(this, "none").hidden = Boolean(item);
    part(this, "call").hidden = !item;
    if (!item) return;
    this.item = id;
    slot(this, "title").textContent = local(item.title);
    slot(this, "item-link").setAttribute("href", `#item/${encodeURIComponent(id)}`);
    slot(this, "item-link").textContent = local(item.title);
    const dates = item.sessions.filter((/** @type {any} */ each) => !each.cancelled);
    const options = dates.map((/** @type {any} */ each) => new Option(moment(each.starts), each.id));
    const all = dates.length > 1 ? [new Option(say("orders.call.all"), "all")] : [];
    this.choice.replaceChildren(new Option(say("orders.call.choose"), ""), ...options, ...all);
    this.choice.value = session ?? (dates.length === 1 ? dates[0].id : "");
    this.field.clear();
    this.step("form", false);
  }

  /** @param {"form" | "sure"} name @param {boolean} [moved] */
  step(name, moved = true) {
    for (const each of ["form", "sure"]) part(this, each).hidden = each !== name;
    if (moved) part(this, name).querySelector("h2")?.focus();
  }

  async preview() {
    const missing = this.choice.value ? "" : say("orders.call.choose_first");
    slot(this, "session-error").textContent = missing;
    this.choice.setAttribute("aria-invalid", String(Boolean(missing)));
    if (missing) return this.choice.focus();
    if (!this.field.complete()) return;
    const { data } = await this.ask(this.path, { method: "POST", body: { preview: true } });
    if (!data) return;
    this.word = data.confirm;
    this.step("sure");
    this.sums(data);
    this.typed.value = "";
    this.settle();
  }

  /** @param {{orders: number, tickets: number, refund: number, by_method: Record<string, {orders: number, refund: number}>, confirm: string}} told */
  sums({ orders, tickets, refund, by_method: methods, confirm }) {
    slot(this, "what").textContent = `${slot(this, "title").textContent} ${this.choice.selectedOptions[0]?.textContent}`;
    slot(this, "orders").textContent = say("orders.call.orders", { n: orders });
    slot(this, "tickets").textContent = say("orders.call.units", { n: tickets });
    slot(this, "refund").textContent = money(refund);
    const rows = Object.entries(methods).filter(([, each]) => each.orders);
    part(this, "methods").hidden = !rows.length;
    slot(this, "methods").replaceChildren(...rows.map(([method, each]) => {
      const cells = [say("orders.call.orders", { n: each.orders }), money(each.refund), say(`money.refund_time.${method}`)];
      const row = document.createElement("tr");
      row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: say(`money.methods.${method}`) }), ...cells.map((words) => Object.assign(document.createElement("td"), { textContent: words })));
      return row;
    }));
    put(this, "nobody", orders ? "" : say("orders.call.none"));
    slot(this, "type").textContent = say("orders.call.type", { confirm });
    slot(this, "start").textContent = orders ? say("orders.call.start", { n: orders }) : say("orders.call.start_none");
  }

  settle() {
    slot(this, "start").setAttribute("aria-disabled", String(this.typed.value.trim() !== this.word));
  }

  async start() {
    if (this.typed.value.trim() !== this.word) return this.typed.focus();
    slot(this, "start").setAttribute("aria-busy", "true");
    const { data, error } = await this.ask(this.path, { method: "POST", body: { ...this.field.value, confirm: this.typed.value.trim() } });
    slot(this, "start").removeAttribute("aria-busy");
    if (data) location.hash = `#called-off/${encodeURIComponent(data.id)}`;
    else if (error?.field === "reason" || error?.field === "detail") this.step("form"), this.field.mark(error.field, error.message);
  }
}

customElements.define("call-off", CallOff);
