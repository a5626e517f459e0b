// The tags that customers have: offered where one is chosen or typed, given and taken.
import { attempt } from "./attempt.js";

/** @typedef {{ask(path: string, options?: object): Promise<import("./attempt.js").Attempt>}} Asking a view of the owner */

/** @returns {Promise<string[]>} */
async function names() {
  const { data } = await attempt("/api/tags");
  return (data?.tags ?? []).map((/** @type {{name: string}} */ each) => each.name);
}

/** Offer them in the datalist of a view. @param {ParentNode} view */
export async function knownTags(view) {
  view.querySelector("datalist")?.replaceChildren(...(await names()).map((name) => new Option(name, name)));
}

/** Offer them in a choice whose first option asks for none; what is chosen stays so. @param {HTMLSelectElement} choice */
export async function offerTags(choice) {
  const chosen = choice.value;
  choice.replaceChildren(choice.options[0], ...(await names()).map((name) => new Option(name, name)));
  choice.value = chosen;
}

/** Give customers tags and take some. @param {Asking} view @param {string[]} ids @param {{add?: string[], remove?: string[]}} what */
export function tag(view, ids, what) {
  return view.ask("/api/customers/tags", { method: "POST", body: { ids, ...what } });
}
