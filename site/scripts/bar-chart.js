// Bars as SVG, drawn from the rows of a table that stands behind them for whoever wants or needs the figures.

/** Pixels below: of the tallest bar, from bar to bar, from label to label. The frame scrolls when there are many bars. */
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 140;
const STEP = 24;
const LABEL = 48;
/** Room above the tallest bar for what stands on it, and the bars' step when something does. */
const HEAD = 18;
const WIDE = 48;

/** @param {string} name @param {Record<string, string | number>} attributes @param {string} [words] */
function shape(name, attributes, words = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = words;
  return made;
}

/**
 * @param {{label: string, short?: string, value: number, words: string, top?: string}[]} rows from left to right; `top` stands on the bar
 * @param {string} title what the picture shows, for those who do not see it
 */
export function bars(rows, title) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const step = rows.some(({ top }) => top) ? WIDE : STEP;
  const [width, base] = [Math.max(step * rows.length + LABEL, 320), HEAD + HEIGHT];
  const chart = shape("svg", { width, height: base + 22, viewBox: `0 0 ${width} ${base + 22}`, class: "chart", role: "img", "aria-label": title });
  rows.forEach(({ label, short = label, value, words, top }, n) => {
    const height = Math.round((value / most) * HEIGHT);
    const bar = shape("rect", { x: n * step + 1, y: base - height, width: step - 6, height, rx: 2, class: "chart-bar" });
    bar.append(shape("title", {}, `${label} ${words}`));
    chart.append(bar);
    if (top) chart.append(shape("text", { x: n * step + (step - 4) / 2, y: base - height - 5, class: "chart-top" }, top));
    if ((n * step) % LABEL === 0) chart.append(shape("text", { x: n * step + 1, y: base + 16, class: "chart-label" }, short));
  });
  chart.append(shape("line", { x1: 0, y1: base + 0.5, x2: width, y2: base + 0.5, class: "chart-line" }));
  return chart;
}

/** The same as a table. @param {{label: string, words: string}[]} rows @param {string[]} heads */
export function table(rows, heads) {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  head.append(...heads.map((textContent) => Object.assign(document.createElement("th"), { scope: "col", textContent })));
  const body = made.createTBody();
  for (const { label, words } of rows) {
    const line = body.insertRow();
    line.append(Object.assign(document.createElement("th"), { scope: "row", textContent: label }));
    line.insertCell().textContent = words;
  }
  return made;
}
