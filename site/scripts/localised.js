// Text that comes in several languages: the page's one, else the first there is.

const { lang } = document.documentElement;

/** @typedef {string | Record<string, string>} Localised */

/** @param {Localised | null | undefined} text */
export function local(text) {
  if (!text || typeof text === "string") return text ?? "";
  return text[lang] ?? Object.values(text)[0] ?? "";
}
