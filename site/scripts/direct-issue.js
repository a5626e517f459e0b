// <direct-issue>: 直接発行, to one person or to a list of guests that is tried before anything happens.
import { moment } from "./formats.js";
import { catalogue, local } from "./goods.js";
import { fresh } from "./nonce.js";
import { OwnerView } from "./owner-view.js";
import { address } from "./service.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

const { lang } = document.documentElement;

class DirectIssue extends OwnerView {
  get place() {
    return "issue";
  }

  connectedCallback() {
    this.one.addEventListener("submit", (event) => (event.preventDefault(), this.save()));
    this.one.addEventListener("change", (event) => event.target === this.field("item") && this.choose());
    this.list.addEventListener("submit", (event) => (event.preventDefault(), this.dry()));
    this.list.addEventListener("input", () => (part(this, "tried").hidden = true));
    /** @type {HTMLInputElement} */ (this.list.elements.namedItem("file")).addEventListener("change", (event) => this.read(event));
    slot(this, "issue-list").addEventListener("click", () => this.issueList());
    super.connectedCallback();
  }

  get one() {
    return /** @type {HTMLFormElement} */ (part(this, "one"));
  }

  get list() {
    return /** @type {HTMLFormElement} */ (part(this, "list"));
  }

  /** @param {string} name @returns {any} */
  field(name) {
    return this.one.elements.namedItem(name);
  }

  /** @param {string[]} parts */
  async show([id]) {
    this.shelf = await catalogue().catch(() => ({ items: [] }));
    const items = this.shelf.items.filter((/** @type {any} */ item) => !item.archived);
    this.field("item").replaceChildren(...items.map((/** @type {any} */ item) => new Option(local(item.title), item.id, false, item.id === id)));
    slot(this, "back").setAttribute("href", id ? `#holders/${encodeURIComponent(id)}` : "#");
    this.nonce = fresh();
    put(this, "done", "");
    this.choose();
  }

  /** Dates and ticket types of the chosen item. */
  choose() {
    const item = this.shelf.items.find((/** @type {any} */ each) => each.id === this.field("item").value);
    const event = item?.kind === "event";
    part(this, "event").hidden = !event;
    part(this, "units").hidden = item?.kind === "coupon";
    const coming = (item?.sessions ?? []).filter((/** @type {any} */ each) => Date.parse(each.ends ?? each.starts) > Date.now() - 86_400_000);
    this.field("session").replaceChildren(...(event ? coming : []).map((/** @type {any} */ each) => new Option(moment(each.starts), each.id)));
    this.field("ticket").replaceChildren(...(event ? item.tickets : []).map((/** @type {any} */ each) => new Option(local(each.name), each.id)));
    part(this, "tried").hidden = true;
  }

  async save() {
    this.wrong("");
    if (!this.field("email").value.trim() || !this.field("email").checkValidity()) return this.wrong("email", say("owner.issue.email_wrong"));
    const event = !part(this, "event").hidden;
    const body = { item: this.field("item").value, name: this.field("name").value, email: this.field("email").value, note: this.field("note").value, nonce: this.nonce };
    const units = part(this, "units").hidden ? {} : { units: Number(this.field("units").value) };
    const more = event ? { session: this.field("session").value, ticket: this.field("ticket").value } : {};
    const { data, error, words } = await this.ask("/api/issue", { method: "POST", body: { ...body, ...units, ...more } });
    if (error?.field) this.wrong(error.field, words);
    if (!data) return;
    this.nonce = fresh();
    put(this, "done", say("owner.issue.done", { name: body.name || body.email, title: data.tickets[0].title }));
    slot(this, "done").focus();
    for (const name of ["name", "email", "note"]) this.field(name).value = "";
  }

  /** Mark the field that the service named. @param {string} name @param {string} [words] */
  wrong(name, words = "") {
    for (const field of this.one.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const place of this.one.querySelectorAll(".field-error")) place.textContent = "";
    const field = name && this.field(name);
    if (!field) return;
    field.setAttribute("aria-invalid", "true");
    const place = this.one.querySelector(`#issue-${name}-error`);
    if (place) place.textContent = words;
    slot(this, "said").textContent = place ? "" : words;
    field.focus();
  }

  /** @param {Event} event */
  async read(event) {
    this.bytes = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    this.list.elements.namedItem("text")?.toggleAttribute("disabled", Boolean(this.bytes));
    part(this, "tried").hidden = true;
  }

  /** The list, tried or issued. @param {boolean} dry */
  async post(dry) {
    const query = new URLSearchParams({ item: this.field("item").value, lang });
    if (!part(this, "event").hidden) for (const name of ["session", "ticket"]) query.set(name, this.field(name).value);
    if (dry) query.set("dry_run", "1");
    else query.set("nonce", this.nonce ?? "");
    const body = this.bytes ?? /** @type {HTMLTextAreaElement} */ (this.list.elements.namedItem("text")).value;
    const sent = await fetch(address(`/api/issue?${query}`), { method: "POST", body, headers: { "Content-Type": "text/csv" }, credentials: "include" }).catch(() => null);
    const data = await sent?.json().catch(() => null);
    const words = sent?.ok ? "" : (data?.error?.message ?? say("common.unreachable"));
    slot(this, "said").textContent = words;
    return sent?.ok ? data : null;
  }

  async dry() {
    const data = await this.post(true);
    part(this, "tried").hidden = !data;
    if (!data) return;
    const errors = data.errors.map((/** @type {any} */ each) => Object.assign(document.createElement("li"), { textContent: say("owner.issue.wrong_line", { line: each.line, words: each.message }) }));
    slot(this, "errors").replaceChildren(...errors);
    put(this, "fits", say("owner.issue.fits", { n: data.rows.length, units: data.units }));
    const button = /** @type {HTMLButtonElement} */ (slot(this, "issue-list"));
    button.textContent = say("owner.issue.issue_list", { n: data.rows.length });
    button.disabled = errors.length > 0 || !data.rows.length;
    part(this, "tried").querySelector("h2")?.focus();
  }

  async issueList() {
    const button = slot(this, "issue-list");
    button.setAttribute("aria-busy", "true");
    const data = await this.post(false);
    button.removeAttribute("aria-busy");
    if (!data) return;
    this.nonce = fresh();
    this.list.reset();
    this.bytes = undefined;
    this.list.elements.namedItem("text")?.removeAttribute("disabled");
    part(this, "tried").hidden = true;
    put(this, "done", say("owner.issue.done_list", { n: data.issued }));
    slot(this, "done").focus();
  }
}

customElements.define("direct-issue", DirectIssue);
