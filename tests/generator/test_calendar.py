"""A place that is open every day: the calendar unrolled into sessions."""

import pytest

from tests.generator.conftest import Desk

EVENT = "---\ntitle: 美術館\nvenue: hall\ncalendar:\n{}\ntickets:\n  - {{id: adult, name: 大人, price: 1000}}\n---\n"


def _calendar(desk: Desk, *lines: str) -> list[tuple[str, str, int | None]]:
    desk.write("events/museum.md", EVENT.format("\n".join(f"  {line}" for line in lines)))
    shown = desk.build()
    assert shown.exit_code == 0, shown.stderr
    item = next(item for item in desk.catalogue()["items"] if item["id"] == "museum")
    return [(each["id"], each["starts"], each.get("stock")) for each in item["sessions"]]


def test_any_time_of_the_day(desk: Desk) -> None:
    sessions = _calendar(desk, "from: 2026-12-23", "until: 2026-12-24", "stock: 50", "special: {2026-12-24: 80}")
    assert sessions == [("20261223", "2026-12-23T00:00:00+09:00", 50), ("20261224", "2026-12-24T00:00:00+09:00", 80)]
    assert '"all_day": true' in desk.page("catalogue.json")


def test_S4_10_times_days_and_closed_days(desk: Desk) -> None:
    lines = ["from: 2026-12-21", "until: 2026-12-25", "days: [tue, wed, thu]", "times: [10:00, 13:00]"]
    sessions = _calendar(desk, *lines, "closed: [2026-12-23]", "special: {2026-12-24: 0}")
    assert [each[0] for each in sessions] == ["20261222-1000", "20261222-1300", "20261224-1000", "20261224-1300"]
    assert [each[2] for each in sessions] == [None, None, 0, 0]


def test_public_holidays_are_closed(desk: Desk) -> None:
    sessions = _calendar(desk, "from: 2027-01-08", "until: 2027-01-12", "closed: [holidays]")
    assert [each[0] for each in sessions] == ["20270108", "20270109", "20270110", "20270112"]


def test_days_in_a_zone_with_summer_time_begin_at_its_midnight(desk: Desk) -> None:
    desk.edit("shop.md", "mail: hello@trial.example", "time_zone: Europe/Paris")
    sessions = _calendar(desk, "from: 2027-03-27", "until: 2027-03-29")
    assert [each[1][-6:] for each in sessions] == ["+01:00", "+01:00", "+02:00"]


@pytest.mark.parametrize(
    ("lines", "line", "field", "code"),
    [
        (["from: 2026-12-23"], 5, "until", "required"),
        (["from: 2026-12-23", "until: 2026-12-22"], 6, "until", "until_early"),
        (["from: 2026-12-23", "until: 2036-12-22"], 6, "until", "calendar_long"),
        (["from: 2026-12-23", "until: 2026-12-23", "days: [mon]"], 5, "calendar", "calendar_empty"),
        (["from: 2026-12-23", "until: 2026-12-24", "special: {2026-12-25: 8}"], 7, "special", "special_closed"),
        (["from: 2026-12-23", "until: 2026-12-24", "days: [monday]"], 7, "days", "choice"),
        (["from: 2026-12-23", "until: 2026-12-24", "times: [25:00]"], 7, "times", "time_late"),
        (["from: 2026-12-23", "until: 2026-12-24", "closed: [holiday]"], 7, "closed", "date"),
    ],
)
def test_calendars_that_do_not_work(desk: Desk, lines: list[str], line: int, field: str, code: str) -> None:
    desk.write("events/museum.md", EVENT.format("\n".join(f"  {each}" for each in lines)))
    assert ("content/events/museum.md", line, field, code) in desk.found()


def test_holidays_are_known_for_japan_only(desk: Desk) -> None:
    desk.edit("shop.md", "mail: hello@trial.example", "time_zone: Europe/Paris")
    desk.write("events/museum.md", EVENT.format("  from: 2026-12-23\n  until: 2026-12-24\n  closed: [holidays]"))
    assert ("content/events/museum.md", 7, "closed", "holidays") in desk.found()
