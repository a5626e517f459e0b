"""``mogiri new``: everything it makes builds as it is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import commands
from tests.generator.conftest import SITE, Desk

FOLDERS = {"event": "events", "pass": "passes", "voucher": "vouchers", "coupon": "coupons", "page": "pages"}


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_new_file_builds_as_it_is(desk: Desk, kind: str) -> None:
    shown = desk.run("new", kind, "fresh", "--lang", "en")
    file = f"content/{FOLDERS[kind]}/fresh.md"
    assert (shown.exit_code, shown.stdout) == (0, f"Made {file}.\n")
    assert desk.problems() == []
    assert desk.build("--strict").exit_code == 0
    text = (desk.folder / file).read_text("utf-8")
    assert kind == "page" or text.count("\n## ") == 4
    assert " / " in text


def test_headings_are_in_the_shops_language(desk: Desk) -> None:
    desk.edit("shop.md", "languages: [ja, en]", "languages: [en, ja]")
    desk.run("new", "coupon", "fresh")
    assert "## Please note" in (desk.content / "coupons/fresh.md").read_text("utf-8")


def test_a_copy_keeps_types_and_words_and_clears_dates(desk: Desk) -> None:
    desk.edit("events/live.md", "gift: yes", "min_participants: 3\ndecide_by: 2027-03-01")
    shown = desk.run("new", "event", "again", "--from", "live", "--lang", "ja")
    assert shown.stdout == "content/events/again.md をつくりました。\ncontent/events/again.en.md をつくりました。\n"
    text = (desk.content / "events/again.md").read_text("utf-8")
    assert "2027-03" not in text
    assert "2027-01" not in text
    assert "price: 3500" in text
    assert "くわしくは" in text
    assert "doors: 18:30" in text
    assert desk.problems() == []
    assert desk.build("--strict").exit_code == 0


def test_a_copy_of_a_calendar(desk: Desk) -> None:
    calendar = (
        "calendar:\n  from: 2026-12-01\n  until: 2026-12-24\n  times: [10:00, 13:00]\n  days: [tue, sun]\n  stock: 5"
    )
    text = f"---\ntitle: 美術館\nvenue: hall\n{calendar}\ntickets:\n  - {{id: adult, name: 大人, price: 10}}\n---\n"
    desk.write("events/museum.md", text)
    assert desk.run("new", "event", "again", "--from", "museum").exit_code == 0
    copy = (desk.content / "events/again.md").read_text("utf-8")
    assert "times: [10:00, 13:00]" in copy
    assert "days: [tue, sun]" in copy
    assert "until: 2026-12-24" not in copy
    assert desk.problems() == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["event", "live"], "content/events/live.md is there already"),
        (["page", "live"], "content/events/live.md is there already"),
        (["event", "My Show"], "like my-show"),
        (["event", "../evil"], "cannot be a name"),
        (["event", "next", "--from", "nobody"], "There is no content/events/nobody.md"),
        (["event", "next", "--content", "elsewhere"], "There is no shop in elsewhere"),
    ],
)
def test_refusals(desk: Desk, args: list[str], words: str) -> None:
    before = sorted(desk.folder.rglob("*"))
    shown = desk.run("new", *args, "--lang", "en")
    assert shown.exit_code == 1
    assert words in shown.stderr
    assert sorted(desk.folder.rglob("*")) == before


def test_a_new_shop_is_the_sample_and_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    assert run.invoke(commands, ["new", "shop", "mine"]).exit_code == 0
    mine = tmp_path / "mine"
    assert (mine / "content/shop.md").read_bytes() == (SITE.parent / "content/shop.md").read_bytes()
    assert "_site" in (mine / ".gitignore").read_text("utf-8")
    assert 'publish = "_site"' in (mine / "netlify.toml").read_text("utf-8")
    monkeypatch.chdir(mine)
    assert run.invoke(commands, ["build", "--strict"]).exit_code == 0
    again = run.invoke(commands, ["new", "shop", str(mine), "--lang", "en"])
    assert (again.exit_code, "is not empty" in again.stderr) == (1, True)
