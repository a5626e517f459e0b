"""Stripe's official command-line client against the practice Stripe, and what it needs beyond a shop's requests."""

import json
import os
import subprocess

import pytest
import stripe

from tests.support.node import stripe_client

SECRET = "whsec_for_tests"
HOOK = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


@pytest.fixture
def client(world, tmp_path):
    """Runs the client with some arguments, and returns what it printed."""
    program = stripe_client()
    variables = {"HOME": str(tmp_path), "STRIPE_API_KEY": "sk_test_1234567890", "STRIPE_CLI_TELEMETRY_OPTOUT": "1"}

    def run(*arguments):
        command = [str(program), *arguments, "--api-base", world.origin]
        ran = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    return run


@pytest.mark.node
def test_trigger_a_completed_session(world, client):
    assert "Trigger succeeded" in client("trigger", "checkout.session.completed")
    world.receiver.wait(4)
    assert world.kinds() == HOOK
    events = [
        world.sdk.construct_event(body, headers["Stripe-Signature"], SECRET)
        for headers, body in world.receiver.requests
    ]
    [done] = [event.data.object for event in events if event.type == "checkout.session.completed"]
    assert (done.status, done.payment_status, done.amount_total, done.currency) == ("complete", "paid", 3000, "usd")
    assert done.customer_details.name == "Jenny Rosen"
    [line] = world.sdk.v1.checkout.sessions.line_items.list(done.id).data
    assert (line.description, line.quantity, line.price.active) == ("myproduct", 2, True)


@pytest.mark.node
def test_trigger_a_refund(world, client):
    assert "Trigger succeeded" in client("trigger", "charge.refunded")
    assert world.kinds()[-2:] == ["refund.created", "charge.refunded"]
    [refund] = world.sdk.v1.refunds.list().data
    assert (refund.amount, refund.status, refund.currency) == (100, "succeeded", "usd")


@pytest.mark.node
def test_get_post_list_and_send_again(world, client):
    intent = world.bought()
    refund = json.loads(
        client("post", "/v1/refunds", "-d", f"payment_intent={intent.id}", "-d", "amount=500", "-d", "metadata[a]=b")
    )
    assert (refund["amount"], refund["metadata"]) == (500, {"a": "b"})
    assert json.loads(client("get", f"/v1/refunds/{refund['id']}"))["id"] == refund["id"]
    assert json.loads(client("refunds", "list", "--limit", "3"))["data"][0]["id"] == refund["id"]
    world.receiver.wait(6)
    event = next(event for event in world.receiver.events() if event["type"] == "refund.created")
    assert json.loads(client("events", "resend", event["id"]))["id"] == event["id"]
    world.receiver.wait(7)
    assert world.receiver.events()[-1] == event
    assert client("listen", "--print-secret").strip() == SECRET


def test_a_session_of_a_price_made_before(shared):
    sdk = shared.sdk.v1
    product = sdk.products.create({"name": "一般", "description": "全席自由", "metadata": {"a": "b"}})
    price = sdk.prices.create({"product": product.id, "currency": "jpy", "unit_amount": 3500})
    assert sdk.products.retrieve(product.id).name == "一般"
    assert sdk.prices.retrieve(price.id, {"expand": ["product"]}).product.description == "全席自由"
    session = shared.open(line_items=[{"price": price.id, "quantity": 2}])
    assert session.amount_total == 7000
    assert "全席自由" in shared.http.get(session.url).text
    for params in ({"currency": "jpy", "unit_amount": 1}, {"currency": "jpy", "unit_amount": 1, "product": "prod_1"}):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            sdk.prices.create(params)
        assert refused.value.param == "product"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shared.open(line_items=[{"price": "price_unknown", "quantity": 1}])
    assert (refused.value.code, refused.value.param) == ("resource_missing", "line_items[0][price]")


@pytest.mark.parametrize("confirm", ["at once", "later"])
def test_a_payment_without_a_session(world, confirm):
    intents = world.sdk.v1.payment_intents
    params = {"amount": 500, "currency": "jpy", "metadata": {"a": "b"}}
    if confirm == "later":
        intent = intents.create(params)
        assert (intent.status, intent.amount_received) == ("requires_payment_method", 0)
        intent = intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    else:
        intent = intents.create(params | {"payment_method": "pm_card_visa", "confirm": True})
    assert (intent.status, intent.amount_received) == ("succeeded", 500)
    assert world.sdk.v1.charges.retrieve(intent.latest_charge).metadata.to_dict() == {"a": "b"}
    assert world.kinds() == HOOK[:3]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert refused.value.code == "payment_intent_unexpected_state"
    assert world.sdk.v1.refunds.create({"payment_intent": intent.id}).amount == 500


def test_payments_by_other_cards(world):
    intents = world.sdk.v1.payment_intents
    params = {"amount": 500, "currency": "jpy", "confirm": True}
    with pytest.raises(stripe.CardError) as refused:
        intents.create(params | {"payment_method": "pm_card_visa_chargeDeclined"})
    assert (refused.value.http_status, refused.value.code) == (402, "card_declined")
    asked = intents.create(params | {"payment_method": "pm_card_authenticationRequiredOnSetup"})
    assert asked.status == "requires_action"
    intents.create(params | {"payment_method": "pm_card_createDispute"})
    assert world.kinds()[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    cases = [
        ({"payment_method": "pm_card_unknown"}, "resource_missing", "payment_method"),
        ({"payment_method": "pm_unknown"}, "resource_missing", "payment_method"),
        ({}, "parameter_missing", "payment_method"),
        ({"payment_method": "pm_card_visa", "amount": 49}, "amount_too_small", "amount"),
        ({"payment_method": "pm_card_visa", "currency": "xau"}, None, "currency"),
        ({"payment_method": "pm_card_visa", "allowed_payment_method_types": ["konbini"]}, None,
         "allowed_payment_method_types"),
    ]  # fmt: skip
    for more, code, param in cases:
        with pytest.raises(stripe.InvalidRequestError) as wrong:
            intents.create(params | more)
        assert (wrong.value.http_status, wrong.value.code, wrong.value.param) == (400, code, param)


def test_paying_on_the_page_as_a_program(world):
    page = "/v1/payment_pages"
    session = world.open()
    assert world.get(f"{page}/{session.id}").json()["amount_total"] == 8000
    declined = {"payment_method": "pm_card_visa_chargeDeclined"}
    assert world.post(f"{page}/{session.id}/confirm", declined).status_code == 402
    wrong = {"payment_method": "pm_card_visa", "expected_amount": 1}
    assert world.post(f"{page}/{session.id}/confirm", wrong).json()["error"]["param"] == "expected_amount"
    method = world.sdk.v1.payment_methods.create({"type": "konbini", "billing_details": {"email": "a@example.com"}})
    assert world.sdk.v1.payment_methods.retrieve(method.id).type == "konbini"
    done = world.post(f"{page}/{session.id}/confirm", {"payment_method": method.id}).json()
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    assert done["customer_details"]["email"] == "a@example.com"
    assert world.post(f"{page}/{session.id}/confirm", {"payment_method": method.id}).status_code == 400
    for card in ({"number": "4242424242424242"}, {"token": "tok_visa"}):
        assert world.sdk.v1.payment_methods.create({"type": "card", "card": card}).card.last4 == "4242"
    for params in ({"type": "card"}, {"type": "card", "card": {"token": "tok_gold"}}, {"type": "sepa_debit"}):
        with pytest.raises(stripe.InvalidRequestError):
            world.sdk.v1.payment_methods.create(params)
