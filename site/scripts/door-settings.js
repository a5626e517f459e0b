// What this device is set to: auto-admit, sound, vibration.

const KEY = "mogiri.door.settings";

/** @typedef {{auto: boolean, sound: boolean, shake: boolean}} Settings */

/** @returns {Settings} */
export function settings() {
  try {
    return { auto: false, sound: true, shake: true, ...JSON.parse(localStorage.getItem(KEY) || "{}") };
  } catch {
    return { auto: false, sound: true, shake: true };
  }
}

/** @param {Partial<Settings>} changed @returns {Settings} */
export function set(changed) {
  const made = { ...settings(), ...changed };
  try {
    localStorage.setItem(KEY, JSON.stringify(made));
  } catch {
    // For this page only, then.
  }
  return made;
}
