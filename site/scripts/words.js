// Words for scripts, from the data block that the template put into the page.

/** @type {Record<string, unknown>} */
const table = JSON.parse(document.getElementById("words")?.textContent || "{}");
const plural = new Intl.PluralRules(document.documentElement.lang);

/**
 * Whether there are words under a key such as "refusals.sold_out".
 * @param {string} key
 */
export function known(key) {
  return entry(key) !== undefined;
}

/**
 * The words under a key with `{name}` filled in; `n` chooses the plural form.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  let text = entry(key);
  if (text && typeof text === "object") {
    const forms = /** @type {Record<string, string>} */ (text);
    text = forms[plural.select(Number(values.n ?? 0))] ?? forms.other;
  }
  return String(text ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * The words under a key that count things of a kind; passes are counted otherwise than tickets and vouchers.
 * @param {string} key
 * @param {string | undefined} kind
 * @param {Record<string, string | number>} [values]
 */
export function sayOf(key, kind, values) {
  return say(kind === "pass" ? `${key}_pass` : key, values);
}

/** @param {string} key */
function entry(key) {
  return key.split(".").reduce((/** @type {any} */ part, name) => part?.[name], table);
}
