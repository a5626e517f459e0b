// <owner-person>: この人のデータ, `#person/U-…`: their own copy, and erasing name, mail and phone.
import { day } from "./far-days.js";
import { OwnerView } from "./owner-view.js";
import { twice } from "./second-look.js";
import { address } from "./service.js";
import { knownTags, tag } from "./known-tags.js";
import { copy, facts, part, put, slot } from "./slots.js";
import { say } from "./words.js";

class OwnerPerson extends OwnerView {
  #id = "";

  get place() {
    return "person";
  }

  connectedCallback() {
    twice(/** @type {HTMLButtonElement} */ (slot(this, "forget")), say("person.sure"), () => this.forget());
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.add()));
    slot(this, "tags").addEventListener("click", (event) => this.pressed(event));
    super.connectedCallback();
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @param {string[]} parts */
  async show([id = ""]) {
    this.#id = id;
    put(this, "done", "");
    const { data } = await this.ask(this.path("data"));
    part(this, "known").hidden = !data;
    part(this, "unknown").hidden = Boolean(data);
    if (!data) return;
    const { customer, orders, tickets } = data;
    facts(slot(this, "facts"), [
      [say("person.id"), customer.id], [say("person.name"), customer.name], [say("person.email"), customer.email], [say("person.phone"), customer.phone],
      [say("person.since"), day(customer.since)], [say("person.orders"), String(orders.length)], [say("person.tickets"), String(tickets.length)],
    ]);
    put(this, "tagged", "");
    this.tags(customer.tags);
    await knownTags(this);
    slot(this, "copy").setAttribute("href", address(this.path("data")));
    const weighed = await this.ask(this.path("forget"), { method: "POST", body: { preview: true } });
    /** @type {HTMLButtonElement} */ (slot(this, "forget")).disabled = !weighed.data;
    put(this, "alive", weighed.data?.alive ? say("person.alive", { n: weighed.data.alive }) : "");
  }

  /** @param {string[]} tags */
  tags(tags) {
    slot(this, "tags").replaceChildren(...tags.map((name) => {
      const chip = copy(this, "tag");
      slot(chip, "name").textContent = name;
      slot(chip, "remove").dataset.tag = name;
      slot(chip, "remove").setAttribute("aria-label", say("owner.tags.remove", { tag: name }));
      return chip;
    }));
  }

  async add() {
    const field = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("add"));
    const name = field.value.trim();
    if (name && (await this.change({ add: [name] }, say("owner.tags.added", { tag: name })))) field.value = "";
    field.focus();
  }

  /** @param {Event} event */
  async pressed(event) {
    const name = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.tag;
    if (name) await this.change({ remove: [name] }, say("owner.tags.removed", { tag: name }));
    if (name) this.form.querySelector("input")?.focus();
  }

  /** @param {{add?: string[], remove?: string[]}} what @param {string} words when it worked */
  async change(what, words) {
    const { data } = await tag(this, [this.#id], what);
    put(this, "tagged", data ? words : "");
    if (data) this.tags(data.customers[0].tags);
    return Boolean(data);
  }

  async forget() {
    const { data } = await this.ask(this.path("forget"), { method: "POST", body: { anyway: true } });
    if (!data) return;
    part(this, "known").hidden = true;
    put(this, "done", say("person.done"));
  }

  /** @param {string} what */
  path(what) {
    return `/api/customers/${encodeURIComponent(this.#id)}/${what}`;
  }
}

customElements.define("owner-person", OwnerPerson);
