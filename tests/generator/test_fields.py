"""Each type of value: what is understood, and what is answered kindly with the right line."""

import pytest

from tests.generator.conftest import Desk

LINE = 20
EVENT = """---
title: 題
venue: hall
sessions:
  - {{starts: 2027-03-05 19:00, stock: 12}}
tickets:
  - {{id: adult, name: 一般, price: 3500}}
{}
---
"""


def _checked(desk: Desk, path: str, text: str) -> list[tuple[int, str, str]]:
    desk.write(path, text)
    return [
        (each["line"], each["field"], each["code"]) for each in desk.problems() if each["file"] == f"content/{path}"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "gift: yes",
        "gift: true",
        "gift: No",
        "age_min: 18",
        "age_min: \uff11\uff18",
        "sales: {from: \uff12\uff10\uff12\uff16-11-01 \uff11\uff10\uff1a\uff10\uff10}",
        "limit_per_person: '4'",
        "decide_by: 2027-03-01\nmin_participants: 8",
        "sales: {from: 2026-11-01 10:00, until: 2026-12-24T18:00}",
        "sales: {from: 2026-11-01 10:00+09:00}",
        "konbini: {stop: 4 days}",
        "konbini: {stop: 24 hours}",
        "konbini: {stop: 90 minutes}",
        "konbini: {stop: 7d}",
        "konbini: {stop: 7日}",
        "konbini: {stop: 24時間}",
        "konbini: {stop: 2週間}",
        "cancel:\n  - {until: 7 days, fee: 30%}",
        "cancel:\n  - {until: 1 day, fee: 30%}",
        "cancel: none",
        "cancel: no",
        "use: stamp",
        "tags: [コント, ライブ]",
        "summary: no",
        "summary: {ja: 日本語, en: English}",
        "summary:",
        "related: []",
    ],
)
def test_values_that_are_understood(desk: Desk, line: str) -> None:
    assert _checked(desk, "events/one.md", EVENT.format(line)) == []


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("gift: maybe", "gift", "yes_no"),
        ("gift: [yes]", "gift", "one_value"),
        ("gift: {a: b}", "gift", "one_value"),
        ("age_min: 3,5", "age_min", "number_plain"),
        ("age_min: 18歳", "age_min", "number_plain"),
        ("age_min: 18.5", "age_min", "number"),
        ("age_min: adult", "age_min", "number"),
        ("age_min: -1", "age_min", "range"),
        ("age_min: 121", "age_min", "range"),
        ("limit_per_person: 0", "limit_per_person", "range"),
        ("decide_by: 2027-3-1\nmin_participants: 8", "decide_by", "date_plain"),
        ("decide_by: 2027/03/01\nmin_participants: 8", "decide_by", "date_plain"),
        ("decide_by: 2027年3月1日\nmin_participants: 8", "decide_by", "date_plain"),
        ("decide_by: 2027-02-29\nmin_participants: 8", "decide_by", "no_such_date"),
        ("decide_by: tomorrow\nmin_participants: 8", "decide_by", "date"),
        ("sales: {from: 2026-11-01}", "from", "moment_no_time"),
        ("sales: {from: 2026-11-01 25:00}", "from", "time_late"),
        ("sales: {from: 2026-11-01 10:61}", "from", "time"),
        ("sales: {from: soon}", "from", "moment"),
        ("sales: 2026-11-01 10:00", "sales", "block"),
        ("konbini: {stop: 4}", "stop", "duration"),
        ("konbini: {stop: four days}", "stop", "duration"),
        ("konbini: {stop: 4 moons}", "stop", "duration"),
        ("cancel:\n  - {until: 7 days, fee: 30}", "fee", "percent_sign"),
        ("cancel:\n  - {until: 7 days, fee: 130%}", "fee", "range"),
        ("cancel:\n  - {until: 7 days, fee: 3.5%}", "fee", "percent_whole"),
        ("cancel:\n  - {until: 7 days, fee: half}", "fee", "percent"),
        ("cancel:\n  - {until: 7 days}", "fee", "required"),
        ("use: wave", "use", "choice"),
        ("tags: コント, ライブ", "tags", "list"),
        ("tags: [a/b]", "tags", "tag"),
        ("related: [Coffee!]", "related", "id"),
        ('summary: "\\u0007"', "summary", "control"),
        ("summary: {fr: Bonjour}", "summary", "language"),
        ("image: ../secret.png", "image", "image_place"),
        ("image: /etc/secret.png", "image", "image_place"),
    ],
)
def test_values_that_are_not(desk: Desk, line: str, field: str, code: str) -> None:
    problems = _checked(desk, "events/one.md", EVENT.format(line))
    expected = 8 + (line.split("\n")[0].endswith(":"))
    assert (expected, field, code) in problems
    assert {each[2] for each in problems} <= {code, "no_alt"}


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("3500", None),
        ("\uff13\uff15\uff10\uff10", None),
        ("'3500'", None),
        ("0", None),
        ("3,500", "number_plain"),
        ("¥3500", "number_plain"),
        ("3500円", "number_plain"),
        ("35.00", "number_plain"),
        ("-1", "range"),
        ("100000000", "range"),
        ("たくさん", "number"),
        ("", "empty"),
    ],
)
def test_money(desk: Desk, price: str, code: str | None) -> None:
    text = EVENT.format("").replace(
        "{id: adult, name: 一般, price: 3500}", f"id: adult\n    name: 一般\n    price: {price}"
    )
    problems = _checked(desk, "events/one.md", text)
    assert problems == ([(9, "price", code)] if code else [])


