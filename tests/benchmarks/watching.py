"""``watch``: from a save under ``mogiri dev`` to the pages on the disk, to the browser, and to the screen."""

import contextlib
import json
import os
import shutil
import statistics
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks import many_events
from tests.benchmarks.processes import python, running
from tests.benchmarks.report import Table

SIZES = (100, 1000)
SAVES = 10
REST = 0.5
"""Seconds between two saves, in which the browser comes to rest."""
PATIENCE = 30.0
TARGET = 30
"""Milliseconds in which every page that shows a title is written after its file was saved (spec/speed.md)."""

_SCRIPT = """
const look = () => {
  const heading = document.querySelector("h1");
  if (heading) requestAnimationFrame(() => window.seen(heading.textContent.trim(), Date.now()));
};
new MutationObserver(look).observe(document, { childList: true, subtree: true });
"""


@dataclass(frozen=True, kw_only=True)
class _Save:
    """Milliseconds after the save: the first and the last page written, the browser told, the words on the screen."""

    first: float
    last: float
    told: float
    seen: float


def measure() -> Table:
    """Saves of a title that the event's page, the front page and two tag pages show; the middle of all saves."""
    table = Table(
        title=f"Watch: `mogiri dev`, one title saved, ms until … (the middle of {SAVES})",
        columns=("events", "last page written", "target", "browser told", "seen", "worst seen", "reload"),
        notes=[
            "written: the event's page, the front page and two tag pages; told: by the event stream; seen: in a frame",
            "reload: from told to seen, the browser's own part",
        ],
    )
    for count in SIZES:
        with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as folder:
            saves = _saves(Path(folder), count)
        table.add(
            events=count,
            target=TARGET,
            last_page_written=statistics.median(each.last for each in saves),
            browser_told=statistics.median(each.told for each in saves),
            seen=statistics.median(each.seen for each in saves),
            worst_seen=max(each.seen for each in saves),
            reload=statistics.median(each.seen - each.told for each in saves),
        )
    return table


def _saves(folder: Path, count: int) -> list[_Save]:
    many_events.write(folder / "content", count, ("en",))
    dev = python("-m", "generator", "dev", "--port", "0", "--data", "data", "--now", many_events.NOW)
    number = count // 2
    with running(dev, folder), _browser() as browser:
        site = _opened(folder)
        page = browser.new_page()
        seen: dict[str, float] = {}
        page.expose_function("seen", lambda words, at: seen.setdefault(words, at / 1000))
        page.add_init_script(_SCRIPT)
        page.goto(f"{site}/events/evening-{number:05}/")
        told = _listening(site)
        return [_save(folder, number, turn, page, seen, told) for turn in range(SAVES)]


def _save(folder: Path, number: int, turn: int, page: Page, seen: dict[str, float], told: list[float]) -> _Save:
    file, title = folder / "content" / "events" / f"evening-{number:05}.md", f"Evening turn {turn}"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    text = "".join(f"title: {title}\n" if line.startswith("title:") else line for line in lines)
    page.wait_for_timeout(REST * 1000)
    told.clear()
    written = _Written(folder / "data" / "site", number, title)
    written.start()
    started = time.time()
    file.write_text(text, "utf-8")
    while title not in seen:
        if time.time() - started > PATIENCE:
            raise SystemExit(f"{title!r} was not seen within {PATIENCE:.0f} s")
        page.wait_for_timeout(2)
    written.join()
    moments = {"first": min(written.at), "last": max(written.at), "told": told[0], "seen": seen[title]}
    return _Save(**{name: (at - started) * 1000 for name, at in moments.items()})


class _Written(threading.Thread):
    """Looks at the files of the pages that show an event until each is a new one with the new title."""

    def __init__(self, site: Path, number: int, title: str) -> None:
        super().__init__(daemon=True)
        facts = many_events.facts(number)
        pages = (f"events/evening-{number:05}", "", f"tags/{facts['tag']}", f"tags/series-{facts['series']}")
        self._files = {file: _signature(file) for file in (site / page / "index.html" for page in pages)}
        self._title, self.at = title, list[float]()

    def run(self) -> None:
        """Until all are there."""
        left, end = dict(self._files), time.time() + PATIENCE
        while left and time.time() < end:
            for file, before in list(left.items()):
                with contextlib.suppress(OSError):
                    if (now := _signature(file)) != before:
                        at = time.time()
                        left[file] = now
                        if self._title in file.read_text("utf-8"):
                            self.at.append(at)
                            del left[file]
            time.sleep(0.001)


def _signature(file: Path) -> tuple[int, int]:
    known = file.stat()
    return known.st_mtime_ns, known.st_ino


def _listening(site: str) -> list[float]:
    """The moments at which the event stream tells of a build, from now until the server ends."""
    told: list[float] = []
    answer = urllib.request.urlopen(f"{site}/dev/reload", timeout=PATIENCE * 10)

    def listen() -> None:
        with contextlib.suppress(OSError), answer:
            told.extend(time.time() for line in answer if line.startswith(b"event: built"))

    threading.Thread(target=listen, daemon=True).start()
    return told


@contextlib.contextmanager
def _browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _opened(folder: Path) -> str:
    """The address of the shop, once it answers."""
    doors, end = folder / "data" / "dev.json", time.time() + PATIENCE * 4
    while time.time() < end:
        with contextlib.suppress(OSError, ValueError):
            told: dict[str, Any] = json.loads(doors.read_text("utf-8"))
            urllib.request.urlopen(f"{told['site']}/healthz", timeout=5).close()
            return str(told["site"])
        time.sleep(0.02)
    raise SystemExit("mogiri dev did not open")
