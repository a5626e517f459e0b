"""Building again: what did not change is neither made nor written, whatever was lost or damaged comes back."""

import contextlib
import os
import pickle
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment
from PIL import Image

from generator import cores, standby
from generator.__main__ import main
from generator.build import build
from generator.cache import FOLDER, cache_of
from generator.law import lints
from generator.memory import Memory
from generator.pages import render
from generator.pages.ahead import Ahead
from generator.pictures.card import Card, Drawing
from tests.generator.conftest import Desk
from webhook import clock


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / ".mogiri" / "cache"
    monkeypatch.setenv(FOLDER, str(folder))
    return folder


NOW = ("--now", "2027-01-20T10:00")


def mogiri(desk: Desk, *args: str) -> str:
    """``mogiri build`` as a process of its own: what it said."""
    command = [sys.executable, "-m", "generator", "build", "--lang", "en", *args]
    return subprocess.run(command, cwd=desk.folder, check=True, capture_output=True, text=True).stdout


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(file.relative_to(folder)): (file.stat().st_mtime_ns, file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def changed(before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_nothing_changed_nothing_done(desk: Desk) -> None:
    assert re.fullmatch(r"\d+ pages … \d+\.\d s \(_site\)\n", mogiri(desk))
    before = files(desk.output)
    assert "nothing has changed" in mogiri(desk)
    assert changed(before, files(desk.output)) == set()
    desk.write("pages/new.md", "---\ntitle: New\n---\n\nJust opened.\n")
    assert "nothing has changed" not in mogiri(desk)
    assert (desk.output / "new" / "index.html").is_file()
    footer = desk.folder / "site" / "templates" / "parts" / "footer.html"  # a folder that was not there before
    footer.parent.mkdir(parents=True)
    footer.write_text("<footer>All new</footer>", "utf-8")
    assert "nothing has changed" not in mogiri(desk)


def test_what_is_saved_during_a_build_is_not_taken_for_built(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["mogiri", "build", "--lang", "en"])
    monkeypatch.setattr("generator.__main__.leave", lambda code: None)  # this process has more to do
    looked = lints.of_shop

    def saved_meanwhile(*args: Any) -> None:
        looked(*args)
        if "新しい" not in (desk.content / "passes/coffee.md").read_text("utf-8"):
            desk.edit("passes/coffee.md", "title: ", "title: 新しい")

    monkeypatch.setattr(lints, "of_shop", saved_meanwhile)
    for _ in range(2):
        with contextlib.suppress(SystemExit):
            main()
    assert "nothing has changed" not in capsys.readouterr().out
    assert "新しい" in desk.page("passes/coffee/index.html")


def test_one_word_changes_the_pages_that_show_it_and_no_other(desk: Desk) -> None:
    desk.build()
    before = files(desk.output)
    desk.edit("events/live.en.md", "title: Trial Live", "title: Better Live")
    desk.build()
    written = {name for name in changed(before, files(desk.output)) if name.endswith(".html")}
    assert {"en/index.html", "en/events/live/index.html"} <= written
    assert not {"index.html", "passes/coffee/index.html", "en/passes/coffee/index.html", "en/cart/index.html"} & written


def test_what_was_lost_comes_back_as_it_was(desk: Desk) -> None:
    mogiri(desk, *NOW)
    before = files(desk.output)
    (desk.output / "index.html").unlink()
    mogiri(desk, *NOW)
    (desk.output / "events/live/index.html").write_text("somebody's own words", "utf-8")
    mogiri(desk, *NOW)
    assert {name: each[1] for name, each in files(desk.output).items()} == {
        name: each[1] for name, each in before.items()
    }


def test_a_whole_folder_that_was_deleted_is_put_back_without_being_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.build(*NOW)
    before = files(desk.output)
    subprocess.run(["rm", "-r", str(desk.output)], check=True)
    monkeypatch.setattr(render.Printer, "page", lambda self, page: pytest.fail(f"{page.file} was made again"))
    assert desk.build(*NOW).exit_code == 0
    assert files(desk.output) == before


def test_a_page_that_is_gone_from_the_content_goes_from_the_site(desk: Desk) -> None:
    desk.build()
    for file in desk.content.glob("passes/coffee*.md"):
        file.unlink()
    desk.edit("events/live.md", "related: [coffee]\n", "")
    shown = desk.build()
    assert shown.exit_code == 0, shown.stderr
    assert not (desk.output / "passes/coffee").exists()
    assert not any("coffee" in name for name in files(desk.output) if name.endswith(".html"))


def test_a_venue_of_the_shop_changes_the_pages_of_its_events(desk: Desk) -> None:
    desk.build()
    desk.edit("shop.md", "name: 大ホール", "name: 新ホール")
    desk.build()
    assert "新ホール" in desk.page("events/live/index.html")
    assert "新ホール" in desk.page("catalogue.json")


def test_a_template_changes_every_page(desk: Desk) -> None:
    desk.build()
    own = desk.folder / "site" / "templates" / "parts" / "footer.html"
    own.parent.mkdir(parents=True)
    own.write_text("<footer>All new</footer>", "utf-8")
    desk.build()
    assert "<footer>All new</footer>" in desk.page("index.html")
    assert "<footer>All new</footer>" in desk.page("en/passes/coffee/index.html")


def test_a_sale_opens_without_anybody_saving_a_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opens = datetime(2027, 1, 10, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    monkeypatch.setattr("sys.argv", ["mogiri", "build", "--lang", "en"])
    left: list[int] = []
    monkeypatch.setattr("generator.__main__.leave", left.append)  # this process has more to do

    def at(minutes: float) -> str:
        """The same command so many minutes after the sale opens."""
        clock.set_to(opens + timedelta(minutes=minutes))
        monkeypatch.setattr("time.time", (opens + timedelta(minutes=minutes)).timestamp)
        with contextlib.suppress(SystemExit):
            main()
        return capsys.readouterr().out

    at(-9)
    assert 'state-not_yet" item="live"' in desk.page("events/live/index.html")
    assert "nothing has changed" in at(-1)
    assert 'state-not_yet" item="live"' in desk.page("events/live/index.html")
    assert "nothing has changed" not in at(1)
    assert 'state-on_sale" item="live"' in desk.page("events/live/index.html")
    assert left == [0, 0, 0]  # each left at once


@pytest.mark.parametrize("harm", [b"", b"\x00nonsense", b"i"], ids=["empty", "nonsense", "another type"])
def test_a_damaged_cache_is_an_empty_one(desk: Desk, own_cache: Path, harm: bytes) -> None:
    mogiri(desk, *NOW)
    before = {name: each[1] for name, each in files(desk.output).items()}
    for file in own_cache.rglob("*"):
        if file.is_file():
            file.unlink()  # what was lent to the cache is the site's own file
            file.write_bytes(harm)
    assert "pages" in mogiri(desk, *NOW)
    assert {name: each[1] for name, each in files(desk.output).items()} == before


def test_a_cache_that_cannot_be_written_costs_only_time(desk: Desk, own_cache: Path) -> None:
    own_cache.parent.mkdir()
    own_cache.write_text("a file where the folder should be", "utf-8")
    assert "pages" in mogiri(desk)
    assert "pages" in mogiri(desk)


def test_working_templates_out_ahead_changes_no_byte(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    built = {}
    desk.edit("shop.md", "name: 試し座", "name: <K> & 'Söhne'")
    for many in (0, 100_000):
        monkeypatch.setattr(render, "MANY", many)
        monkeypatch.setenv(FOLDER, str(desk.folder / f"cache-{many}"))
        output = desk.folder / f"site-{many}"
        assert build(desk.content, output, now=datetime(2027, 1, 20, tzinfo=ZoneInfo("Asia/Tokyo"))).written
        built[many] = {name: each[1] for name, each in files(output).items()}
    assert built[0] == built[100_000]


def test_templates_worked_out_ahead_serve_the_next_process_as_they_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "MANY", 0)
    monkeypatch.setattr(render.Printer, "_plainly", lambda *_: pytest.fail("a template lacks what was worked out"))
    desk.build(*NOW)
    desk.edit("events/live.en.md", "title: Trial Live", "title: Better Live")
    desk.build(*NOW)
    assert "Better Live" in desk.page("en/events/live/index.html")


def test_a_shops_own_template_may_ask_a_table_with_a_dot(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "MANY", 0)
    monkeypatch.setattr(render.Printer, "_plainly", lambda *_: pytest.fail("this is no slip"))
    own = desk.folder / "site" / "templates" / "parts"
    own.mkdir(parents=True)
    for name in ("card", "footer"):
        (own / f"{name}.html").write_text(
            "{% set words = {'here': 'An item'} %}<footer>{{ words.here }}</footer>", "utf-8"
        )
    desk.build(*NOW)
    assert "<footer>An item</footer></body>" in desk.page("en/events/live/index.html")
    assert desk.page("en/index.html").count("<footer>An item</footer>") > 2


def test_templates_that_ship_are_compiled_once_for_all_shops_and_those_of_a_shop_for_itself(
    desk: Desk, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    footer = desk.folder / "site" / "templates" / "parts" / "footer.html"
    footer.parent.mkdir(parents=True)
    footer.write_text("<footer>All new</footer>", "utf-8")
    compiled: list[str] = []
    whole = Environment.compile

    def counted(env: Environment, *args: Any, **kwargs: Any) -> Any:
        compiled.append(args[1])
        return whole(env, *args, **kwargs)

    monkeypatch.setattr(Environment, "compile", counted)
    desk.build(*NOW)
    before = files(desk.output)
    assert {"base.html", "item.html", "parts/footer.html"} <= set(compiled)
    kept = {file.name for file in (tmp_path / "compiled").rglob("*.kept")}
    assert any(name.startswith("item.html.") for name in kept)
    assert not any(name.startswith("footer.html.") for name in kept), "a shop's own words are nobody else's"
    shutil.rmtree(desk.output)
    shutil.rmtree(own_cache)
    compiled.clear()
    desk.build(*NOW)
    assert compiled == ["parts/footer.html"]
    assert {path: data for path, (_, data) in files(desk.output).items()} == {
        path: data for path, (_, data) in before.items()
    }
    for file in (tmp_path / "compiled").rglob("base.html.*"):
        file.write_bytes(file.read_bytes()[:100])
    shutil.rmtree(own_cache)
    compiled.clear()
    desk.edit("events/live.en.md", "title: Trial Live", "title: Better Live")
    assert desk.build(*NOW).exit_code == 0
    assert set(compiled) == {"base.html", "parts/footer.html"}, "a damaged one is only compiled again"


def test_what_is_worked_out_ahead_serves_the_next_shop_where_it_fits(
    desk: Desk, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(render, "MANY", 0)
    compiled: list[str] = []
    whole = Environment.compile

    def counted(env: Environment, *args: Any, **kwargs: Any) -> Any:
        if isinstance(env, Ahead):
            compiled.append(args[1])
        return whole(env, *args, **kwargs)

    monkeypatch.setattr(Environment, "compile", counted)

    def built(place: str) -> tuple[int, dict[str, bytes]]:
        monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / place))
        shutil.rmtree(own_cache, ignore_errors=True)
        shutil.rmtree(desk.output, ignore_errors=True)
        compiled.clear()
        assert desk.build(*NOW).exit_code == 0
        return len(compiled), {path: data for path, (_, data) in files(desk.output).items()}

    often, first = built("compiled")
    assert often
    assert built("compiled") == (0, first), "the same shop again, its cache gone"
    desk.edit("shop.md", "name: 試し座", "name: <K> & 'Söhne'")
    desk.edit("shop.md", "phone: 03-0000-0000, hours", "phone: 03-1111-2222, hours")
    renamed = built("elsewhere")
    assert built("compiled") == (0, renamed[1]), "another name and another number stand in the gaps"
    desk.write("pages/access.md", "---\ntitle: Access\nmenu: yes\n---\n\nBy train.\n")
    desk.edit("shop.md", "phone: 03-1111-2222, ", "")
    other = built("nowhere")
    assert built("compiled") == other, "without a telephone the footer is another one, and compiled anew"
    assert other[0] == often


def cold(desk: Desk, name: str, at: datetime) -> dict[str, bytes]:
    """The site as it is built from nothing."""
    folder = desk.folder / name
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder / "cache"))
        assert build(desk.content, folder / "site", now=at).written
    return {path: each[1] for path, each in files(folder / "site").items()}


def test_a_process_that_goes_on_building_makes_the_same_site_as_a_new_one(desk: Desk) -> None:
    at = datetime(2026, 12, 31, 10, tzinfo=ZoneInfo("Asia/Tokyo"))  # sold from 10 January on, over on 6 March
    memory = Memory(cache_of(desk.content))

    def another() -> None:
        text = (desk.content / "passes/coffee.md").read_text("utf-8")
        desk.write("passes/tea.md", text.replace("title: ", "title: お茶と"))

    def footer() -> None:
        own = desk.folder / "site" / "templates" / "parts" / "footer.html"
        own.parent.mkdir(parents=True)
        own.write_text("<footer>All new</footer>", "utf-8")

    def tea_gone() -> None:
        (desk.content / "passes/tea.md").unlink()
        Image.new("RGB", (640, 400)).save(desk.content / "images/poster.png")

    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: desk.edit("events/live.en.md", "title: Trial Live", "title: Better Live"),
        lambda: desk.edit("shop.md", "name: 大ホール", "name: 新ホール"),
        another,
        footer,
        tea_gone,
        lambda: desk.edit("passes/coffee.md", "title: コーヒー回数券", "title: 珈琲回数券"),
    ]
    for number, change in enumerate(changes):
        at += timedelta(days=10)
        change()
        assert build(desk.content, desk.output, now=at, memory=memory).written
        memory.keep()
        assert {path: each[1] for path, each in files(desk.output).items()} == cold(desk, f"cold-{number}", at)


