// <door-more>: settings of this device, practice, the home screen, and going home.
import "./door-paper.js";
import "./practice-tickets.js";
import { attempt } from "./attempt.js";
import { set, settings } from "./door-settings.js";
import { part } from "./slots.js";

class DoorMore extends HTMLElement {
  connectedCallback() {
    const known = settings();
    for (const [name, yes] of Object.entries(known)) {
      const box = /** @type {HTMLInputElement | null} */ (this.querySelector(`[name=${name}]`));
      if (box) box.checked = yes;
      box?.addEventListener("change", () => this.tell("settings", set({ [name]: box.checked })));
    }
    queueMicrotask(() => this.tell("settings", known));
    this.querySelector("[data-practice-start]")?.addEventListener("click", () => this.tell("practice", true));
    this.querySelector("[data-sign-out]")?.addEventListener("click", () => this.signOut());
    this.homeScreen();
  }

  /** A hint where the page is not on the home screen yet; where the browser offers it, a button. */
  homeScreen() {
    const home = part(this, "home");
    const onHome = matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone;
    home.hidden = Boolean(onHome);
    const apple = /iPhone|iPad|Macintosh.*Mobile/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
    part(this, "apple").hidden = !apple;
    part(this, "android").hidden = apple;
    const button = part(this, "install");
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      button.hidden = false;
      button.onclick = () => /** @type {any} */ (event).prompt();
    });
  }

  async signOut() {
    const { status } = await attempt("/api/sign-out", { method: "POST", body: {} });
    if (status) this.tell("signed-out", null);
  }

  /** @param {string} name @param {unknown} detail */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("door-more", DoorMore);
