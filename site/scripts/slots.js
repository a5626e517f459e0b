// The places of an element that its script fills: `data-slot` for words, `data-part` for what comes and goes.

/** @param {ParentNode} host @param {string} name @returns {HTMLElement} */
export function slot(host, name) {
  return /** @type {HTMLElement} */ (host.querySelector(`[data-slot="${name}"]`));
}

/** @param {ParentNode} host @param {string} name @returns {HTMLElement} */
export function part(host, name) {
  return /** @type {HTMLElement} */ (host.querySelector(`[data-part="${name}"]`));
}

/** Put words into a place; an empty one is hidden. @param {ParentNode} host @param {string} name @param {string} words */
export function put(host, name, words) {
  const place = slot(host, name);
  if (place.textContent !== words) place.textContent = words;
  place.hidden = !words;
}

/** A copy of a template of the element. @param {ParentNode} host @param {string} name */
export function copy(host, name) {
  const template = /** @type {HTMLTemplateElement} */ (part(host, name));
  return /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (template.content.cloneNode(true)).firstElementChild);
}

/** Name and value below each other; what has no value is left out. @param {Element} list a dl @param {[string, string][]} rows */
export function facts(list, rows) {
  list.replaceChildren(...rows.filter(([, value]) => value).map(([name, value]) => {
    const row = document.createElement("div");
    row.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: value }));
    return row;
  }));
}
