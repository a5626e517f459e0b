"""``mogiri new``: everything it makes builds as it is."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import commands
from generator.writing.keys import keys
from tests.generator.conftest import SITE, Desk

FOLDERS = {"event": "events", "pass": "passes", "voucher": "vouchers", "coupon": "coupons", "page": "pages"}


@pytest.mark.parametrize("kind", FOLDERS)
def test_S1_10_a_new_file_builds_as_it_is(desk: Desk, kind: str) -> None:
    shown = desk.run("new", kind, "fresh", "--lang", "en")
    file = f"content/{FOLDERS[kind]}/fresh.md"
    assert (shown.exit_code, shown.stdout) == (0, f"Made {file}.\n")
    assert {each["code"] for each in desk.problems()} <= {"pattern_title", "pattern_words"}
    assert desk.build().exit_code == 0
    text = (desk.folder / file).read_text("utf-8")
    assert kind == "page" or text.count("\n## ") == 4
    remarks = [line.split(" # ")[0] for line in text.splitlines() if " # " in line]
    assert {len(before) for before in remarks if len(before.rstrip()) <= 35} == {35}, "comments stand below each other"
    assert " / " in text


@pytest.mark.parametrize("kind", FOLDERS)
def test_S0_08_S4_03_few_keys_are_needed_and_each_is_explained_in_both_languages(desk: Desk, kind: str) -> None:
    outer = {path.partition(".")[0] for path in NEEDED[kind]}
    needed = {key.path for key in keys(kind) if key.required and key.path.partition(".")[0] in outer}
    assert needed == NEEDED[kind]
    assert len(needed) <= 8
    desk.run("new", kind, "fresh")
    text = (desk.content / FOLDERS[kind] / "fresh.md").read_text("utf-8")
    front = text.split("---\n")[1]
    assert all(re.search(rf"\b{path.rpartition('.')[2]}:", front) for path in needed)
    comments = re.findall(r"# (.+ / .+)$", front, re.MULTILINE)
    assert len(comments) >= 3
    for comment in comments:
        japanese, english = comment.rsplit(" / ", 1) if comment.count(" / ") == 1 else (comment, comment)
        assert re.search("[\u3040-\u30ff\u4e00-\u9fff]", japanese), comment
        assert re.search("[a-z]{2}", english), comment
    assert f"mogiri keys {kind}" in front


NEEDED = {
    "event": {"title", "sessions.starts", "tickets", "tickets.id", "tickets.name", "tickets.price"},
    "pass": {"title", "uses", "price"},
    "voucher": {"title", "price"},
    "coupon": {"title", "benefit", "benefit.type", "valid"},
    "page": {"title"},
}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("event", "どんな催しか"),
        ("pass", "何に何回"),
        ("voucher", "何に使える"),
        ("coupon", None),
        ("page", "ここに書いて"),
    ],
)
def test_words_nobody_has_replaced_are_named_and_stop_a_strict_build(desk: Desk, kind: str, words: str | None) -> None:
    desk.run("new", kind, "fresh")
    file = f"content/{FOLDERS[kind]}/fresh.md"
    lines = (desk.folder / file).read_text("utf-8").split("\n")
    sentence = next((number for number, line in enumerate(lines) if words and line.startswith(words)), None)
    told = {(file, sentence + 1, "", "pattern_words")} if sentence else set()
    assert desk.found() == {(file, 2, "title", "pattern_title"), *told}
    assert desk.build("--strict").exit_code == 1
    lines[1] = "title: 夏の会"
    if sentence:
        lines[sentence] = "三組で笑う夜です。"
    (desk.folder / file).write_text("\n".join(lines), "utf-8")
    assert desk.problems() == []
    assert desk.build("--strict").exit_code == 0


def test_headings_are_in_the_shops_language(desk: Desk) -> None:
    desk.edit("shop.md", "languages: [ja, en]", "languages: [en, ja]")
    desk.run("new", "coupon", "fresh")
    assert "## Please note" in (desk.content / "coupons/fresh.md").read_text("utf-8")


def test_S0_26_a_copy_keeps_types_and_words_and_clears_dates(desk: Desk) -> None:
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


def test_the_words_of_a_coupon_have_the_four_headings_that_are_advised(desk: Desk) -> None:
    """S2-29: the benefit, how to use it, cautions, and what else it goes with."""
    desk.run("new", "coupon", "fresh")
    text = (desk.content / "coupons/fresh.md").read_text("utf-8")
    assert re.findall("^## (.+)$", text, re.MULTILINE) == ["特典", "ご利用方法", "ご注意", "併用について"]


def test_a_copy_of_a_night_that_ended_the_next_day(desk: Desk) -> None:
    desk.edit("events/live.md", "ends: 21:00", "ends: 2027-03-06 01:00")
    desk.edit("events/live.md", "gift: yes", "cancelled: yes\npaused: [own]\nage_min: 18")
    assert desk.run("new", "event", "again", "--from", "live").exit_code == 0
    text = (desk.content / "events/again.md").read_text("utf-8")
    starts, ends = re.search(r"starts: (\S+) 19:00\n.*\n    ends: (\S+) 01:00", text).groups()  # type: ignore[union-attr]
    assert date.fromisoformat(ends) - date.fromisoformat(starts) == timedelta(days=1)
    assert "cancelled" not in text
    assert "paused" not in text
    assert desk.problems() == []


def test_a_copy_of_a_pass_gets_a_new_window_of_the_same_length(desk: Desk) -> None:
    desk.edit("passes/coffee.md", "valid: {days: 180}", "valid: {from: 2026-04-01, to: 2026-04-30}")
    desk.edit(
        "passes/coffee.md", "use: tap", "use: tap\nsales: {from: 2026-03-01 10:00}\npsa_ack: {by: 山田, on: 2026-03-01}"
    )
    assert desk.run("new", "pass", "tea", "--from", "coffee").exit_code == 0
    text = (desk.content / "passes/tea.md").read_text("utf-8")
    first, last = re.search(r"valid: \{from: (\S+), to: (\S+)\}", text).groups()  # type: ignore[union-attr]
    assert date.fromisoformat(last) - date.fromisoformat(first) == timedelta(days=29)
    assert "2026-03" not in text
    assert "2026-04" not in text
    assert "single_price: 400" in text
    assert [each["code"] for each in desk.problems() if each["level"] == "error"] == []


def test_a_copy_of_what_has_no_dates_is_the_same_text(desk: Desk) -> None:
    assert desk.run("new", "coupon", "again", "--from", "thanks").exit_code == 0
    again, old = ((desk.content / "coupons" / f"{name}.md").read_text("utf-8") for name in ("again", "thanks"))
    assert again == old


def test_a_copy_of_a_calendar(desk: Desk) -> None:
    calendar = (
        "calendar:\n  from: 2026-12-01\n  until: 2026-12-24\n  times: [10:00, 13:00]\n  days: [tue, sun]\n  stock: 5\n"
        "  closed: [2026-12-06, holidays]"
    )
    text = f"---\ntitle: 美術館\nvenue: hall\n{calendar}\ntickets:\n  - {{id: adult, name: 大人, price: 1000}}\n---\n"
    desk.write("events/museum.md", text)
    assert desk.run("new", "event", "again", "--from", "museum").exit_code == 0
    copy = (desk.content / "events/again.md").read_text("utf-8")
    assert "times: [10:00, 13:00]" in copy
    assert "days: [tue, sun]" in copy
    assert "closed: [holidays]" in copy
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
