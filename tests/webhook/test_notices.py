"""What the shop hears of by mail: each order, one digest in a rush, and too few people on the day of decision."""

import dataclasses
import re
from datetime import timedelta
from email.message import EmailMessage

from tests.support.goods import ITEMS, JST, LIVE, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from webhook import clock, codes
from webhook import face as faces
from webhook.crew import accounts
from webhook.database import database, transaction
from webhook.mailing import notices
from webhook.models import Order, OrderLine
from webhook.people import customers

ORDER = re.compile(r"M-\w+")


def test_S4_60_each_order_is_told_to_the_shop_and_to_owners_with_an_address(small_shop: Shop) -> None:
    order = small_shop.bought()
    mails = small_shop.office.wait(2)
    notice = next(mail for mail in mails if order["number"] in mail["Subject"])
    assert notice["To"] == "owner@trial.example"
    body = plain(notice)
    assert body
    assert f"#order/{order['number']}" in body.get_content()


def plain(mail: EmailMessage) -> EmailMessage | None:
    return mail.get_body(("plain",))


def many(shop: Shop, count: int) -> list[str]:
    """So many paid orders in one moment, each told to the shop; returns their numbers."""
    with database.connection_context(), transaction():
        now = clock.now()
        customer = customers.locked_row("many@example.com", "山田 花子", "ja", now)
        about = {"customer": customer, "name": "山田 花子", "status": "paid", "locale": "ja", "channel": "own"}
        money = {"total": 1500, "currency": "JPY", "created_at": now, "paid_at": now}
        made = [Order.create(secret=codes.secret(), number=codes.spoken("M"), **about, **money) for _ in range(count)]
        for order in made:
            row = {"item": "live", "session": "fri", "ticket": "adult", "name": {"ja": "一般"}}
            face = faces.of(LIVE, LIVE.sessions[0])
            OrderLine.create(order=order, face=face, quantity=1, units=1, price=1500, **row)
            notices.ordered(order, now)
    return [order.number for order in made]


def heard(shop: Shop, address: str) -> list[str]:
    """The numbers of orders in all mails to somebody, once for each time that they stand there."""
    texts = [body.get_content() for mail in shop.office.mails if mail["To"] == address and (body := plain(mail))]
    rows = [re.findall(r"^\d\d:\d\d  (M-\w+)", text, re.MULTILINE) for text in texts]
    return [number for text, found in zip(texts, rows, strict=True) for number in found or set(ORDER.findall(text))]


def test_S4_60_a_thousand_orders_in_ten_minutes_are_a_few_mails_and_each_stands_in_one(shop: Shop) -> None:
    with database.connection_context():
        for number, address, new, cancel in (
            ("91", "new@x.example", True, False),
            ("92", "end@x.example", False, True),
        ):
            wants = {"notify_new": new, "notify_cancel": cancel}
            accounts.add(number, "店主", "owner", email=address, now=clock.now(), **wants)
    numbers = [shop.bought(line(quantity=2))["number"]]
    for _ in range(10):
        numbers += many(shop, 100)
        shop.later(minutes=1)
        shop.posted()
    ended = numbers[0]
    assert shop.owner().post(f"/api/orders/{ended}/cancel", json={"reason": "weather"}).status_code == 200
    shop.later(minutes=5)
    shop.posted()
    mails = [mail for mail in shop.office.mails if mail["To"] == "new@x.example"]
    assert 5 <= len(mails) <= 12, [mail["Subject"] for mail in mails]
    assert sorted(heard(shop, "new@x.example")) == sorted(numbers), "each order once, and no cancellation"
    assert heard(shop, "end@x.example") == [ended]
    assert sorted(heard(shop, "owner@trial.example")) == sorted([*numbers, ended]), "the shop's own address: both"
    digest = next(mail for mail in mails if "250" in mail["Subject"])
    html = digest.get_body(("html",))
    assert html
    assert "375,000円" in html.get_content(), "what they come to"
    shop.later(minutes=11)
    last = many(shop, 1)
    shop.later(seconds=1)
    shop.posted()
    assert [mail.values["order"] for mail in shop.mailed("notice-order")][-2:] == last * 2, "single again when quiet"


def test_S4_20_S4_61_on_the_day_of_decision_the_shop_hears_of_dates_with_too_few_people(small_shop: Shop) -> None:
    shop = small_shop
    today = clock.now().astimezone(JST).date()
    few = dataclasses.replace(LIVE, min_participants=3, decide_by=today + timedelta(days=1))
    stocked(shop.settings.site, (few, *ITEMS[1:]))
    shop.bought(line(quantity=3))
    shop.bought(line(session="sat", quantity=2))
    shop.later(minutes=1)
    assert shop.mailed("notice-problem") == []
    shop.later(days=1)
    until(lambda: shop.mailed("notice-problem"), "the notice")
    shop.later(minutes=1)
    told = [mail.values for mail in shop.mailed("notice-problem")]
    assert [(each["what"], each["session"], each["sold"]) for each in told] == [("below_minimum", "sat", 2)]
