"""``mogiri dev``: what is saved is seen, and a slip never takes the shop away."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.watch import Rebuilder
from tests.generator.conftest import Desk, heading

ROOT = Path(__file__).parent.parent.parent


class Running:
    """The command in a process of its own."""

    def __init__(self, desk: Desk) -> None:
        args = ["dev", "--port", "0", "--data", "data", "--lang", "en", "--now", "2027-02-01T10:00"]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        self.log, self.desk = desk.folder / "log", desk
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "generator", *args]
            self.process = subprocess.Popen(command, cwd=desk.folder, env=environment, stdout=log, stderr=log)

    def page(self, path: str) -> str:
        site = json.loads((self.desk.folder / "data" / "dev.json").read_text("utf-8"))["site"].rstrip("/")
        with urllib.request.urlopen(f"{site}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def said(self, words: str) -> bool:
        return words in self.log.read_text("utf-8")


def _soon(check: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            if check():
                return
        except (OSError, ValueError):  # not listening yet, or half a dev.json
            pass
        time.sleep(0.05)
    raise AssertionError("it did not happen within a minute")


@pytest.fixture
def running(desk: Desk) -> Iterator[Running]:
    process = Running(desk)
    yield process
    process.process.send_signal(signal.SIGINT)
    process.process.wait(30)
    assert not process.said("Traceback")


def test_S1_18_saving_is_seen_and_a_slip_keeps_the_last_good_page(desk: Desk, running: Running) -> None:
    _soon(lambda: heading(running.page("/events/live/")) == "試しライブ")
    assert "live-reload.js" in running.page("/")
    desk.edit("events/live.md", "title: 試しライブ", "title: 新しいライブ")
    _soon(lambda: heading(running.page("/events/live/")) == "新しいライブ")
    live = desk.content / "events" / "live.md"
    part = live.with_name(".live.md.part")  # as editors save that never leave half a file
    part.write_text(live.read_text("utf-8").replace("title: 新しいライブ", "title: 夜のライブ"), "utf-8")
    part.rename(live)
    _soon(lambda: heading(running.page("/events/live/")) == "夜のライブ")
    line = desk.edit("events/live.md", "price: 3500", "price: 3,500")
    _soon(lambda: running.said(f"content/events/live.md:{line}: price: Write 3500"))
    assert heading(running.page("/events/live/")) == "夜のライブ"
    desk.edit("events/live.md", "price: 3,500", "price: 3600")
    _soon(lambda: "3,600" in running.page("/events/live/"))


def test_a_shop_that_cannot_open_yet_opens_when_it_is_mended(desk: Desk) -> None:
    desk.edit("events/live.md", "price: 3500", "price: 3,500")
    running = Running(desk)
    try:
        _soon(lambda: running.said("the shop opens then"))
        desk.edit("events/live.md", "price: 3,500", "price: 3500")
        _soon(lambda: heading(running.page("/events/live/")) == "試しライブ")
    finally:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(30)


def test_a_site_folder_made_meanwhile_is_followed(desk: Desk, running: Running) -> None:
    words = desk.folder / "site" / "words" / "ja" / "title.toml"
    _soon(lambda: "<title>カート" in running.page("/cart/"))
    words.parent.mkdir(parents=True)
    words.write_text('cart = "買いものかご"\n', "utf-8")
    _soon(lambda: "<title>買いものかご" in running.page("/cart/"))
    words.write_text('cart = "お盆"\n', "utf-8")
    _soon(lambda: "<title>お盆" in running.page("/cart/"))
    shutil.rmtree(desk.folder / "site")
    _soon(lambda: "<title>カート" in running.page("/cart/"))
    (desk.folder / "aside" / "words" / "ja").mkdir(parents=True)
    (desk.folder / "aside" / "words" / "ja" / "title.toml").write_text('cart = "籠"\n', "utf-8")
    (desk.folder / "aside").rename(desk.folder / "site")
    _soon(lambda: "<title>籠" in running.page("/cart/"))
    words.write_text('cart = "手さげ"\n', "utf-8")
    _soon(lambda: "<title>手さげ" in running.page("/cart/"))


def test_the_terminal_names_the_workbench(desk: Desk, running: Running) -> None:
    _soon(lambda: running.said("Workbench"))
    told = json.loads((desk.folder / "data" / "dev.json").read_text("utf-8"))
    assert running.said(told["workbench_url"])
    assert "試しライブ" in running.page("/dev/")


def test_the_clock_of_the_shop_turns_its_pages(desk: Desk, running: Running) -> None:
    _soon(lambda: 'state-on_sale" item="live"' in running.page("/events/live/"))
    site = json.loads((desk.folder / "data" / "dev.json").read_text("utf-8"))
    body = json.dumps({"now": "2027-04-01T10:00:00+09:00"}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{site['site'].rstrip('/')}/dev/clock", body, headers, method="PUT")
    urllib.request.urlopen(request, timeout=10).close()
    _soon(lambda: 'state-over" item="live"' in running.page("/events/live/"))


def test_after_what_was_saved_everything_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.watch.REST", 0)
    built: list[frozenset[str]] = []
    rebuilder = Rebuilder(built.append)
    threading.Thread(target=rebuilder.run, daemon=True).start()
    rebuilder.ask("content/events/live.md", 0)
    _soon(lambda: built == [{"content/events/live.md"}, frozenset()])
    rebuilder.ask(quiet=0)  # nobody knows about what: that build has looked at everything
    _soon(lambda: built[2:] == [{""}])
    rebuilder.ask("content/shop.md", 0)
    _soon(lambda: built[3:] == [{"content/shop.md"}, frozenset()])
