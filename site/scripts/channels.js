// Where things are sold, by the names an owner knows; asked for once.
import { attempt } from "./attempt.js";

/** @type {Promise<Record<string, string>> | undefined} */
let asked;

/** Names by the id of the channel. @returns {Promise<Record<string, string>>} */
export function channels() {
  asked ??= attempt("/api/channels").then(({ data }) => {
    if (!data) asked = undefined; // not signed in, or no connection: ask again
    return Object.fromEntries((data?.channels ?? []).map((/** @type {{id: string, name: string}} */ each) => [each.id, each.name]));
  });
  return asked;
}
