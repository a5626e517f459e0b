// Loads the script of an owner's screen when the address first names it: whoever looks at numbers needs nothing of refunds.
import { place } from "./owner-view.js";

/** @param {boolean} moved by the person, so that the heading takes the focus */
async function load(moved) {
  const { name } = place();
  for (const screen of document.querySelectorAll("[data-script]")) {
    const { screen: mine, script } = /** @type {HTMLElement} */ (screen).dataset;
    if (mine !== name || !script) continue;
    screen.removeAttribute("data-script");
    await import(script);
    if (moved) await /** @type {any} */ (screen).showing;
    if (moved) /** @type {any} */ (screen).focusHeading();
  }
}

/** On paper a filter that is left open says nothing. */
function markGiven() {
  for (const field of document.querySelectorAll(".filter .field")) {
    const asked = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (field.querySelector("input, select"));
    field.toggleAttribute("data-given", Boolean(asked?.value));
  }
}

window.addEventListener("beforeprint", markGiven);
window.addEventListener("hashchange", () => load(true));
load(false);
