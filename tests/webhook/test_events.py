"""Stripe's webhook: only its own word counts, each word once, in any order."""

import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.support.waiting import until
from tests.webhook.conftest import WEBHOOK_SECRET, Shop, line
from webhook import clock, inbox, sweeper
from webhook.database import database
from webhook.mailing.notices import SHOP
from webhook.models import Mail, Order, Payment, Stock, StripeEvent, Ticket
from webhook.payments import Event


def signed(body: bytes, secret: str = WEBHOOK_SECRET, age: float = 0) -> str:
    at = int(time.time() - age)
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def events_of(shop: Shop, secret: str) -> list[dict[str, Any]]:
    """What Stripe has to say about an order, oldest first."""
    answer = shop.fan.get(f"{shop.settings.stripe_base}/v1/events", auth=(shop.settings.stripe_key, ""))
    return list(reversed(answer.json()["data"]))


def deliver(shop: Shop, event: dict[str, Any]) -> int:
    body = json.dumps(event, indent=2).encode()
    with shop.client() as client:
        return client.post("/webhooks/stripe", content=body, headers={"Stripe-Signature": signed(body)}).status_code


def counts() -> dict[str, int]:
    with database.connection_context():
        return {
            "paid": Order.select().where(Order.status == "paid").count(),
            "tickets": Ticket.select().count(),
            "mails": Mail.select().where(Mail.recipient != SHOP, ~Mail.template.startswith("notice-")).count(),
        }


GOOD = {"id": "evt_1", "object": "event", "api_version": "2026-10-28.endive", "created": 1, "livemode": False,
        "pending_webhooks": 1, "request": None, "type": "checkout.session.completed",
        "data": {"object": {"object": "checkout.session", "id": "cs_test_1"}}}  # fmt: skip


HOLLOW = b'{"object":"event","id":"e","type":"x"}'


@pytest.mark.parametrize(
    ("body", "header"),
    [
        pytest.param(json.dumps(GOOD).encode(), None, id="unsigned"),
        pytest.param(json.dumps(GOOD).encode(), "", id="empty"),
        pytest.param(json.dumps(GOOD).encode(), "t=1,v1=00", id="garbled"),
        pytest.param(json.dumps(GOOD).encode(), signed(json.dumps(GOOD).encode(), "whsec_other"), id="forged"),
        pytest.param(json.dumps(GOOD).encode(), signed(json.dumps(GOOD).encode(), age=301), id="stale"),
        pytest.param(json.dumps(GOOD).encode() + b" ", signed(json.dumps(GOOD).encode()), id="changed"),
        pytest.param(b"{", signed(b"{"), id="malformed"),
        pytest.param(b"\xff\xfe", signed(b"\xff\xfe"), id="no text"),
        pytest.param(b"[]", signed(b"[]"), id="no object"),
        pytest.param(b"{}", signed(b"{}"), id="no event"),
        pytest.param(HOLLOW, signed(HOLLOW), id="no data"),
    ],
)  # fmt: skip
def test_what_stripe_did_not_sign_is_refused_and_nothing_is_stored(
    small_shop: Shop, body: bytes, header: str | None
) -> None:
    headers = {} if header is None else {"Stripe-Signature": header}
    answer = small_shop.fan.post("/webhooks/stripe", content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["code"] in ("bad_signature", "bad_json")
    with database.connection_context():
        assert StripeEvent.select().count() == 0


def test_the_previous_secret_still_works_while_rotating(small_shop: Shop) -> None:
    body = json.dumps(GOOD).encode()
    answer = small_shop.fan.post(
        "/webhooks/stripe", content=body, headers={"Stripe-Signature": signed(body, "whsec_rotated_out")}
    )
    assert answer.status_code == 200


def test_the_same_event_five_times_is_one_order_one_ticket_one_mail(shop: Shop) -> None:
    order = shop.bought(line(quantity=2))
    completed = next(e for e in events_of(shop, "") if e["type"] == "checkout.session.completed")
    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(lambda _: deliver(shop, completed), range(5))) == [200] * 5
    shop.settled()
    assert counts() == {"paid": 1, "tickets": 1, "mails": 1}
    assert sorted(mail["Subject"].count(order["number"]) for mail in shop.office.wait(2)) == [0, 1], "fan and shop"
    with database.connection_context():
        assert Stock.get(Stock.ticket == "adult").sold == 2
    assert order["status"] == "paid"


def test_many_events_about_one_payment_worked_off_at_once_fulfil_it_once(shop: Shop) -> None:
    shop.stripe._courier._url = ""
    placed = shop.checkout().json()
    shop.pay(placed["url"])
    with database.connection_context():
        session_id = Payment.get().session_id
        for number in range(20):
            event = Event(id=f"evt_{number}", type="checkout.session.completed", live=False, subject=session_id)
            inbox.store(event, b"{}", clock.now())

    def work(_: int) -> None:
        service = shop.app.state.service
        with database.connection_context():
            inbox.work(service.gateway, service.catalogue)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    shop.settled()
    assert counts() == {"paid": 1, "tickets": 1, "mails": 1}


