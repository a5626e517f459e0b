"""A practice shop started as a person starts it, and a real browser in front of it."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).parent.parent.parent
NOW = "2026-11-22T12:00:00+09:00"
PHONE = {"width": 360, "height": 800}
TABLET = {"width": 768, "height": 1024}
DESK = {"width": 1280, "height": 900}
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-features=Translate"),
]

expect.set_options(timeout=PATIENCE * 1000)

REFUSAL = re.compile(r"responded with a status of (401|402|403|409)")
"""Chromium writes every 4xx into the console, also those that a page asks for and answers kindly, and its own 404."""


STILL = """const Source = EventSource;
const still = () => Object.assign(new EventTarget(), { close() {} });
const isReload = (url) => url.startsWith("/dev/reload");
window.EventSource = function (url, options) { return isReload(url) ? still() : new Source(url, options); };
Object.assign(window.EventSource, { CONNECTING: 0, OPEN: 1, CLOSED: 2 });"""
"""Setting the clock builds the site again; nobody's page is loaded anew for that while they use it."""


PATIENT = """const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (most) => timeout(most * (window.patience ?? 30));
const later = setTimeout;
const hasty = /\\/(door-keys|second-look)\\b/;
window.setTimeout = (act, most, ...more) => later(act, hasty.test(new Error().stack) ? most * 300 : most, ...more);"""
"""What a busy machine must not decide. A page that gives up on an answer after two seconds would do so on one that is
only late; a typed code would fall apart between two keys, and a second press would ask again."""


@dataclass
class Shop:
    """A running ``mogiri dev``; ``doors`` is its dev.json."""

    url: str
    doors: dict[str, Any]
    moment: str | None = NOW

    def at(self, moment: str | None) -> None:
        """Set the shop's clock, and wait until every page is built again for it."""
        if moment == self.moment:
            return
        before = self.build
        assert httpx2.put(self.doors["clock_url"], json={"now": moment}).status_code == 200
        self.moment = moment
        until(lambda: self.build != before, f"the pages of {moment}")

    @property
    def build(self) -> str:
        """The name of the build whose pages are served."""
        return str(httpx2.get(self.doors["clock_url"]).headers["server-timing"])

    def mails(self) -> list[dict[str, Any]]:
        return list(httpx2.get(self.doors["mail_url"], headers={"Accept": "application/json"}).json())


@contextlib.contextmanager
def running(data: Path, content: Path = ROOT / "content", *, port: int = 0, now: str = NOW) -> Iterator[Shop]:
    """``mogiri dev`` in a process of its own, on a free port unless one is named."""
    command = [sys.executable, "-m", "generator", "dev", "--port", str(port), "--data", str(data)]
    command += ["--content", str(content), "--now", now]
    (data / "dev.json").unlink(missing_ok=True)  # of an earlier run
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"LANG": "C.UTF-8"}, stdout=subprocess.DEVNULL
    ) as process:
        try:
            doors = data / "dev.json"
            until(lambda: doors.exists() or process.poll() is not None, "the shop to open")
            assert process.poll() is None, "mogiri dev ended"
            opened = until(lambda: _read(doors), "dev.json to be whole")
            yield Shop(url=opened["site"], doors=opened, moment=now)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _read(file: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(file.read_text("utf-8")))
    except ValueError:
        return None


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running(tmp_path_factory.mktemp("shop")) as opened:
        yield opened


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One shop with tickets in every state, shared by the tests that only look."""
    from tests.browser.opened import open_with_tickets

    with running(tmp_path_factory.mktemp("opened")) as shop:
        yield open_with_tickets(shop)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; the one that draws no window of its own, and takes half the time, if it is there."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield launched
        launched.close()


class Watched:
    """A context whose pages are watched: no error in the console, no request that leaves the origin."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.wrong: list[str] = []
        self._origin = origin
        context.on("page", self._watch)

    def page(self) -> Page:
        return self.context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", lambda said: self._says(said, page.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda request: self._leaves(request.url))

    def _says(self, said: ConsoleMessage, address: str) -> None:
        itself = "404" in said.text and said.location["url"] == address
        if said.type in ("error", "warning") and not itself and not REFUSAL.search(said.text):
            self.wrong.append(f"{said.text} {said.location['url']}")

    def _leaves(self, url: str) -> None:
        if not url.startswith((self._origin, "data:", "blob:", "about:")):
            self.wrong.append(f"left the origin: {url}")


@pytest.fixture
def people(browser: Browser, shop: Shop) -> Iterator[Any]:
    """Opens a browser for somebody: ``people(viewport, language, **options)``; in the end nothing went wrong.

    Only with ``live=True`` does a page load itself again when the site was built.
    """
    opened: list[Watched] = []

    def someone(
        viewport: dict[str, int] = PHONE, language: str = "ja-JP", *, live: bool = False, **options: Any
    ) -> Page:
        context = browser.new_context(viewport=viewport, locale=language, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(PATIENT)
        if not live:
            context.add_init_script(STILL)
        watched = Watched(context, shop.url)
        opened.append(watched)
        return watched.page()

    yield someone
    for watched in opened:
        watched.context.close()
    assert [text for watched in opened for text in watched.wrong] == []


@pytest.fixture
def owner(shop: Shop, people: Any) -> Page:
    """The owner at a desk, signed in."""
    from tests.browser.opened import signed_in

    page: Page = people(DESK)
    signed_in(page, shop, "owner")
    return page


@pytest.fixture(autouse=True)
def the_day(shop: Shop) -> None:
    """Every test begins on the same ordinary day, well before the shows."""
    shop.at(NOW)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
