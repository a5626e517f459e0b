// Through whom somebody came: `?channel=NAME` in the address of any page, kept for this tab; a link opened in a new one takes it along.

const KEY = "mogiri.channel";
const LONG = 60;

let name = new URLSearchParams(location.search).get("channel")?.slice(0, LONG) ?? "";
try {
  if (name) sessionStorage.setItem(KEY, name);
  else name = sessionStorage.getItem(KEY) ?? "";
} catch {
  // Where storage is forbidden it is known on this page only.
}

/** The name a link gave, whether or not there is such a partner; empty for who came by themselves. */
export const came = name;

/** @param {Event} event that may open a new tab, which would not know */
function carry(event) {
  const plain = event.type === "click" && !["ctrlKey", "metaKey", "shiftKey"].some((key) => /** @type {any} */ (event)[key]);
  const link = plain ? null : /** @type {HTMLElement} */ (event.target).closest("a");
  if (!link?.href || link.origin !== location.origin) return;
  const address = new URL(link.href);
  address.searchParams.set("channel", came);
  link.href = address.href;
}

if (came) for (const type of ["click", "auxclick", "contextmenu"]) document.addEventListener(type, carry, true);
