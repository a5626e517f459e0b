"""The monthly statement: what was used, what was not come for, what cancelling cost; to the yen."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.goods import JST, LIVE, PRIVATE, SHOW, confided, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, scan, use
from tests.webhook.terminal import mogiri
from webhook import clock, statements
from webhook.catalogue import Shop as ShopFacts
from webhook.database import database
from webhook.models import TicketLine
from webhook.private import Channel


def statement(shop: Shop, month: str) -> dict[str, Any]:
    answer = shop.owner().get("/api/statement", params={"month": month})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def section(told: dict[str, Any], channel: str = "own") -> dict[str, Any]:
    return next(dict(each) for each in told["channels"] if each["channel"] == channel)


def test_S4_55_S4_57_S4_58_a_month_by_channel_to_the_yen(shop: Shop) -> None:
    stocked(shop.settings.site, (replace(LIVE, channels=("own", "partner-x")),))
    confided(shop.settings.shop_folder, replace(PRIVATE, channels={"partner-x": Channel(name="しおり堂", fee=3600)}))
    until(lambda: shop.checkout(channel="partner-x").status_code == 201, "the partner")
    came, missed = shop.ticket(line(quantity=3)), shop.ticket(line(quantity=2))
    partner = shop.ticket(line(quantity=2), channel="partner-x")
    cancelled = shop.ticket(line(session="sat", ticket="student", quantity=2))
    shop.at_the_show(SHOW - timedelta(days=2))
    shop.fan.post(f"{cancelled['url']}/cancel", json={})  # 30 % of 4,000
    shop.at_the_show()
    staff = shop.staff()
    scan(staff, came, units=2)
    undone = scan(staff, missed, units=1)["stamp"]
    staff.post(f"/api/stamps/{undone['id']}/undo")
    scan(staff, partner, units=2)
    assert section(statement(shop, "2027-03"))["no_show"] == 0, "the day is not over"
    shop.at_the_show(datetime(2027, 4, 2, tzinfo=JST))
    told = statement(shop, "2027-03")
    assert (told["month"], told["due"]) == ("2027-03", "2027-04-30")
    own, theirs = section(told), section(told, "partner-x")
    assert (own["used"], own["no_show"], own["cancel_fees"], own["gross"]) == (7000, 10500, 1200, 18700)
    assert (own["handling_fee"], own["net"]) == (0, 18700)
    assert (theirs["name"], theirs["used"], theirs["rate"]) == ("しおり堂", 7000, 3.6)
    assert (theirs["handling_fee"], theirs["net"]) == (252, 6748)
    assert told["total"] == told["sums"]["net"] == 18700 + 6748
    assert statement(shop, "2027-04")["total"] == 0
    raw = shop.owner().get("/api/statement.csv?month=2027-03&lang=ja")
    assert 'filename="statement-2027-03.csv"' in raw.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(raw.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["販売元", "ご利用分"]
    assert [row[0] for row in rows[1:]] == ["自分のお店", "しおり堂", "合計"]
    assert rows[-1][-1] == str(told["total"])
    assert sum(int(row[-1]) for row in rows[1:-1]) == told["total"]


def test_what_was_paid_is_earned_once_whatever_the_order(small_shop: Shop) -> None:
    mine = small_shop.ticket(thing("coffee"))
    with database.connection_context():
        TicketLine.update(paid=2999).execute()  # no whole yen for each use
    months = []
    for number in range(3):
        clock.set_to(datetime(2026, 12, 28, 12, tzinfo=JST) + timedelta(days=20 * number))
        use(small_shop, mine, units=3)
    clock.set_to(datetime(2027, 9, 1, tzinfo=JST))
    for name in ("2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06", "2027-07"):
        told = section(statement(small_shop, name))
        months.append((told["used"], told["no_show"]))
    assert sum(used + left for used, left in months) == 2999
    assert [used for used, _ in months[:3]] == [899, 900, 900]
    assert sum(left for _, left in months) == 300, "what expired is earned in its last month"


def test_a_full_refund_and_what_a_bank_took_back_earn_nothing(small_shop: Shop) -> None:
    order = small_shop.bought(line(quantity=2))
    owner = small_shop.owner()
    owner.post(f"/api/orders/{order['number']}/cancel", json={"reason": "weather"})
    assert statement(small_shop, f"{clock.now().astimezone(JST):%Y-%m}")["total"] == 0


@pytest.mark.parametrize(
    ("month", "due"),
    [("2026-09", "2026-10-31"), ("2027-01", "2027-02-28"), ("2028-01", "2028-02-29"), ("2026-12", "2027-01-31")],
)
def test_S4_56_due_at_the_end_of_the_following_month(month: str, due: str) -> None:
    shop = ShopFacts(name={"ja": "店"}, currency="JPY", time_zone="Asia/Tokyo", languages=("ja",))
    assert statements.month(month, shop).due.isoformat() == due


@pytest.mark.parametrize("month", ["soon", "2026-13", "2026-9", "9999-12", "2026-09-01"])
def test_months_that_are_none(small_shop: Shop, month: str) -> None:
    assert code(small_shop.owner().get("/api/statement", params={"month": month})) == (422, "bad_month")
    assert small_shop.fan.get("/api/statement").status_code == 401


def test_the_terminal_shows_the_same(small_shop: Shop) -> None:
    ticket = small_shop.ticket(line())
    small_shop.at_the_show()
    scan(small_shop.staff(), ticket)
    shown = mogiri(small_shop, "statement", "2027-03")
    assert "2027-04-30" in shown
    assert "3,500" in shown.splitlines()[-1]
    assert "2026-09" in mogiri(small_shop, "statement", "soon", code=1)
