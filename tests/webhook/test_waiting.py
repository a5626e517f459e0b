"""The waiting list: cancelled units go to the next in the line, for a time (S3-10)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2

from tests.support.goods import RUSH, SHOW, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from webhook import clock
from webhook.database import database
from webhook.models import Waiting

SEAT = {"item": "rush", "session": "one", "ticket": "seat"}


def join(shop: Shop, email: str, quantity: int = 1) -> httpx2.Response:
    return shop.fan.post("/api/waiting", json=SEAT | {"email": email, "quantity": quantity, "locale": "ja"})


def tokens() -> dict[str, str]:
    with database.connection_context():
        return {row.email: row.token for row in Waiting.select()}


def offer(shop: Shop, email: str) -> dict[str, Any]:
    return dict(shop.fan.get(f"/api/offers/{tokens()[email]}").json())


def sold_out(shop: Shop) -> list[str]:
    """The secrets of two orders that have taken all ten seats, one of them not paid yet."""
    paid = shop.open(line("rush", "one", "seat", 8))
    shop.pay(paid["url"])
    shop.until(paid["order"], "paid")
    return [paid["order"], shop.open(line("rush", "one", "seat", 2))["order"]]


def cancel_order(shop: Shop, secret: str) -> None:
    number = shop.order(secret)["number"]
    assert shop.owner().post(f"/api/orders/{number}/cancel", json={"reason": "weather"}).status_code == 200


def test_S3_10_cancel_gives_the_first_in_line_a_timed_link_and_then_the_next(shop: Shop) -> None:
    assert join(shop, "early@example.com").json()["error"]["code"] == "not_sold_out"
    _, pending = sold_out(shop)
    assert join(shop, "first@example.com", 2).status_code == 202
    assert join(shop, "first@example.com", 2).status_code == 202, "twice is once"
    assert join(shop, "second@example.com", 2).status_code == 202
    cancel_order(shop, pending)
    assert offer(shop, "first@example.com")["state"] == "open"
    assert offer(shop, "second@example.com")["state"] == "waiting"
    assert shop.left("rush", "one") == 0, "held for the first"
    assert shop.checkout(line("rush", "one", "seat")).json()["error"]["code"] == "sold_out"
    shop.later(hours=12, seconds=1)
    until(lambda: offer(shop, "second@example.com")["state"] == "open", "the next in line")
    assert offer(shop, "first@example.com")["state"] == "over"
    late = shop.checkout(line("rush", "one", "seat", 2), offer=tokens()["first@example.com"])
    assert late.json()["error"]["code"] == "offer_over"
    taken = shop.checkout(line("rush", "one", "seat", 2), offer=tokens()["second@example.com"])
    assert taken.status_code == 201
    shop.pay(taken.json()["url"])
    shop.until(taken.json()["order"], "paid")
    assert offer(shop, "second@example.com")["state"] == "taken"
    templates = ["waiting-joined", "waiting-offer", "waiting-over"]
    assert [len(shop.mailed(name)) for name in templates] == [2, 2, 1]


def test_leaving_hands_the_offer_on_and_a_refused_checkout_keeps_it(shop: Shop) -> None:
    _, pending = sold_out(shop)
    join(shop, "first@example.com")
    join(shop, "second@example.com", 2)
    cancel_order(shop, pending)
    assert [offer(shop, f"{who}@example.com")["state"] for who in ("first", "second")] == ["open", "waiting"]
    token = tokens()["first@example.com"]
    wrong = shop.checkout(line("rush", "one", "seat", 9), offer=token)
    assert wrong.json()["error"]["code"] == "few_left"
    assert offer(shop, "first@example.com")["state"] == "open", "nothing happened"
    assert shop.fan.delete(f"/api/offers/{token}").status_code == 204
    assert offer(shop, "second@example.com")["state"] == "open"


def test_nothing_is_offered_when_the_sale_is_about_to_end(small_shop: Shop) -> None:
    shop = small_shop
    paid, _ = sold_out(shop)
    join(shop, "first@example.com")
    clock.set_to(SHOW - timedelta(minutes=20))
    cancel_order(shop, paid)
    assert offer(shop, "first@example.com")["state"] == "waiting"


def test_A17_who_waits_for_what_only_a_partner_sells_is_sent_by_its_link(small_shop: Shop) -> None:
    shop, seats = small_shop, [line("rush", "one", "seat", n) for n in (8, 2)]
    stocked(shop.settings.site, (replace(RUSH, channels=("partner-x",)),))
    partner = {"channel": "partner-x", "preview": True}
    until(lambda: shop.checkout(seats[0], **partner).status_code == 200, "the new build")
    assert join(shop, "early@example.com").json()["error"]["code"] == "not_sold_out"
    shop.bought(seats[0], channel="partner-x")
    gone = shop.bought(seats[1], channel="partner-x")
    assert join(shop, "first@example.com").status_code == 202
    assert shop.owner().post(f"/api/orders/{gone['number']}/cancel", json={"reason": "weather"}).status_code == 200
    assert offer(shop, "first@example.com")["state"] == "open"
    token = tokens()["first@example.com"]
    shop.posted()
    mails = [mail.get_body(("plain",)) for mail in shop.office.mails if mail["To"] == "first@example.com"]
    link = f"/events/rush/?channel=partner-x#offer={token}"
    assert [link in str(mail and mail.get_content()) for mail in mails] == [False, True], "joined, then offered"
    taken = shop.checkout(line("rush", "one", "seat"), email="first@example.com", offer=token, channel="partner-x")
    assert taken.status_code == 201


def test_S3_10_nobody_waits_for_more_than_an_order_may_have(small_shop: Shop) -> None:
    shop = small_shop
    paid, _ = sold_out(shop)
    assert join(shop, "greedy@example.com", 3).status_code == 202
    seat = replace(RUSH.tickets[0], limit=2)
    stocked(shop.settings.site, (replace(RUSH, tickets=(seat,), limit_per_person=2),))
    three = line("rush", "one", "seat", 3)
    until(lambda: shop.checkout(three, preview=True).json().get("error", {}).get("code") == "limit", "the new build")
    refused = join(shop, "first@example.com", 3).json()["error"]
    assert (refused["code"], refused["field"], refused["limit"]) == ("limit", "quantity", 2)
    buyer = shop.order(paid)["email"]
    assert join(shop, buyer).json()["error"]["code"] == "limit_per_person"
    assert join(shop, "second@example.com", 2).status_code == 202
    cancel_order(shop, paid)
    assert offer(shop, "second@example.com")["state"] == "open"
    assert offer(shop, "greedy@example.com")["state"] == "waiting", "nothing is offered that cannot be bought"