def test_money_with_a_comma_is_answered_with_the_number_to_write(desk: Desk) -> None:
    line = desk.edit("events/live.md", "price: 3500", "price: 3,500")
    shown = desk.build()
    assert shown.exit_code == 1
    assert f"content/events/live.md:{line}: price: Write 3500 instead of “3,500”" in shown.stderr
    japanese = desk.run("build", "--lang", "ja").stderr
    assert f"content/events/live.md:{line}: price: 「3,500」ではなく 3500 と、数字だけで書いてください。" in japanese
    desk.edit("events/live.md", "price: 3,500", "price: 1.2万円")
    assert "Write 12000 instead of “1.2万円”" in desk.build().stderr
    desk.edit("events/live.md", "price: 1.2万円", "price: 1万2千円")
    assert ("content/events/live.md", line, "price", "number") in desk.found(), "what cannot be read is not guessed"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("url", "https://trial.example/", None),
        ("url", "trial.example", "url"),
        ("url", "javascript:alert(1)", "url"),
        ("url", "https://trial.example/shop", "origin"),
        ("mail", "hello@", "mail"),
        ("notify", "[a@b.example, nobody]", "mail"),
        ("currency", "jpy", None),
        ("currency", "YEN", "currency"),
        ("time_zone", "Europe/Paris", None),
        ("time_zone", "Tokyo", "time_zone"),
        ("time_zone", "../../etc/passwd", "time_zone"),
        ("day_ends", "05:00", None),
        ("day_ends", "29:00", "time_late"),
        ("handling_fee", "3.6%", None),
        ("handling_fee", "3.6", "percent_sign"),
    ],
)
def test_values_of_the_shop(desk: Desk, key: str, value: str, code: str | None) -> None:
    text = (desk.content / "shop.md").read_text("utf-8").split("\n")
    lines = [line for line in text if not line.startswith(f"{key}:")]
    desk.write("shop.md", "\n".join([*lines[:2], f"{key}: {value}", *lines[2:]]))
    assert desk.found() == ({("content/shop.md", 3, key, code)} if code else set())


@pytest.mark.parametrize(
    ("value", "code"), [('"#d7402b"', None), ('"#abc"', None), ("#d7402b", "empty"), ("red", "colour")]
)
def test_colours(desk: Desk, value: str, code: str | None) -> None:
    line = desk.edit("shop.md", "mail: hello@trial.example", f"theme:\n  accent: {value}") + 1
    assert desk.found() == ({("content/shop.md", line, "accent", code)} if code else set())


def test_times_are_the_shops_and_keep_their_shape(desk: Desk) -> None:
    desk.edit("events/live.md", "doors: 18:30", "doors: 18:30")
    assert desk.build().exit_code == 0
    live = next(item for item in desk.catalogue()["items"] if item["id"] == "live")
    assert live["sessions"][0]["doors"] == "2027-03-05T18:30:00+09:00"
    assert live["sessions"][1]["id"] == "20270306-1400"
    assert live["cancel"] == [{"fee": 0, "until": 604800}, {"fee": 30, "until": 86400}]


def test_a_time_that_the_clocks_jump_over_is_refused(desk: Desk) -> None:
    desk.edit("shop.md", "mail: hello@trial.example", "time_zone: Europe/Paris")
    line = desk.edit("events/live.md", "starts: 2027-03-06 14:00", "starts: 2027-03-28 02:30")
    assert ("content/events/live.md", line, "starts", "no_such_time") in desk.found()
