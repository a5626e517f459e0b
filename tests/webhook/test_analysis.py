"""Which weekday and hour draws most, when people come, what a day sells."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.goods import LIVE, SHOW, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, held, scan, sent, shared
from webhook import clock
from webhook.catalogue import Session


def analysis(shop: Shop, **filters: str) -> dict[str, Any]:
    answer = shop.owner().get("/api/analysis", params=filters)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_S0_24_S0_25_participation_by_weekday_and_hour(shop: Shop) -> None:
    sunday = Session(id="sun", starts=SHOW + timedelta(days=2, hours=-6), stock=50)
    coming = Session(id="later", starts=SHOW + timedelta(days=30), stock=50)
    stocked(shop.settings.site, (replace(LIVE, sessions=(*LIVE.sessions, sunday, coming)),))
    until(lambda: shop.checkout(line(session="sun")).status_code == 201, "the new dates")
    friday = [shop.ticket(line(ticket="student", quantity=5)) for _ in range(2)]
    noon = shop.ticket(line(session="sun", ticket="student", quantity=5))
    shop.bought(line(session="later", ticket="student", quantity=9))
    shop.at_the_show(SHOW - timedelta(minutes=20))
    staff = shop.staff()
    scan(staff, friday[0], units=5)
    clock.set_to(SHOW)
    scan(staff, friday[1], units=4)
    clock.set_to(SHOW + timedelta(days=2, hours=-6))
    scan(shop.staff(), noon, units=3)
    told = analysis(shop)
    assert [(each["weekday"], each["hour"], each["rate"], each["issued"]) for each in told["weekdays"]] == [
        (4, 19, 0.9, 10), (6, 13, 0.6, 5),
    ]  # fmt: skip
    assert [(each["name"], each["issued"], each["used"]) for each in told["events"]] == [("試しライブ", 15, 12)]
    assert sum(each["used"] for each in told["types"]) == 12
    assert "later" not in str(told["events"]), "a date to come has nobody in it yet"
    assert told["arrivals"] == [{"at": "13:00", "used": 3}, {"at": "18:30", "used": 5}, {"at": "19:00", "used": 4}]
    assert analysis(shop, item="coffee")["weekdays"] == []


def test_sales_by_day_and_who_brought_whom(small_shop: Shop) -> None:
    shop = held(small_shop)
    shop.bought(line(quantity=2), thing("coffee"), email="a@example.com")
    shared(shop, sent(shop, "ten", "a@example.com"), "b@example.com")
    told = analysis(shop)
    assert len(told["sales"]) == 30
    assert (told["sales"][-1]["orders"], told["sales"][-1]["total"]) == (1, 10000)
    assert [(each["email"], each["referrals"]) for each in told["referrals"]] == [("a@example.com", 1)]
    assert analysis(shop, item="coffee")["sales"][-1]["total"] == 3000
    assert len(analysis(shop, **{"from": "2027-01-01", "to": "2027-01-07"})["sales"]) == 7


@pytest.mark.parametrize("query", ["from=2027-01-02&to=2027-01-01", "from=2020-01-01&to=2027-01-01", "from=x"])
def test_spans_that_make_no_sense(small_shop: Shop, query: str) -> None:
    assert code(small_shop.owner().get(f"/api/analysis?{query}")) == (422, "bad_value")
    assert small_shop.staff("lead").get("/api/analysis").status_code == 403
