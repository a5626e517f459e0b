// A link made for somebody, shown inside `[data-part=handed]`: as a field to copy, for an app, or as a QR.
import { part, slot } from "./slots.js";
import { say } from "./words.js";

/**
 * Show it; the app's own sheet opens at once where there is one and it was asked for.
 * @param {HTMLElement} host
 * @param {{url: string, text: string, qr?: boolean, send?: boolean}} link
 */
export function hand(host, { url, text, qr = false, send = false }) {
  const box = part(host, "handed");
  const field = /** @type {HTMLInputElement} */ (slot(box, "url"));
  const [copy, app] = [slot(box, "copy"), slot(box, "app")];
  box.hidden = false;
  field.value = url;
  field.onfocus = () => field.select();
  part(box, "qr").hidden = part(box, "qr-hint").hidden = !qr;
  part(box, "qr").replaceChildren(...(qr ? [picture(url)] : []));
  copy.textContent = say("hold.give.copy");
  copy.onclick = () => copied(field, copy);
  app.hidden = !navigator.share;
  app.onclick = () => sheet(url, text);
  if (send && navigator.share) sheet(url, text);
  else (qr ? part(box, "qr") : copy).scrollIntoView({ block: "nearest" });
}

/** The link as a QR, which the service draws. @param {string} url */
function picture(url) {
  return Object.assign(new Image(228, 228), { alt: say("hold.give.qr_alt"), src: `${new URL(url).pathname}/qr.svg` });
}

/** @param {HTMLElement} host */
export function unhand(host) {
  part(host, "handed").hidden = true;
}

/** @param {string} url @param {string} text */
function sheet(url, text) {
  navigator.share({ url, text }).catch(() => {}); // closing the sheet is no mistake; the link stays on the page
}

/** @param {HTMLInputElement} field @param {HTMLElement} button */
async function copied(field, button) {
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = say("hold.give.copied");
  } catch {
    field.focus(); // without the right to copy, it is selected for the person to copy
  }
}
