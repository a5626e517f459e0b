// <hook-list>: 外部連携. The systems that are told what happens, and a form for one more; keys and vacancies are beside it.
import "./availability-link.js";
import "./key-list.js";
import "./shown-once.js";
import { about, called, event, standing } from "./hook-words.js";
import { OwnerView } from "./owner-view.js";
import { copy, part, slot } from "./slots.js";
import { say } from "./words.js";

class HookList extends OwnerView {
  get place() {
    return "systems";
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  connectedCallback() {
    this.form.addEventListener("submit", (submitted) => (submitted.preventDefault(), this.add()));
    this.form.addEventListener("change", () => (slot(this, "types").hidden = this.form.what.value !== "some"));
    super.connectedCallback();
  }

  async show() {
    const { data } = await this.ask("/api/hooks");
    if (!data) return;
    part(this, "none").hidden = data.hooks.length > 0;
    slot(this, "hooks").replaceChildren(...data.hooks.map((/** @type {any} */ each) => this.row(each)));
    if (!slot(this, "types").childElementCount) slot(this, "types").append(...this.choices(data.types));
    await /** @type {any} */ (this.querySelector("key-list")).show();
  }

  /** @param {import("./hook-words.js").Hook} hook */
  row(hook) {
    const row = copy(this, "hook");
    slot(row, "link").setAttribute("href", `#hook/${encodeURIComponent(hook.id)}`);
    slot(row, "name").textContent = called(hook);
    slot(row, "note").textContent = about(hook);
    standing(slot(row, "state"), hook);
    return row;
  }

  /** The types of events as ticks, one group for orders, one for tickets and so on. @param {string[]} types */
  choices(types) {
    const groups = [...new Set(types.map((type) => type.split(".")[0]))];
    return groups.map((name) => {
      const group = copy(this, "group");
      /** @type {HTMLElement} */ (group.querySelector("legend")).textContent = say(`systems.event.group.${name}`);
      group.append(...types.filter((type) => type.startsWith(`${name}.`)).map((type) => {
        const choice = copy(this, "choice");
        Object.assign(/** @type {HTMLInputElement} */ (choice.querySelector("input")), { name: "events", value: type });
        /** @type {HTMLElement} */ (choice.querySelector("span")).textContent = event(type);
        return choice;
      }));
      return group;
    });
  }

  async add() {
    const url = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("url"));
    const given = new FormData(this.form);
    const events = this.form.what.value === "some" ? given.getAll("events") : [];
    slot(this, "types-error").textContent = this.form.what.value === "some" && !events.length ? say("systems.hooks.some_missing") : "";
    this.mark(url, url.value && url.checkValidity() ? "" : say("systems.hooks.url_wrong"));
    if (slot(this, "url-error").textContent) return url.focus();
    if (slot(this, "types-error").textContent) return /** @type {HTMLElement | null} */ (this.querySelector("input[name=events]"))?.focus();
    const { data, error } = await this.ask("/api/hooks", { method: "POST", body: { url: url.value, events, note: given.get("note") } });
    if (error?.code === "bad_url") return (this.mark(url, error.message), (slot(this, "said").textContent = ""), url.focus());
    if (!data) return;
    this.form.reset();
    slot(this, "types").hidden = true;
    /** @type {HTMLDetailsElement} */ (this.form.parentElement).open = false;
    await this.show();
    /** @type {any} */ (this.querySelector("shown-once")).show(say("systems.hooks.added"), data.secret);
  }

  /** @param {HTMLInputElement} field @param {string} words what is wrong with it */
  mark(field, words) {
    field.setAttribute("aria-invalid", String(Boolean(words)));
    slot(this, "url-error").textContent = words;
  }
}

customElements.define("hook-list", HookList);
