// The terms of an item for the confirmation screen, read from its own sale page: both say the same, always.
import { here } from "./service.js";

/** @type {Map<string, Promise<Record<string, DocumentFragment>>>} */
const known = new Map();

/**
 * Sentences by name (`cancel`, `period`, `provision`, `resale`, `notes`, `agree`) of the item whose page has this path.
 * @param {string} path
 * @returns {Promise<Record<string, DocumentFragment>>}
 */
export function terms(path) {
  const kept = known.get(path) ?? read(path);
  known.set(path, kept);
  kept.catch(() => known.delete(path));
  return kept;
}

/** @param {string} path */
async function read(path) {
  const response = await fetch(here(path));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const template = /** @type {HTMLTemplateElement | null} */ (page.getElementById("terms"));
  /** @type {Record<string, DocumentFragment>} */
  const found = {};
  for (const part of template?.content.querySelectorAll("[data-term]") ?? []) {
    const sentences = document.createDocumentFragment();
    sentences.append(...[...part.childNodes].map((node) => document.importNode(node, true)));
    found[/** @type {HTMLElement} */ (part).dataset.term ?? ""] = sentences;
  }
  return found;
}
