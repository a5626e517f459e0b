"""The windows of tickets, edge by edge."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from webhook.catalogue import Session, Validity
from webhook.validity import period, visit

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("issued", "last"),
    [(datetime(2026, 4, 1, 0, 0), date(2026, 4, 10)), (datetime(2026, 4, 3, 23, 59), date(2026, 4, 12))],
)
def test_S2_10_S2_11_the_day_of_receipt_is_day_one(issued: datetime, last: date) -> None:
    window = period(Validity(days=10), issued.replace(tzinfo=TOKYO), TOKYO)
    midnight = datetime.combine(last + timedelta(days=1), time(0), TOKYO)
    assert window.at(midnight - timedelta(microseconds=1)) == "open"
    assert window.at(midnight) == "over"


def test_S2_11_days_are_days_across_daylight_saving() -> None:
    window = period(Validity(days=2), datetime(2026, 10, 24, 12, tzinfo=BERLIN), BERLIN)
    assert window.ends == datetime(2026, 10, 26, 0, tzinfo=BERLIN)
    assert window.ends is not None
    assert window.starts is not None
    assert window.ends.timestamp() - window.starts.timestamp() == 49 * 3600


def test_S2_07_both_dates_are_included() -> None:
    window = period(
        Validity(starts=date(2026, 4, 10), until=date(2026, 4, 30)), datetime(2026, 4, 1, tzinfo=TOKYO), TOKYO
    )
    assert window.at(datetime(2026, 4, 9, 23, 59, 59, tzinfo=TOKYO)) == "early"
    assert window.at(datetime(2026, 4, 10, tzinfo=TOKYO)) == "open"
    assert window.at(datetime(2026, 4, 30, 23, 59, 59, tzinfo=TOKYO)) == "open"
    assert window.at(datetime(2026, 5, 1, tzinfo=TOKYO)) == "over"


@pytest.mark.parametrize(
    ("ends", "day_ends", "closing"),
    [
        (None, time(0), datetime(2026, 12, 25, 0, 0)),
        (datetime(2026, 12, 24, 23, 30), time(0), datetime(2026, 12, 25, 0, 0)),
        (datetime(2026, 12, 25, 1, 0), time(0), datetime(2026, 12, 25, 4, 0)),
        (datetime(2026, 12, 25, 1, 0), time(5), datetime(2026, 12, 25, 5, 0)),
        (None, time(5), datetime(2026, 12, 25, 5, 0)),
    ],
)
def test_A05_when_a_visiting_day_ends(ends: datetime | None, day_ends: time, closing: datetime) -> None:
    starts = datetime(2026, 12, 24, 22, 0, tzinfo=TOKYO)
    session = Session(id="x", starts=starts, ends=ends.replace(tzinfo=TOKYO) if ends else None)
    window = visit(session, TOKYO, day_ends)
    assert (window.starts, window.ends) == (datetime(2026, 12, 24, tzinfo=TOKYO), closing.replace(tzinfo=TOKYO))


def test_a_pass_without_validity_is_always_good() -> None:
    assert period(None, datetime(2026, 1, 1, tzinfo=TOKYO), TOKYO).at(datetime(2099, 1, 1, tzinfo=TOKYO)) == "open"
