// <owner-data>: データ; the last backup and a new one, everything as a download, and the commands that read it in again.
import "./copy-line.js";
import { moment, size } from "./formats.js";
import { OwnerView } from "./owner-view.js";
import { address } from "./service.js";
import { facts, part, slot } from "./slots.js";
import { say } from "./words.js";

class OwnerData extends OwnerView {
  get place() {
    return "data";
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  connectedCallback() {
    this.form.action = address("/api/export");
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.take()));
    slot(this, "now").addEventListener("click", () => this.backUp());
    super.connectedCallback();
  }

  async show() {
    slot(this, "done").textContent = slot(this, "begun").textContent = "";
    await this.look();
  }

  /** What the service knows; whether this person may. */
  async look() {
    const { data } = await this.ask("/api/keeping");
    part(this, "mine").hidden = !data;
    if (!data) return false;
    const { backup, export: taken, file } = data;
    slot(this, "no-backup").hidden = Boolean(backup);
    facts(slot(this, "backup"), backup ? [[say("data.backup.last"), moment(backup.at)], [say("data.backup.place"), backup.place], [say("data.backup.size"), size(backup.bytes)]] : []);
    part(this, "restore").hidden = !backup;
    this.line("restore", `mogiri restore ${word(backup?.place ?? "")} --over`);
    slot(this, "no-export").hidden = Boolean(taken);
    facts(slot(this, "export"), taken ? [[say("data.export.last"), moment(taken.at)]] : []);
    this.line("try", `mogiri import ${file} --dry-run`);
    this.line("do", `mogiri import ${file}`);
    return true;
  }

  /** @param {string} name @param {string} words */
  line(name, words) {
    /** @type {any} */ (slot(this, name).closest("copy-line")).show(words);
  }

  async backUp() {
    const button = /** @type {HTMLButtonElement} */ (slot(this, "now"));
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    slot(this, "done").textContent = say("data.backup.working");
    const { data, words } = await this.ask("/api/backup", { method: "POST" });
    button.removeAttribute("aria-busy");
    slot(this, "done").textContent = data ? say("data.backup.done") : "";
    if (await this.look()) slot(this, "said").textContent = words;
  }

  /** The browser takes the file itself, however large; it would leave the page for a refusal, so that is asked for first. */
  async take() {
    slot(this, "begun").textContent = "";
    if (!(await this.look())) return;
    this.form.submit();
    slot(this, "begun").textContent = say("data.export.begun");
  }
}

/** As a shell reads it. @param {string} text */
function word(text) {
  return /^[\w./-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

customElements.define("owner-data", OwnerData);
