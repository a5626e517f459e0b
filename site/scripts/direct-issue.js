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
    this.one.addEventListener("input", () => this.doubt(""));
    slot(this, "anyway").addEventListener("click", () => this.save(true));
    slot(this, "leave").addEventListener("click", () => (this.doubt(""), this.field("units").focus()));
    this.list.addEventListener("input", (event) => (event.target === this.meant ? this.ready() : (part(this, "tried").hidden = true)));
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

  /** The tick that the lines beyond a limit are meant. */
  get meant() {
    return /** @type {HTMLInputElement} */ (this.list.elements.namedItem("anyway"));
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
    this.doubt("");
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

  /** @param {boolean} [anyway] the owner has read who would have more than the limit, and means it */
  async save(anyway = false) {
    this.wrong("");
    this.doubt("");
    if (!this.field("email").value.trim() || !this.field("email").checkValidity()) return this.wrong("email", say("owner.issue.email_wrong"));
    const event = !part(this, "event").hidden;
    const body = { item: this.field("item").value, name: this.field("name").value, email: this.field("email").value, note: this.field("note").value, nonce: this.nonce, anyway };
    const units = part(this, "units").hidden ? {} : { units: Number(this.field("units").value) };
    const more = event ? { session: this.field("session").value, ticket: this.field("ticket").value } : {};
    const { data, error, words } = await this.ask("/api/issue", { method: "POST", body: { ...body, ...units, ...more } });
    if (error?.code.startsWith("over_limit")) return this.doubt(words);
    if (error?.field) this.wrong(error.field, words);
    if (!data) return;
    this.nonce = fresh();
    put(this, "done", say("owner.issue.done", { name: body.name || body.email, title: data.tickets[0].title }));
    slot(this, "done").focus();
    for (const name of ["name", "email", "note"]) this.field(name).value = "";
  }

  /** Say who would have more than the limit, in place of the button; without words that is over. @param {string} words */
  doubt(words) {
    slot(this, "doubt").textContent = words;
    part(this, "doubt").hidden = !words;
    part(this, "go").hidden = Boolean(words);
    if (!words) return;
    slot(this, "said").textContent = "";
    slot(this, "doubt").focus();
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
    if (!dry && this.meant.checked) query.set("anyway", "1");
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
    for (const kind of ["errors", "warnings"]) {
      const lines = data[kind].map((/** @type {any} */ each) => Object.assign(document.createElement("li"), { textContent: say("owner.issue.wrong_line", { line: each.line, words: each.message }) }));
      slot(this, kind).replaceChildren(...lines);
    }
    put(this, "fits", say("owner.issue.fits", { n: data.rows.length, units: data.units }));
    const doubts = data.warnings.length;
    part(this, "mean").hidden = !doubts;
    slot(this, "mean").textContent = doubts ? say("owner.issue.mean", { n: doubts }) : "";
    this.meant.checked = false;
    this.fits = !data.errors.length && data.rows.length > 0;
    slot(this, "issue-list").textContent = say("owner.issue.issue_list", { n: data.rows.length });
    this.ready();
    part(this, "tried").querySelector("h2")?.focus();
  }

  /** It can be issued when nothing is wrong, and what is doubtful is meant. */
  ready() {
    const meant = part(this, "mean").hidden || this.meant.checked;
    /** @type {HTMLButtonElement} */ (slot(this, "issue-list")).disabled = !this.fits || !meant;
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
