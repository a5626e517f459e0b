// <coupon-send>: クーポンを送る, to one, to the chosen, or to a segment with a live count, now or at a time. The mail is looked at first.
import "./planned-sendings.js";
import { OwnerView } from "./owner-view.js";
import { catalogue, local } from "./goods.js";
import { moment } from "./formats.js";
import { offerTags } from "./known-tags.js";
import { fresh } from "./nonce.js";
import { part, put, slot } from "./slots.js";
import { say } from "./words.js";

class CouponSend extends OwnerView {
  get place() {
    return "send";
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  connectedCallback() {
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.look()));
    this.form.addEventListener("input", () => this.changed());
    slot(this, "sure").addEventListener("click", () => this.send());
    slot(this, "back").addEventListener("click", () => this.stage("form"));
    slot(this, "test").addEventListener("click", () => this.test());
    super.connectedCallback();
  }

  /** @param {string[]} parts @param {URLSearchParams} query */
  async show([id], query) {
    const shelf = await catalogue().catch(() => ({ items: [] }));
    const coupons = shelf.items.filter((/** @type {any} */ item) => item.kind === "coupon" && !item.archived);
    const field = this.field("coupon");
    field.replaceChildren(...coupons.map((/** @type {any} */ item) => new Option(local(item.title), item.id, false, item.id === id)));
    this.field("bought").replaceChildren(new Option(say("owner.send.anything"), ""), ...shelf.items.map((/** @type {any} */ item) => new Option(local(item.title), item.id)));
    await offerTags(this.field("tag"));
    part(this, "none").hidden = coupons.length > 0;
    if (query.get("chosen")) {
      this.field("addresses").value = JSON.parse(sessionStorage.getItem("mogiri.chosen") ?? "[]").join("\n");
      /** @type {HTMLInputElement} */ (this.querySelector("[name=who][value=some]")).checked = true;
    }
    this.nonce = fresh();
    put(this, "done", "");
    this.stage(coupons.length ? "form" : "none");
    this.changed();
    await this.planned();
  }

  /** What is planned, anew. @returns {Promise<void>} */
  planned() {
    return /** @type {any} */ (this.querySelector("planned-sendings")).fill();
  }

  /** The time at which it is to leave, in the shop's own; empty for now. */
  get at() {
    return this.field("when").value === "later" ? this.field("at").value : "";
  }

  /** @param {string} name @returns {any} */
  field(name) {
    return this.form.elements.namedItem(name);
  }

  /** @returns {Record<string, unknown>} whom it goes to */
  whom() {
    if (this.field("who").value === "some") return { to: this.field("addresses").value.split(/[\s,;、]+/).filter(Boolean) };
    /** @type {Record<string, unknown>} */
    const segment = {};
    if (Number(this.field("came").value)) segment.came = Number(this.field("came").value);
    for (const name of ["not_since", "bought", "tag"]) if (this.field(name).value) segment[name] = this.field(name).value;
    return { segment };
  }

  /** Count anew a moment after the last change. */
  changed() {
    const some = this.field("who").value === "some";
    part(this, "some").hidden = !some;
    part(this, "segment").hidden = some;
    part(this, "at").hidden = this.field("when").value !== "later";
    this.timely("");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.count(), 250);
  }

  /** Say what is wrong with the time. @param {string} words */
  timely(words) {
    this.field("at").toggleAttribute("aria-invalid", Boolean(words));
    slot(this, "at-error").textContent = words;
  }

  get path() {
    return `/api/coupons/${encodeURIComponent(this.field("coupon").value)}/send`;
  }

  /** @returns {Promise<any>} */
  async count() {
    const whom = this.whom();
    const nobody = "to" in whom && !(/** @type {string[]} */ (whom.to).length);
    if (nobody || !this.field("coupon").value) return (slot(this, "count").textContent = "");
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const { data } = await this.ask(this.path, { method: "POST", body: { ...whom, dry_run: true } });
    if (turn !== this.turn) return null;
    slot(this, "count").textContent = data ? this.told(data) : "";
    return data;
  }

  /** @param {{recipients: number, skipped: number}} audience */
  told({ recipients, skipped }) {
    return [say("owner.send.recipients", { n: recipients }), skipped ? say("owner.send.skipped", { n: skipped }) : ""].filter(Boolean).join(" ");
  }

  async look() {
    if (this.field("when").value === "later" && !this.at) return (this.timely(say("owner.send.at_missing")), this.field("at").focus());
    clearTimeout(this.timer); // a later count would take this one's place
    const data = await this.count();
    if (!data || typeof data === "string") return (this.field("addresses").checkVisibility() && this.field("addresses").focus());
    slot(this, "audience").textContent = this.told(data);
    slot(this, "subject").textContent = data.mail.subject;
    slot(this, "text").textContent = data.mail.text;
    slot(this, "sure").textContent = this.at ? say("owner.send.plan") : say("owner.send.sure", { n: data.recipients });
    /** @type {HTMLButtonElement} */ (slot(this, "sure")).disabled = !data.recipients && !this.at;
    put(this, "tested", "");
    this.stage("preview");
    part(this, "preview").querySelector("h2")?.focus();
  }

  async test() {
    const { data } = await this.ask(this.path, { method: "POST", body: { test: true } });
    put(this, "tested", data ? say("owner.send.tested", { mail: data.test }) : "");
  }

  async send() {
    const button = slot(this, "sure");
    button.setAttribute("aria-busy", "true");
    const { data, error, words } = await this.ask(this.path, { method: "POST", body: { ...this.whom(), nonce: this.nonce, at: this.at || null } });
    button.removeAttribute("aria-busy");
    if (error?.field === "at") {
      slot(this, "said").textContent = ""; // it stands at the field
      this.stage("form");
      this.timely(words);
      return this.field("at").focus();
    }
    if (!data) return;
    this.nonce = fresh();
    await this.planned();
    put(this, "done", data.sending ? say("owner.send.planned", { when: moment(data.sending.at) }) : [say("owner.send.done", { n: data.sent }), data.skipped ? say("owner.send.skipped", { n: data.skipped }) : ""].filter(Boolean).join(" "));
    this.stage("form");
    slot(this, "done").focus();
  }

  /** @param {string} name */
  stage(name) {
    this.form.hidden = name !== "form";
    part(this, "preview").hidden = name !== "preview";
  }
}

customElements.define("coupon-send", CouponSend);
