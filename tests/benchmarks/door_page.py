"""``door``: the staff's page on a slow phone with large door packs: until it can be used, and until a verdict."""

import base64
import hashlib
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

from tests.benchmarks.processes import python, running
from tests.benchmarks.report import Table
from tests.support.waiting import until

SIZES = (0, 1000, 10_000)
ROUNDS = 5
SLOWER = 4
"""Times that the processor is slowed, as phones are."""
NOW = "2026-12-24T18:30:00+09:00"
SESSION = {"item": "kontolive", "session": "20261224-1900", "kind": "event", "title": "年忘れコントライブ"}
WHO = {"id": "1", "name": "田中", "number": "1", "role": "staff"}
BEGUN = "performance.now() - performance.getEntriesByType('navigation')[0].startTime"
READY = f"""new MutationObserver(() => {{
  const desk = document.querySelector("door-desk[data-ready]");
  if (desk && !window.took) window.took = {BEGUN};
}}).observe(document, {{ childList: true, subtree: true, attributes: true }});"""
LOOK = """(door_code) => new Promise((resolve) => {
  const desk = document.querySelector("door-desk");
  const began = performance.now();
  desk.addEventListener("shown", ({ detail }) => detail.code === "ready" && resolve(performance.now() - began));
  desk.dispatchEvent(new CustomEvent("code", { detail: { door_code } }));
})"""


def measure() -> Table:
    """Medians of some openings; a reload reads the pack from the device, as after a dead battery."""
    table = Table(
        title=f"Door: the page with a pack on a processor {SLOWER} times slower, ms (the middle of {ROUNDS})",
        columns=("tickets", "kB", "open", "open to empty", "worst open", "verdict", "worst verdict"),
        ratios=("open to empty",),
        notes=["open: from the tap until codes are read; verdict: without the service, from the code to the words"],
    )
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as folder, sync_playwright() as playwright:
        dev = python("-m", "generator", "dev", "--port", "0", "--data", folder, "--now", NOW)
        with running(dev, Path(__file__).parent.parent.parent):
            doors = Path(folder) / "dev.json"
            until(doors.exists, "the shop to open", 60)
            site = str(json.loads(doors.read_text("utf-8"))["site"])
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            empty = None
            for size in SIZES:
                pack = _pack(size)
                context = browser.new_context(viewport={"width": 360, "height": 800}, locale="ja-JP")
                opened, verdicts = _rounds(context, site, pack, size)
                context.close()
                middle = statistics.median(opened)
                empty = empty or middle
                table.add(
                    tickets=size,
                    kB=round(len(json.dumps(pack)) / 1000),
                    open=middle,
                    open_to_empty=middle / empty,
                    worst_open=max(opened),
                    verdict=statistics.median(verdicts) if verdicts else None,
                    worst_verdict=max(verdicts) if verdicts else None,
                )
            browser.close()
    return table


def _rounds(context: BrowserContext, site: str, pack: dict[str, Any], size: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each opening and of each verdict."""
    context.add_init_script(READY)
    house = SESSION | {"starts_at": pack["starts_at"], "issued": size, "used": 0}
    door = {"staff": WHO, "item": None, "session": None, "now": NOW, "sessions": [house] if size else []}
    context.route("**/api/door", lambda route: route.fulfill(json=door))
    context.route("**/api/door/beat", lambda route: route.fulfill(status=204))
    context.route("**/api/door/kontolive/*", lambda route: _give(route, pack))
    context.route("**/api/stamps", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{site}/staff/")
    _settled(page, size)
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    opened, verdicts = [], []
    for turn in range(ROUNDS):
        page.reload()
        page.locator("door-desk[data-ready]").wait_for()
        opened.append(float(page.evaluate("window.took")))
        if size:
            page.evaluate(LOOK, _code(0))  # the first finds that the service is away
            verdicts.append(float(page.evaluate(LOOK, _code(size - 1 - turn))))
    return opened, verdicts


def _settled(page: Page, size: int) -> None:
    page.locator("door-desk[data-ready]").wait_for()
    if size:
        page.get_by_text("オフライン準備OK").wait_for()


def _give(route: Route, pack: dict[str, Any]) -> None:
    if route.request.headers.get("if-none-match"):
        route.fulfill(status=304)
    else:
        route.fulfill(json=pack, headers={"ETag": '"1"'})


def _pack(size: int) -> dict[str, Any]:
    """A pack as the service makes it, of two ticket types."""
    about = SESSION | {"format": 1, "venue": "もぎり座", "starts_at": "2026-12-24T19:00:00+09:00", "at": NOW}
    window = {"from": "2026-12-24T00:00:00+09:00", "until": "2026-12-25T00:00:00+09:00", "cancelled": False}
    types = [{"id": "adult", "name": "一般"}, {"id": "child", "name": "小学生"}]
    columns = {
        "door": "".join(_hash(_code(n))[:12] for n in range(size)),
        "six": "".join(_hash(f"{n:06}")[:7] for n in range(size)),
        "left": [2, 1] * size,
        "state": "o" * size,
    }
    return about | window | columns | {"salt": "salt", "tag_key": "a2V5", "types": types, "n": size}


def _code(number: int) -> str:
    return base64.b32encode(hashlib.sha256(str(number).encode()).digest()).decode()[:26]


def _hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(f"salt:{text}".encode()).digest()).decode()
