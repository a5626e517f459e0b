// A style sheet that only some need, loaded when they do.

/** @param {string} name of a file among the styles */
export function dress(name) {
  const href = new URL(`../styles/${name}`, import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}
