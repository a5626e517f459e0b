// <key-list>: the keys that other systems read with; each is shown once, and can be stopped.
import { attempt } from "./attempt.js";
import { moment } from "./formats.js";
import { twice } from "./second-look.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";

const list = new Intl.ListFormat(document.documentElement.lang);

class KeyList extends HTMLElement {
  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  connectedCallback() {
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.add()));
  }

  async show() {
    const { data, words } = await attempt("/api/keys");
    slot(this, "said").textContent = words;
    if (!data) return;
    part(this, "none").hidden = data.keys.length > 0;
    slot(this, "keys").replaceChildren(...data.keys.map((/** @type {any} */ each) => this.row(each)));
    if (slot(this, "scopes").childElementCount) return;
    slot(this, "scopes").append(...data.scopes.map((/** @type {string} */ scope) => {
      const choice = copy(/** @type {ParentNode} */ (this.closest("hook-list")), "choice");
      Object.assign(/** @type {HTMLInputElement} */ (choice.querySelector("input")), { name: "scopes", value: scope });
      /** @type {HTMLElement} */ (choice.querySelector("span")).textContent = say(`systems.scope.${scope}`);
      return choice;
    }));
  }

  /** @param {any} key */
  row(key) {
    const row = copy(this, "row");
    row.classList.toggle("is-off", Boolean(key.stopped_at));
    slot(row, "name").textContent = key.name;
    const used = key.last_used_at ? say("systems.keys.last", { time: moment(key.last_used_at) }) : say("systems.keys.never");
    const scopes = key.scopes.map((/** @type {string} */ scope) => say(`systems.scope.${scope}`));
    slot(row, "note").textContent = [list.format(scopes), key.stopped_at ? say("systems.keys.ended") : used].join(" / ");
    const stop = /** @type {HTMLButtonElement} */ (slot(row, "stop"));
    stop.hidden = Boolean(key.stopped_at);
    stop.textContent = say("systems.keys.stop");
    stop.setAttribute("aria-label", say("systems.keys.stop_of", { name: key.name }));
    twice(stop, say("systems.keys.sure"), () => this.stop(key.id));
    return row;
  }

  async add() {
    const given = new FormData(this.form);
    const name = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("name"));
    const scopes = given.getAll("scopes");
    slot(this, "name-error").textContent = name.value.trim() ? "" : say("systems.keys.name_missing");
    slot(this, "scopes-error").textContent = scopes.length ? "" : say("systems.keys.scopes_missing");
    name.setAttribute("aria-invalid", String(!name.value.trim()));
    if (!name.value.trim()) return name.focus();
    if (!scopes.length) return /** @type {HTMLElement | null} */ (this.querySelector("input[name=scopes]"))?.focus();
    const { data, words } = await attempt("/api/keys", { method: "POST", body: { name: name.value, scopes } });
    slot(this, "said").textContent = words;
    if (!data) return;
    this.form.reset();
    /** @type {HTMLDetailsElement} */ (this.form.parentElement).open = false;
    put(this, "done", "");
    await this.show();
    /** @type {any} */ (this.querySelector("shown-once")).show(say("systems.keys.added"), data.key);
  }

  /** @param {string} id */
  async stop(id) {
    const { words } = await attempt(`/api/keys/${encodeURIComponent(id)}`, { method: "DELETE" });
    slot(this, "said").textContent = words;
    if (words) return;
    /** @type {any} */ (this.querySelector("shown-once")).forget();
    await this.show();
    put(this, "done", say("systems.keys.stopped"));
    slot(this, "done").focus();
  }
}

customElements.define("key-list", KeyList);
