// A second look before what cannot be taken back: the first press asks, the second does it.

/** It is asked anew after so long. Milliseconds. */
const SURE = 6000;

/** @param {HTMLButtonElement} button @param {string} sure what it asks @param {() => void} act */
export function twice(button, sure, act) {
  const [words, label] = [button.textContent, button.getAttribute("aria-label")];
  let timer = 0;
  const calm = () => {
    clearTimeout(timer);
    button.removeAttribute("data-sure");
    button.textContent = words;
    if (label) button.setAttribute("aria-label", label);
  };
  button.addEventListener("click", () => {
    if (button.hasAttribute("data-sure")) {
      calm();
      return act();
    }
    button.setAttribute("data-sure", "");
    button.removeAttribute("aria-label");
    button.textContent = sure;
    timer = setTimeout(calm, SURE);
  });
}
