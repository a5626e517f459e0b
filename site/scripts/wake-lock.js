// Keeps the screen awake while somebody works with it.

/** @type {{release(): Promise<void>} | null} */
let lock = null;
let wanted = false;

/** @param {boolean} yes */
export async function awake(yes) {
  wanted = yes;
  if (!yes) return lock?.release().then(() => (lock = null), () => undefined);
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    // A low battery or a hidden page: asked for again when the page is seen.
  }
}

document.addEventListener("visibilitychange", () => wanted && !document.hidden && awake(true));
