"""A burst: all events of many paid orders at once, while no mail server is there."""

import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.support.crowds import Request, Times, address, ask, crowd, press, wish
from tests.support.late_stripe import KEY, SECRET
from tests.support.post_office import PostOffice
from tests.support.town import Town, opened
from tests.support.waiting import until
from webhook.practice.stripe import sending


@dataclass(frozen=True, kw_only=True)
class Burst:
    """Seconds from the first webhook until all were answered, and until all orders were fulfilled; from the moment
    the post office opened until all mails were there."""

    answered: Times
    answering: float
    fulfilled: float
    mailed: float
    copies: int


def burst(place: Town, *, orders: int, webhooks: int, closed: float, connections: int = 20) -> Burst:
    """All events of paid orders at once, shuffled, some of them twice, while no mail server is there for ``closed`` s.

    Of five orders two are paid at a convenience store, which Stripe tells in two events each.
    """
    _sold(place, orders)
    events = told(place.stripe, "checkout.session.completed", "checkout.session.async_payment_succeeded")
    assert len(events) == orders + orders * 2 // 5, len(events)
    dice = random.Random(7)
    sent = events + dice.choices(events, k=webhooks - len(events))
    dice.shuffle(sent)
    started = time.perf_counter()
    answers_ = crowd(place.url, [webhook(event) for event in sent], connections)
    answering = time.perf_counter() - started
    assert Counter(answer.status for answer in answers_) == {200: webhooks}
    until(lambda: not place.rows("SELECT 1 FROM stripe_event WHERE due_at IS NOT NULL LIMIT 1"), "all events", 300)
    fulfilled = time.perf_counter() - started
    assert place.rows("SELECT status, COUNT(*) FROM orders GROUP BY status") == [("paid", orders)]
    assert place.rows("SELECT COUNT(*), COUNT(DISTINCT order_id) FROM ticket") == [(orders, orders)]
    assert place.rows("SELECT held, sold FROM stock WHERE session = 'fri' AND ticket = ''") == [(0, orders)]
    time.sleep(max(0.0, closed / 2 - fulfilled))
    place.office.open = False  # at first nobody answers at its port, then somebody turns every mail away
    with opened(place.office):
        time.sleep(max(0.0, closed - (time.perf_counter() - started)))
        place.office.open, reopened = True, time.perf_counter()
        waiting = "SELECT 1 FROM mail WHERE due_at IS NOT NULL AND template <> 'notice-digest' LIMIT 1"
        until(lambda: not place.rows(waiting), "all mails", 300)
        mailed = time.perf_counter() - reopened
    return Burst(
        answered=Times.of(answers_), answering=answering, fulfilled=fulfilled, mailed=mailed,
        copies=_once_each(place.office, orders),
    )  # fmt: skip


def told(stripe: str, *kinds: str) -> list[dict[str, Any]]:
    """Stripe's events of these kinds, oldest first."""
    asked: dict[str, Any] = {f"types[{place}]": kind for place, kind in enumerate(kinds)} | {"limit": 100}
    found: list[dict[str, Any]] = []
    while True:
        page = ask(stripe, f"/v1/events?{urlencode(asked)}", {"Authorization": f"Bearer {KEY}"})
        found += page["data"]
        if not page["has_more"]:
            return found[::-1]
        asked["starting_after"] = page["data"][-1]["id"]


def webhook(event: dict[str, Any]) -> Request:
    """The event as Stripe delivers it now."""
    body = sending.body_of(event)
    headers = ("Stripe-Signature", sending.signature(body, [SECRET], int(time.time())))
    return Request(path="/webhooks/stripe", body=body, headers=(headers,))


def _sold(place: Town, orders: int) -> None:
    """Orders that are paid at Stripe, of which the shop has heard nothing yet."""
    placed = crowd(place.url, [wish(number) for number in range(orders)], 8)
    assert {answer.status for answer in placed} == {201}, placed
    urls = [answer.json()["url"] for answer in placed]
    by_card = [url for number, url in enumerate(urls) if number % 5 not in (1, 3)]
    by_voucher = [url for number, url in enumerate(urls) if number % 5 in (1, 3)]
    for outcome, pages in (("paid", by_card), ("konbini", by_voucher), ("konbini_paid", by_voucher)):
        pressed = crowd(place.stripe, [press(url, outcome=outcome) for url in pages], 8)
        assert Counter(answer.status for answer in pressed) == {303: len(pages)}, (outcome, pressed[0])


def _once_each(office: PostOffice, fans: int) -> int:
    """Every fan got one mail; returns how many of them arrived as copies, which a mailbox knows by their Message-ID."""
    mails = [mail for mail in office.mails if "example.com" in mail["To"]]
    different = {mail["Message-ID"]: mail["To"] for mail in mails}
    assert Counter(different.values()) == Counter(address(number) for number in range(fans))
    return len(mails) - len(different)
