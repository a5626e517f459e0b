// Where things are sold, by the names an owner knows; asked for once.
import { attempt } from "./attempt.js";

/** @typedef {{id: string, name: string, shares_contact?: boolean}} Channel partners say whether the shop may contact their buyers */

/** @type {Promise<Channel[]> | undefined} */
let asked;

/** Names by the id of the channel. @returns {Promise<Record<string, string>>} */
export async function channels() {
  return Object.fromEntries((await known()).map(({ id, name }) => [id, name]));
}

/** Whether each partner shares its buyers' contacts, by the id of the channel. @returns {Promise<Record<string, boolean | undefined>>} */
export async function sharing() {
  return Object.fromEntries((await known()).map(({ id, shares_contact: shares }) => [id, shares]));
}

function known() {
  asked ??= attempt("/api/channels").then(({ data }) => {
    if (!data) asked = undefined; // not signed in, or no connection: ask again
    return data?.channels ?? [];
  });
  return asked;
}
