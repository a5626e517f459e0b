// <account-list>: アカウント, the owners and leads: invite, role, notices, stop at once.
import { attempt } from "./attempt.js";
import { OwnerView } from "./owner-view.js";
import { copy, part, put, slot } from "./slots.js";
import { say } from "./words.js";

class AccountList extends OwnerView {
  get place() {
    return "accounts";
  }

  connectedCallback() {
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.invite()));
    slot(this, "accounts").addEventListener("change", (event) => this.changed(event));
    slot(this, "accounts").addEventListener("click", (event) => this.pressed(event));
    slot(this, "leave").addEventListener("click", () => this.leaveShop());
    super.connectedCallback();
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  async show() {
    const { data } = await this.ask("/api/accounts");
    if (data) slot(this, "accounts").replaceChildren(...data.accounts.map((/** @type {any} */ each) => this.row(each)));
  }

  /** @param {any} account */
  row(account) {
    const row = copy(this, "row");
    row.dataset.id = account.id;
    row.classList.toggle("is-off", Boolean(account.stopped_at));
    slot(row, "name").textContent = account.name;
    slot(row, "note").textContent = [account.me ? say("owner.accounts.me") : "", account.email || say("owner.accounts.no_mail"), account.stopped_at ? say("owner.accounts.stopped") : ""].filter(Boolean).join(" / ");
    const role = /** @type {HTMLSelectElement} */ (row.querySelector("select"));
    role.value = account.role;
    role.setAttribute("aria-label", `${account.name} ${say("owner.accounts.role")}`);
    for (const name of ["notify_new", "notify_cancel"]) {
      const tick = /** @type {HTMLInputElement} */ (row.querySelector(`[name=${name}]`));
      tick.checked = account[name];
      tick.disabled = !account.email;
    }
    const stop = slot(row, "stop");
    stop.textContent = say(account.stopped_at ? "owner.accounts.resume" : "owner.accounts.stop");
    stop.setAttribute("aria-label", `${account.name} ${stop.textContent}`);
    stop.dataset.resume = String(Boolean(account.stopped_at));
    stop.hidden = account.me;
    slot(row, "link").hidden = !account.email || Boolean(account.stopped_at);
    slot(row, "link").setAttribute("aria-label", `${account.name} ${say("owner.accounts.link")}`);
    return row;
  }

  /** @param {Event} event */
  async changed(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const value = field.type === "checkbox" ? field.checked : field.value;
    await this.post(field, "", { [field.name]: value });
  }

  /** @param {Event} event */
  async pressed(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    if (button.dataset.slot === "link") return this.post(button, "/link", {});
    await this.post(button, "/stop", button.dataset.resume === "true" ? { resume: true } : {});
  }

  /** @param {Element} from @param {string} path @param {Record<string, unknown>} body */
  async post(from, path, body) {
    const row = /** @type {HTMLElement} */ (from.closest("[data-id]"));
    const { data, words } = await attempt(`/api/accounts/${row.dataset.id}${path}`, { method: "POST", body });
    slot(this, "said").textContent = words;
    put(this, "done", words ? "" : say(path === "/link" ? "owner.accounts.linked" : "owner.accounts.saved"));
    if (words) return this.show();
    if (!data?.id) return;
    const fresh = this.row(data);
    const name = from.getAttribute("name") ?? from.getAttribute("data-slot");
    row.replaceWith(fresh);
    /** @type {HTMLElement | null} */ (fresh.querySelector(`[name="${name}"], [data-slot="${name}"]`))?.focus();
  }

  /** Signed out on this device alone; the page begins anew with the sign-in. */
  async leaveShop() {
    const { words } = await this.ask("/api/sign-out", { method: "POST", body: {} });
    if (words) return;
    location.hash = "";
    location.reload();
  }

  async invite() {
    const given = Object.fromEntries(new FormData(this.form));
    const email = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("email"));
    const wrong = !email.value || !email.checkValidity();
    if (wrong) email.setAttribute("aria-invalid", "true");
    else email.removeAttribute("aria-invalid");
    slot(this, "email-error").textContent = wrong ? say("owner.issue.email_wrong") : "";
    if (wrong) return email.focus();
    const { data } = await this.ask("/api/accounts", { method: "POST", body: { ...given, name: given.name || given.email } });
    if (!data) return;
    this.form.reset();
    await this.show();
    put(this, "done", say("owner.accounts.invited", { mail: data.email }));
    slot(this, "done").focus();
  }
}

customElements.define("account-list", AccountList);
