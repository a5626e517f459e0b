// Tells the shop, once a page, that somebody really looks at the ticket (確認日): a robot that previews links runs no script.
import { ask } from "./service.js";

function look() {
  if (document.hidden) return;
  document.removeEventListener("visibilitychange", look);
  // a sample of the workbench is nobody's
  if (location.pathname.startsWith("/t/")) ask(`${location.pathname}/opened`, { method: "POST", body: {} }).catch(() => {});
}

document.addEventListener("visibilitychange", look);
look();
