// <owner-person>: この人のデータ, `#person/U-…`: their own copy, and erasing name, mail and phone.
import { day } from "./formats.js";
import { OwnerView } from "./owner-view.js";
import { twice } from "./second-look.js";
import { address } from "./service.js";
import { facts, part, put, slot } from "./slots.js";
import { say } from "./words.js";

class OwnerPerson extends OwnerView {
  #id = "";

  get place() {
    return "person";
  }

  connectedCallback() {
    twice(/** @type {HTMLButtonElement} */ (slot(this, "forget")), say("person.sure"), () => this.forget());
    super.connectedCallback();
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
      [say("person.tags"), customer.tags], [say("person.since"), day(customer.since)], [say("person.orders"), String(orders.length)], [say("person.tickets"), String(tickets.length)],
    ]);
    slot(this, "copy").setAttribute("href", address(this.path("data")));
    const weighed = await this.ask(this.path("forget"), { method: "POST", body: { preview: true } });
    /** @type {HTMLButtonElement} */ (slot(this, "forget")).disabled = !weighed.data;
    put(this, "alive", weighed.data?.alive ? say("person.alive", { n: weighed.data.alive }) : "");
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
