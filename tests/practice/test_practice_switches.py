"""The switches: each makes the practice Stripe misbehave in one way that the real one can."""

import dataclasses
import time

import pytest
import requests
import stripe

from webhook.practice.stripe import Switches

SECRET = "whsec_for_tests"


def client(world, retries):
    return stripe.StripeClient(
        "sk_test_1234567890",
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=60),
        base_addresses={"api": world.base},
    )


def secrets_of(world, place=0):
    headers, body = world.receiver.requests[place]
    good = []
    for secret in (SECRET, "whsec_practice_other"):
        try:
            world.sdk.construct_event(body, headers["Stripe-Signature"], secret)
        except stripe.SignatureVerificationError:
            continue
        good.append(secret)
    return good


def test_all_are_off_and_can_be_turned_from_outside(world):
    address = f"{world.base}/practice/switches"
    off = dataclasses.asdict(Switches())
    assert world.http.get(address).json() == off
    assert not any(off.values())
    turned = world.http.put(address, json={"drop": True, "delay": 1.5, "rate_limited": 2}).json()
    assert turned == off | {"drop": True, "delay": 1.5, "rate_limited": 2}
    assert world.practice.switches == Switches(drop=True, delay=1.5, rate_limited=2)
    for wrong in (
        {"colour": True},
        {"drop": 1},
        {"delay": "1"},
        {"rate_limited": -1},
        {"rate_limited": 1.5},
        {"delay": True},
    ):
        assert world.http.put(address, json=wrong).status_code == 400
    assert world.http.put(address, data="no").status_code == 400
    assert world.http.get(address).json() == turned
    world.practice.switches = Switches()
    assert world.http.get(address).json() == off


def test_duplicate(world):
    world.practice.switches = Switches(duplicate=True)
    world.sdk.v1.checkout.sessions.expire(world.open().id)
    world.receiver.wait(2)
    first, second = world.receiver.events()
    assert first == second
    assert len(world.sdk.v1.events.list().data) == 1


def test_reorder(world):
    world.practice.switches = Switches(reorder=True)
    world.press(world.open(), "paid")
    world.receiver.wait(4)
    arrived = [event["id"] for event in world.receiver.events()]
    happened = [event.id for event in world.sdk.v1.events.list().data[::-1]]
    assert arrived != happened
    assert sorted(arrived) == sorted(happened)


def test_delay(world):
    world.practice.switches = Switches(delay=0.5)
    began = time.monotonic()
    assert world.press(world.open(), "paid").status_code == 303
    world.receiver.wait(4)
    assert time.monotonic() - began >= 0.5


def test_drop(world):
    world.practice.switches = Switches(drop=True)
    world.sdk.v1.checkout.sessions.expire(world.open().id)
    [dropped] = world.sdk.v1.events.list({"delivery_success": False}).data
    world.practice.switches = Switches()
    world.sdk.v1.checkout.sessions.expire(world.open().id)
    world.receiver.wait(1)
    [arrived] = world.receiver.events()
    assert arrived["id"] != dropped.id
    world.practice.resend(dropped.id)
    world.receiver.wait(2)


@pytest.mark.parametrize(
    ("switch", "secrets"),
    [("two_secrets", [SECRET, "whsec_practice_other"]), ("wrong_secret", ["whsec_practice_other"]), ("drop", [])],
)
def test_secrets(world, switch, secrets):
    world.practice.switches = Switches(**{switch: True})
    world.sdk.v1.checkout.sessions.expire(world.open().id)
    if secrets:
        world.receiver.wait(1)
        assert secrets_of(world) == secrets
        assert world.receiver.requests[0][0]["Stripe-Signature"].count("v1=") == len(secrets)


@pytest.mark.parametrize("switch", ["old_api_version", "livemode"])
def test_deliveries_of_another_kind(world, switch):
    world.practice.switches = Switches(**{switch: True})
    world.sdk.v1.checkout.sessions.expire(world.open().id)
    world.receiver.wait(1)
    [event] = world.receiver.events()
    live = switch == "livemode"
    assert event["livemode"] is event["data"]["object"]["livemode"] is live
    assert event["api_version"] == (stripe.api_version if live else "2020-08-27")
    assert secrets_of(world) == [SECRET]


def test_a_foreign_session(world):
    world.practice.switches = Switches(foreign_session=True)
    session = world.open(client_reference_id="ord_1")
    world.press(session, "paid")
    world.receiver.wait(5)
    done = [event["data"]["object"] for event in world.receiver.events() if "completed" in event["type"]]
    [foreign] = [one for one in done if one["id"] != session.id]
    assert (foreign["payment_status"], foreign["metadata"], foreign["client_reference_id"]) == ("paid", {}, None)
    assert world.sdk.v1.checkout.sessions.retrieve(foreign["id"]).amount_total == 8000
    assert world.sdk.v1.payment_intents.retrieve(foreign["payment_intent"]).metadata.to_dict() == {}


def test_a_connection_cut_after_the_act(world):
    address = f"/v1/checkout/sessions/{world.open().id}/expire"
    world.practice.switches = Switches(kill_after_commit=True)
    with pytest.raises(requests.ConnectionError):
        world.post(address, Idempotency_Key="cut")
    again = world.post(address, Idempotency_Key="cut")
    assert (again.json()["status"], again.headers["Idempotent-Replayed"]) == ("expired", "true")
    opened = client(world, 2).v1.checkout.sessions.create(world.params(), {"idempotency_key": "order:1"})
    assert [one.id for one in world.sdk.v1.checkout.sessions.list({"status": "open"}).data] == [opened.id]
    with pytest.raises(stripe.APIConnectionError):
        client(world, 0).v1.checkout.sessions.create(world.params())
    assert len(world.sdk.v1.checkout.sessions.list().data) == 3


def test_one_failure_and_then_none(world):
    world.practice.switches = Switches(fail_once=True)
    with pytest.raises(stripe.APIError) as failed:
        world.open()
    assert failed.value.http_status == 500
    assert world.practice.switches == Switches()
    world.practice.switches = Switches(fail_once=True)
    assert client(world, 1).v1.checkout.sessions.create(world.params()).status == "open"
    assert len(world.sdk.v1.checkout.sessions.list().data) == 1


def test_too_many_requests(world):
    world.practice.switches = Switches(rate_limited=2)
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            world.open()
    assert world.open().status == "open"


def test_stripe_is_away(world):
    session = world.open()
    world.practice.switches = Switches(down=True)
    for act in (world.open, lambda: world.sdk.v1.checkout.sessions.retrieve(session.id)):
        with pytest.raises(stripe.APIError) as failed:
            act()
        assert failed.value.http_status == 503
    world.practice.switches = Switches()
    assert [one.id for one in world.sdk.v1.checkout.sessions.list().data] == [session.id]


def test_an_account_that_may_not_offer_stores(world):
    world.practice.switches = Switches(without_konbini=True)
    assert world.open().payment_method_types == ["card"]
    with pytest.raises(stripe.InvalidRequestError):
        world.open(allowed_payment_method_types=["konbini"])
