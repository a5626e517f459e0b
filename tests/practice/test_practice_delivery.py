"""Events on their way to the webhook: signed, repeated until accepted, kept over a restart."""

import asyncio
import contextlib
import time
from datetime import UTC, datetime

import pytest
import stripe

from tests.support.loops import run_apart
from webhook.practice.stripe import Backoff, PracticeStripe, events
from webhook.practice.stripe.sending import signature

SECRET = "whsec_for_tests"
PAID = ["charge.succeeded", "checkout.session.completed", "payment_intent.created", "payment_intent.succeeded"]


def pending(world):
    return [event.id for event in world.sdk.v1.events.list({"delivery_success": False}).data]


def test_events_arrive_as_stripe_sends_them(world):
    session = world.open()
    world.press(session, "paid")
    world.receiver.wait(4)
    assert world.receiver.kinds() == PAID
    for headers, body in world.receiver.requests:
        assert headers["Content-Type"] == "application/json; charset=utf-8"
        assert headers["User-Agent"] == "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
        event = world.sdk.construct_event(body, headers["Stripe-Signature"], SECRET)
        assert (event.livemode, event.api_version) == (False, stripe.api_version)
        assert body.startswith(b'{\n  "id": "evt_')
        assert abs(int(headers["Stripe-Signature"].split(",")[0][2:]) - time.time()) < 60
        with pytest.raises(stripe.SignatureVerificationError):
            world.sdk.construct_event(body, headers["Stripe-Signature"], "whsec_other")
    done = next(e for e in world.receiver.events() if e["type"] == "checkout.session.completed")
    assert done["data"]["object"]["metadata"] == {"order": "ord_1"}
    assert "練習" in done["data"]["object"]["customer_details"]["name"]


def test_delivery_is_immediate(open_world):
    """Nobody has to look first."""
    with open_world(look=3600) as world:
        world.sdk.v1.checkout.sessions.expire(world.open().id)
        world.receiver.wait(1)


def test_only_two_hundreds_count(world, wait_until):
    world.receiver.answers = [500, 302]
    world.sdk.v1.checkout.sessions.expire(world.open().id)
    world.receiver.wait(3)
    wait_until(lambda: pending(world) == [])
    assert len({event["id"] for event in world.receiver.events()}) == 1
    assert len(world.receiver.requests) == 3
    for headers, body in world.receiver.requests:
        world.sdk.construct_event(body, headers["Stripe-Signature"], SECRET)
    [event] = world.sdk.v1.events.list().data
    assert event.pending_webhooks == 0


def test_every_try_is_signed_anew():
    first, second = (signature(b"{}", [SECRET], moment) for moment in (1_800_000_000, 1_800_000_001))
    assert first.startswith("t=1800000000,v1=")
    assert ",v0=" in first
    assert not set(first.split(",")) & set(second.split(","))


def test_waiting_doubles_up_to_a_limit():
    backoff = Backoff()
    assert [backoff.wait(n) for n in (1, 2, 3, 4, 8, 400)] == [0.5, 1, 2, 4, 60, 60]


def test_an_event_can_be_sent_again(world):
    world.sdk.v1.checkout.sessions.expire(world.open().id)
    world.receiver.wait(1)
    event_id = world.receiver.events()[0]["id"]
    world.practice.resend(event_id)
    world.receiver.wait(2)
    first, second = world.receiver.events()
    assert first == second
    with pytest.raises(LookupError):
        world.practice.resend("evt_unknown")


def test_what_was_not_delivered_survives_a_restart(open_world, receiver, wait_until):
    with open_world() as world:
        receiver.answers = [503] * 1000
        world.press(world.open(), "paid")
        receiver.wait(4)
        undelivered = set(pending(world))
    assert len(undelivered) == 4
    receiver.answers, receiver.requests = [], []
    with open_world() as world:
        receiver.wait(4)
        wait_until(lambda: pending(world) == [])
        assert {event["id"] for event in receiver.events()} == undelivered
        assert world.sdk.v1.checkout.sessions.list().data[0].status == "complete"
    assert len(receiver.requests) == 4


def test_a_webhook_that_is_down_is_given_up_after_so_many_tries(tmp_path, wait_until):
    practice = PracticeStripe(
        database=tmp_path / "stripe.sqlite",
        public_url="http://127.0.0.1:1",
        webhook_url="http://127.0.0.1:1/webhook",
        webhook_secret=SECRET,
        now=lambda: datetime.now(UTC),
        account_name="もぎり座",
        backoff=Backoff(first=0.01, longest=0.02, tries=3, look=0.05),
    )
    store = practice.account.store

    def given_up():
        return not store.rows("SELECT 1 FROM delivery WHERE closed IS NULL")

    async def scenario():
        task = asyncio.create_task(practice.deliver_forever())
        with store.transaction():
            events.record(practice.account, "charge.succeeded", {"object": "charge"})
        await asyncio.to_thread(wait_until, given_up)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    run_apart(scenario())
    [row] = store.rows("SELECT * FROM delivery")
    assert (row["attempts"], row["status"]) == (3, None)
    practice.close()
