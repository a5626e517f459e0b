"""The monthly statement: what was used, what was not come for, what cancelling cost; to the yen."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.goods import COFFEE, JST, LIVE, PRIVATE, SHOW, confided, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, scan, see, use
from tests.webhook.terminal import mogiri
from webhook import clock, statements
from webhook.catalogue import Organiser
from webhook.catalogue import Shop as ShopFacts
from webhook.crew import accounts
from webhook.database import database
from webhook.models import Payment, TicketLine
from webhook.private import Channel
from webhook.private import Organiser as Confided
from webhook.statements import monthly


def statement(shop: Shop, month: str) -> dict[str, Any]:
    answer = shop.owner().get("/api/statement", params={"month": month})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def section(told: dict[str, Any], channel: str = "own") -> dict[str, Any]:
    return next(dict(each) for each in told["channels"] if each["channel"] == channel)


def test_S4_14_S4_55_S4_57_S4_58_a_month_by_channel_to_the_yen(shop: Shop) -> None:
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
    [kept] = told["cancellations"]
    assert (kept["ticket"], kept["cancel_fee"], kept["handling_fee"], kept["net"]) == (cancelled["id"], 1200, 0, 1200)
    assert sum(each["cancel_fee"] for each in told["cancellations"]) == told["sums"]["cancel_fees"]
    assert statement(shop, "2027-04")["total"] == 0
    raw = shop.owner().get("/api/statement.csv?month=2027-03&lang=ja")
    assert 'filename="statement-2027-03.csv"' in raw.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(raw.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["販売元", "ご利用分"]
    assert [row[0] for row in rows[1:]] == ["自分のお店", "しおり堂", "合計"]
    assert rows[-1][-1] == str(told["total"])
    assert sum(int(row[-1]) for row in rows[1:-1]) == told["total"]


def test_S4_55_what_was_used_and_then_given_back_whole_is_earned_no_more(small_shop: Shop) -> None:
    order = small_shop.bought(thing("coffee"))
    use(small_shop, small_shop.fan.get(order["tickets"][0]["url"]).json() | order["tickets"][0], units=3)
    month, after = f"{clock.now().astimezone(JST):%Y-%m}", clock.now() + timedelta(days=40)
    assert section(statement(small_shop, month))["used"] == 900
    clock.set_to(after)
    body = {"reason": "weather", "full": True}
    assert small_shop.owner().post(f"/api/orders/{order['number']}/cancel", json=body).status_code == 200
    told = statement(small_shop, f"{after.astimezone(JST):%Y-%m}")
    assert section(told)["cancel_fees"] == told["total"] == -900, "the month that paid it out stays as it was"
    assert section(statement(small_shop, month))["net"] == 900


def test_S4_58_the_same_money_by_organiser_to_the_yen(shop: Shop) -> None:
    guest = Organiser(id="tsubame", name={"ja": "劇団つばめ", "en": "Swallows"})
    theirs = replace(LIVE, channels=("own", "partner-x"), organiser=guest)
    stocked(shop.settings.site, (theirs, COFFEE))
    known = {"tsubame": Confided(name="劇団つばめ", fee=10_000)}
    partner = {"partner-x": Channel(name="しおり堂", fee=3333)}
    confided(shop.settings.shop_folder, replace(PRIVATE, channels=partner, organisers=known, handling_fee=1111))
    until(lambda: shop.checkout(channel="partner-x").status_code == 201, "the partner")
    came, passed = shop.ticket(line(quantity=3)), shop.ticket(thing("coffee"))
    ended = [shop.bought(line(session="sat", ticket="student")) for _ in range(2)]
    other = shop.ticket(line(ticket="student"), channel="partner-x")
    stocked(shop.settings.site, (COFFEE,))  # the file is gone: what was sold stays theirs
    shop.at_the_show(SHOW - timedelta(days=2))
    for order in ended:
        shop.fan.post(f"{order['tickets'][0]['url']}/cancel", json={})  # 600 of 2,000 each
    shop.at_the_show()
    staff = shop.staff()
    scan(staff, came, units=3)
    scan(staff, other)
    use(shop, passed, units=7)
    told = statement(shop, "2027-03")
    parts = {each["organiser"]: each for each in told["organisers"]}
    assert list(parts) == ["", "tsubame"], "the shop itself first"
    assert (parts[""]["used"], parts["tsubame"]["used"], parts["tsubame"]["name"]) == (2100, 12500, "劇団つばめ")
    assert [each["handling_fee"] for each in told["channels"]] == [153, 66]  # 1.111 % of 13,800 and 3.333 % of 2,000
    assert (parts[""]["handling_fee"], parts["tsubame"]["handling_fee"]) == (23, 196)
    assert (parts["tsubame"]["rate"], parts["tsubame"]["commission"]) == (10.0, 1370)
    assert parts["tsubame"]["payout"] == 12500 + 1200 - 196 - 1370
    for column in ("used", "no_show", "cancel_fees", "gross", "handling_fee", "net"):
        assert told["organiser_sums"][column] == told["sums"][column] == sum(part[column] for part in parts.values())
    assert told["organiser_sums"]["payout"] + told["organiser_sums"]["commission"] == told["total"]
    kept = told["cancellations"]
    assert [each["order"] for each in kept] == [order["number"] for order in ended]
    assert [each["net"] + each["handling_fee"] for each in kept] == [600, 600], "each order's line"
    assert sum(each["handling_fee"] for each in kept) in (13, 14), "their part of the fee"
    lines = shop.owner().get("/api/statement.csv?month=2027-03&by=cancellation&lang=ja").content.decode("utf-8-sig")
    assert [row[3] for row in csv.reader(io.StringIO(lines))] == ["キャンセル料", "600", "600", "1200"]
    raw = shop.owner().get("/api/statement.csv?month=2027-03&by=organiser&lang=ja")
    assert 'filename="statement-2027-03-organisers.csv"' in raw.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(raw.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["主催", "試し座", "劇団つばめ", "合計"]
    assert sum(int(row[-1]) for row in rows[1:-1]) == int(rows[-1][-1]) == told["total"] - 1370
    assert "tsubame" in mogiri(shop, "statement", "2027-03")


def test_S4_55_owners_get_it_by_mail_on_the_first_once_and_later_when_nobody_was_there(shop: Shop) -> None:
    with database.connection_context():
        for number, role in (("91", "owner"), ("92", "lead"), ("93", "owner")):
            accounts.add(number, "店主", role, email=f"{role}{number}@x.example", now=clock.now())
    ticket = shop.ticket(line(quantity=2))
    shop.bought(thing("april"))  # nobody uses it: 500 are earned when April is over
    shop.at_the_show()
    scan(shop.staff(), ticket)
    posted: list[str] = []

    def at(month: int, day: int, hour: int) -> list[str]:
        """The keys of the statements that were posted once that moment has come."""
        clock.set_to(datetime(2027, month, day, hour, 1, tzinfo=JST))
        service = shop.app.state.service

        def process() -> None:
            with database.connection_context():
                monthly.work(service.catalogue.shop, service.shelf.private, service.words, clock.now())

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: process(), range(4)))
        known = [f"{mail.values['statement']['month']} {mail.recipient}" for mail in shop.mailed("notice-statement")]
        new = known[len(posted) :]
        posted.extend(new)
        return new

    assert at(4, 1, 8) == [], "evenings of the 31st may run past midnight"
    assert at(4, 1, 9) == ["2027-03 owner91@x.example", "2027-03 owner93@x.example"]
    assert at(4, 30, 23) == at(4, 2, 9) == []
    assert at(7, 3, 12) == ["2027-04 owner91@x.example", "2027-04 owner93@x.example"], "May and June earned nothing"
    shop.posted()
    mail = next(each for each in shop.office.mails if "2027年3月" in each["Subject"])
    assert mail["Subject"] == "ご利用明細 2027年3月分(7,000円)"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body
        for fact in ("7,000円", "2027年4月30日(金)", "/owner/#statement?month=2027-03"):
            assert fact in body.get_content()
    [table] = mail.iter_attachments()
    assert (table.get_filename(), table.get_content_type()) == ("statement-2027-03.csv", "text/csv")
    assert table.get_content() == shop.owner().get("/api/statement.csv?month=2027-03&lang=ja").content.decode()


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
    lost = small_shop.ticket(line(quantity=2))
    with database.connection_context():
        intent = Payment.select().order_by(Payment.id.desc()).get().intent
    dispute = small_shop.stripe.open_dispute(intent)
    until(lambda: see(small_shop, lost)["state"] == "suspended", "the dispute")
    small_shop.stripe.settle_dispute(dispute["id"], "lost")
    until(lambda: see(small_shop, lost)["state"] == "cancelled", "its end")
    paid_in = f"{clock.now().astimezone(JST):%Y-%m}"
    small_shop.at_the_show(datetime(2027, 4, 2, tzinfo=JST))
    for month in (paid_in, "2027-03"):
        assert statement(small_shop, month)["total"] == 0


@pytest.mark.parametrize(
    ("month", "due"),
    [("2026-09", "2026-10-31"), ("2027-01", "2027-02-28"), ("2028-01", "2028-02-29"), ("2026-12", "2027-01-31")],
)
def test_S4_56_due_at_the_end_of_the_following_month(month: str, due: str) -> None:
    shop = ShopFacts(name={"ja": "店"}, currency="JPY", time_zone="Asia/Tokyo", languages=("ja",))
    assert statements.month(month, shop).due.isoformat() == due


def test_S4_55_S4_56_used_in_september_2026_is_due_on_31_october_to_the_yen(shop: Shop) -> None:
    confided(shop.settings.shop_folder, replace(PRIVATE, handling_fee=3600))
    until(lambda: shop.app.state.service.shelf.private.handling_fee == 3600, "the fee of the file")
    clock.set_to(datetime(2026, 8, 31, 23, 50, tzinfo=JST))
    coffee = shop.ticket(thing("coffee"))
    use(shop, coffee, units=1)
    clock.set_to(datetime(2026, 9, 1, 0, 0, tzinfo=JST))
    use(shop, coffee, units=2)
    clock.set_to(datetime(2026, 9, 30, 23, 59, 59, tzinfo=JST))
    use(shop, coffee, units=3)
    clock.set_to(datetime(2026, 10, 1, 0, 0, tzinfo=JST))
    use(shop, coffee, units=4)
    told = statement(shop, "2026-09")
    own = section(told)
    assert (told["month"], told["due"], told["currency"]) == ("2026-09", "2026-10-31", "JPY")
    assert (own["used"], own["handling_fee"], own["net"], told["total"]) == (1500, 54, 1446, 1446)
    assert [section(statement(shop, month))["used"] for month in ("2026-08", "2026-10")] == [300, 1200]


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
