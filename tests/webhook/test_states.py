"""The order's states: every state and every word of Stripe's, and the arithmetic that decides the rest."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook import money, policy
from webhook.catalogue import CancelTier
from webhook.orders import states
from webhook.payments.told import Said

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_MONEY = {
    "open": "fulfil",
    "awaiting_payment": "fulfil",
    "expired": "revive",
    "failed": "revive",
    "paid": "return",
    "part_refunded": "return",
    "refunded": "return",
    "cancelled": "return",
}
"""What the first word of a payment's money does."""
UNPAID = {
    ("open", "processing"): "await",
    ("open", "lapsed"): "fail",
    ("open", "expired"): "expire",
    ("awaiting_payment", "lapsed"): "fail",
    ("awaiting_payment", "expired"): "expire",
}
LEADS_TO = {
    "await": "awaiting_payment",
    "fulfil": "paid",
    "revive": "paid",
    "expire": "expired",
    "fail": "failed",
}


@pytest.mark.parametrize(("status", "said"), list(product(states.STATUSES, get_args(Said))))
def test_every_state_and_every_word(status: str, said: Said) -> None:
    expected = NEW_MONEY[status] if said == "paid" else UNPAID.get((status, said), "nothing")
    assert states.act(status, said, known=False) == expected
    if said == "paid":
        assert states.act(status, said, known=True) == "nothing", "money is counted once"


@given(st.lists(st.sampled_from(get_args(Said)), max_size=12))
def test_words_in_any_order_and_repeated_end_in_paid_once_they_said_so(told: list[Said]) -> None:
    status, known, fulfilled = "open", False, 0
    for said in told:
        act = states.act(status, said, known=known)
        known = known or said == "paid"
        fulfilled += act in ("fulfil", "revive")
        status = LEADS_TO.get(act, status)
    assert (status == "paid") == ("paid" in told)
    assert fulfilled == ("paid" in told)


def test_the_status_after_money_is_what_the_figures_say() -> None:
    after = states.after_money
    assert after(total=5000, returned=0, tickets=2, live=2) == "paid"
    assert after(total=5000, returned=0, tickets=2, live=1) == "paid"
    assert after(total=5000, returned=0, tickets=1, live=0) == "cancelled"
    assert after(total=5000, returned=3500, tickets=1, live=0) == "part_refunded"
    assert after(total=5000, returned=5000, tickets=1, live=0) == "refunded"
    assert after(total=0, returned=0, tickets=1, live=1) == "paid"
    assert after(total=0, returned=0, tickets=1, live=0) == "cancelled"


TIERS = (CancelTier(until=timedelta(days=7), fee=0), CancelTier(until=timedelta(days=1), fee=30))
STARTS = datetime(2026, 12, 24, 19, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("when", "back"),
    [
        (datetime(2026, 12, 1, 12, tzinfo=TOKYO), (5000, 0)),
        (datetime(2026, 12, 17, 23, 59, 59, tzinfo=TOKYO), (5000, 0)),
        (datetime(2026, 12, 18, 0, 0, tzinfo=TOKYO), (3500, 1500)),
        (datetime(2026, 12, 23, 23, 59, 59, tzinfo=TOKYO), (3500, 1500)),
        (datetime(2026, 12, 24, 0, 0, tzinfo=TOKYO), None),
        (datetime(2026, 12, 23, 15, 0, tzinfo=UTC), None),
    ],
)
def test_S4_13_the_fee_follows_the_policy_with_its_edges_at_midnight(
    when: datetime, back: tuple[int, int] | None
) -> None:
    found = policy.quote(TIERS, 5000, STARTS, TOKYO, when)
    assert (found and (found.refund, found.fee)) == back


def test_a_deadline_of_hours_counts_from_the_start_and_days_follow_the_calendar_across_daylight_saving() -> None:
    hours = CancelTier(until=timedelta(hours=3), fee=50)
    assert policy.deadline(hours, STARTS, TOKYO) == datetime(2026, 12, 24, 16, tzinfo=TOKYO)
    berlin = ZoneInfo("Europe/Berlin")
    starts = datetime(2026, 3, 30, 20, tzinfo=berlin)  # the clocks go forward on the 29th
    end = policy.deadline(CancelTier(until=timedelta(days=2), fee=0), starts, berlin)
    assert end == datetime.combine(date(2026, 3, 29), time(0), berlin)


def test_an_odd_fee_is_rounded_in_favour_of_the_fan() -> None:
    found = policy.quote((CancelTier(until=timedelta(days=1), fee=33),), 999, STARTS, TOKYO, STARTS - timedelta(days=9))
    assert found
    assert (found.refund, found.fee) == (670, 329)


def test_the_tax_inside_a_price_is_rounded_once_per_rate() -> None:
    assert money.taxes([(10, 3300), (8, 1080)]) == [(10, 3300, 300), (8, 1080, 80)]
    assert money.taxes([(10, 105), (10, 105)]) == [(10, 210, 19)], "105 alone holds 9"
    assert money.taxes([(0, 500)]) == [(0, 500, 0)]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.data())
def test_shares_add_up_and_none_is_larger_than_its_weight(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    parts = money.shared(amount, weights)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))
