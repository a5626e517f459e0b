// <owner-nav>: the owner's screens, with a mark at the one that is open.
import { place } from "./owner-view.js";

class OwnerNav extends HTMLElement {
  connectedCallback() {
    window.addEventListener("hashchange", () => this.mark());
    this.mark();
  }

  mark() {
    const { name } = place();
    for (const link of this.querySelectorAll("a")) {
      const mine = (link.dataset.places ?? "").split(" ").includes(name);
      if (mine) link.setAttribute("aria-current", "page");
      if (mine) this.scrollLeft = link.offsetLeft - (this.clientWidth - link.offsetWidth) / 2;
      else link.removeAttribute("aria-current");
    }
  }
}

customElements.define("owner-nav", OwnerNav);