def test_events_in_the_wrong_order_end_in_what_is_true(shop: Shop) -> None:
    shop.bought()
    shop.settled()
    told = events_of(shop, "")
    completed = next(e for e in told if e["type"] == "checkout.session.completed")
    expired = completed | {"id": "evt_expired", "type": "checkout.session.expired"}
    late = completed | {"id": "evt_late"}
    for event in [expired, *reversed(told), late, *told]:
        assert deliver(shop, event) == 200
    shop.settled()
    assert counts() == {"paid": 1, "tickets": 1, "mails": 1}


def test_unknown_events_and_sessions_are_harmless(shop: Shop) -> None:
    for event in [
        GOOD,
        GOOD | {"id": "evt_2", "type": "checkout.session.expired"},
        GOOD | {"id": "evt_3", "type": "mandate.updated", "data": {"object": {"object": "mandate", "id": "mandate_1"}}},
        GOOD | {"id": "evt_4", "livemode": True},
    ]:
        assert deliver(shop, event) == 200
    shop.settled()
    assert counts() == {"paid": 0, "tickets": 0, "mails": 0}
    with database.connection_context():
        assert not StripeEvent.select().where(StripeEvent.event == "evt_4").exists(), "of the other mode"


def test_a_session_that_stripe_lets_expire_frees_its_units(shop: Shop) -> None:
    placed = shop.checkout(line("rush", "one", "seat", 10)).json()
    shop.pay(placed["url"], "expire")
    until(lambda: shop.order(placed["order"])["status"] == "expired", "the order to expire")
    assert shop.checkout(line("rush", "one", "seat", 10)).status_code == 201


def test_declined_then_paid_is_one_order(shop: Shop) -> None:
    placed = shop.checkout().json()
    assert shop.pay(placed["url"], "declined").status_code < 500
    assert shop.order(placed["order"])["status"] == "open"
    shop.pay(placed["url"])
    until(lambda: shop.order(placed["order"])["status"] == "paid", "the order to be paid")
    assert counts() == {"paid": 1, "tickets": 1, "mails": 1}


def test_money_after_the_hold_lapsed_takes_the_units_again_if_they_are_there(shop: Shop) -> None:
    shop.stripe._courier._url = ""
    placed = shop.checkout(line("rush", "one", "seat", 10)).json()
    shop.pay(placed["url"])
    with database.connection_context():
        Order.update(status="expired", hold_until=None).execute()
        Stock.update(held=0).execute()
        session_id = Payment.get().session_id
        inbox.store(
            Event(id="evt_1", type="checkout.session.completed", live=False, subject=session_id), b"{}", clock.now()
        )
    until(lambda: shop.order(placed["order"])["status"] == "paid", "the late money to count")
    with database.connection_context():
        stock = Stock.get(Stock.item == "rush", Stock.ticket == "")
        assert (stock.held, stock.sold) == (0, 10)


def test_money_after_the_units_went_to_others_sells_nothing_twice(shop: Shop) -> None:
    shop.stripe._courier._url = ""
    placed = shop.checkout(line("rush", "one", "seat", 10)).json()
    shop.pay(placed["url"])
    with database.connection_context():
        Order.update(status="expired", hold_until=None).execute()
        Stock.update(held=0, sold=10).where(Stock.item == "rush").execute()
        event = Event(id="evt_1", type="checkout.session.completed", live=False, subject=Payment.get().session_id)
        inbox.store(event, b"{}", clock.now())
    shop.settled()
    assert shop.order(placed["order"])["status"] == "expired"
    assert counts()["tickets"] == 0


def test_while_stripe_is_away_the_event_waits(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = shop.checkout().json()
    gateway = shop.app.state.service.gateway
    real, down = gateway.session, [True]

    def session(session_id: str) -> Any:
        if down[0]:
            raise inbox.PaymentsUnavailable("away")
        return real(session_id)

    monkeypatch.setattr(gateway, "session", session)
    shop.pay(placed["url"])

    def waiting() -> bool:
        with database.connection_context():
            return StripeEvent.select().where(StripeEvent.error != "", StripeEvent.due_at.is_null(False)).exists()

    until(waiting, "the event to be postponed")
    assert shop.order(placed["order"])["status"] == "open"
    down[0] = False
    until(lambda: shop.order(placed["order"])["status"] == "paid", "the event to be tried again")


def test_a_payment_whose_session_was_never_noted_is_found_again(shop: Shop) -> None:
    placed = shop.checkout().json()
    with database.connection_context():
        Payment.update(session_id=None, url=None).execute()
    clock.set_to(clock.now() + timedelta(minutes=3, seconds=1))
    service = shop.app.state.service
    with database.connection_context():
        sweeper.sweep(service.gateway, service.catalogue)
    assert shop.order(placed["order"])["pay_url"] == placed["url"], "the same key is a replay at Stripe"