def test_a_build_told_what_was_saved_misses_nothing_for_long(desk: Desk) -> None:
    at = datetime(2026, 12, 31, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    memory, live, coffee = Memory(cache_of(desk.content)), desk.content / "events/live.md", "passes/coffee.md"
    (desk.content / "events" / "live.md.txt").write_text("…", "utf-8")
    tea = desk.content / "passes" / "tea.md"
    tea.write_text((desk.content / coffee).read_text("utf-8"), "utf-8")

    def built(*saved: Path) -> str:
        memory.seen.saved = [str(path) for path in saved]
        result = build(desk.content, desk.output, now=at, memory=memory)
        assert result.written
        assert [problem.code for problem in result.problems if problem.code == "ending"] == ["ending"]
        return (desk.output / "index.html").read_text("utf-8")

    built()
    desk.edit("events/live.md", "title: 試しライブ", "title: 新しいライブ")
    desk.edit(coffee, "title: コーヒー回数券", "title: 珈琲回数券")
    shown = built(live)
    assert "新しいライブ" in shown
    assert "コーヒー回数券" in shown
    assert "珈琲回数券" in built()
    desk.edit(coffee, "title: 珈琲回数券", "title: お茶")
    tea.rename(tea.with_name("milk.md"))
    shown = built(tea)  # it is gone: everything is looked at
    assert "お茶" in shown
    assert "/passes/milk/" in shown  # and a copy has a card of its own
    assert {path: each[1] for path, each in files(desk.output).items()} == cold(desk, "cold", at)


def test_entries_kept_in_many_places_are_found_after_they_were_put_together(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.memory.MOST_PACKS", 0)
    at = datetime(2027, 1, 20, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    for title in ("Better Live", "Best Live"):
        english = desk.content / "events/live.en.md"
        english.write_text(re.sub("title: .*", f"title: {title}", english.read_text("utf-8"), count=1), "utf-8")
        assert build(desk.content, desk.output, now=at).written
    monkeypatch.setattr("generator.memory.parse", lambda *_: pytest.fail("it was parsed again"))
    build(desk.content, desk.folder / "elsewhere", now=at)
    assert {path: each[1] for path, each in files(desk.folder / "elsewhere").items()} == {
        path: each[1] for path, each in files(desk.output).items()
    }


def test_work_of_a_process_that_died_is_done_by_the_one_that_asked() -> None:
    asked = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != asked:
            os._exit(1)
        return number * number

    assert cores.spread(work, range(200)) == [number * number for number in range(200)]


def test_work_keeps_its_order_and_meets_its_error_here() -> None:
    assert cores.spread(str, range(123)) == [str(number) for number in range(123)]
    with pytest.raises(ZeroDivisionError):
        cores.spread(lambda number: 1 // (number - 101), range(123))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a build, where nothing else runs; here threads of other tests may be left."""
    monkeypatch.setattr("threading.active_count", lambda: 1)


@pytest.mark.usefixtures("alone")
def test_work_done_meanwhile_is_there_after_the_block() -> None:
    asked = os.getpid()
    with cores.meanwhile(lambda number: (number, os.getpid() != asked), range(9), least=9) as done:
        assert done == []
    assert done == [(number, True) for number in range(9)]
    with cores.meanwhile(lambda number: (number, os.getpid() != asked), range(8), least=9) as done:
        pass
    assert done == [(number, False) for number in range(8)]


@pytest.mark.usefixtures("alone")
def test_work_done_meanwhile_ends_with_the_block_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    fork = os.fork

    def noted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr("os.fork", noted)
    with pytest.raises(KeyError), cores.meanwhile(time.sleep, [60, 60], least=2):
        raise KeyError
    with pytest.raises(ProcessLookupError):
        os.kill(made[0], 0)
    with pytest.raises(ZeroDivisionError), cores.meanwhile(lambda number: 1 // (number - 3), range(9), least=2):
        pass


def where(number: int) -> tuple[int, int]:
    """The number, and which process says so."""
    return number, os.getpid()


@pytest.mark.usefixtures("alone")
def test_the_process_that_stands_by_does_what_is_handed_to_it_later_and_when_it_died_nothing_is_lost() -> None:
    here = os.getpid()
    standby.begin(lambda: None)
    with cores.meanwhile(where, range(2), least=9) as done:
        pass
    assert [number for number, _ in done] == [0, 1]
    assert here not in {process for _, process in done}, "few pieces are handed over, too: it is there already"
    with cores.meanwhile(where, range(2), least=9) as done:
        pass
    assert done == [(0, here), (1, here)], "it does one thing, and ends"
    standby.begin(lambda: os._exit(1))
    with cores.meanwhile(where, range(2), least=9) as done:
        pass
    assert done == [(0, here), (1, here)]


def test_a_picture_crosses_to_another_process_as_what_it_shows() -> None:
    told: list[str] = []

    def tell() -> Card:
        told.append("told")
        return Card(title="Evening", stub="House")

    drawing = Drawing(tell)
    crossed = pickle.loads(pickle.dumps(drawing))
    assert crossed() == drawing(), "the same picture, though what tells it stayed here"
    assert crossed()
    assert told == ["told", "told"]
