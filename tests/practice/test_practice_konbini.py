"""Paying at a convenience store: a voucher first, the money later or never."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import stripe

from webhook.practice.stripe.konbini import lapses_at

SUCCESS = "http://127.0.0.1:9/thanks/?session={}#order=secret"
TAKEN = ["payment_intent.created", "payment_intent.requires_action", "checkout.session.completed"]


def cart(amount, currency="jpy"):
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "一般"}}
    return [{"price_data": price, "quantity": 1}]


@pytest.mark.parametrize(
    ("amount", "currency", "methods"),
    [
        (119, "jpy", ["card"]),
        (120, "jpy", ["card", "konbini"]),
        (300_000, "jpy", ["card", "konbini"]),
        (300_001, "jpy", ["card"]),
        (5_000, "usd", ["card"]),
        (0, "usd", ["card"]),
    ],
)
def test_offered_where_stripe_offers_it(shared, amount, currency, methods):
    session = shared.open(line_items=cart(amount, currency))
    assert session.payment_method_types == methods
    assert ("konbini" in session.payment_method_options) == ("konbini" in methods)
    page = shared.http.get(session.url, headers={"Accept-Language": "ja"}).text
    assert ("ファミリーマート" in page) == ("konbini" in methods)


def test_offered_only_when_allowed(shared):
    assert shared.open(allowed_payment_method_types=["card"]).payment_method_types == ["card"]
    only = shared.open(allowed_payment_method_types=["konbini"])
    assert only.payment_method_types == ["konbini"]
    page = shared.http.get(only.url).text
    assert 'value="konbini"' in page
    assert 'value="paid"' not in page
    assert shared.press(only, "paid").status_code == 200
    assert shared.press(only, "declined").status_code == 200
    assert shared.press(shared.open(allowed_payment_method_types=["card"]), "konbini").status_code == 200
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shared.open(line_items=cart(100), allowed_payment_method_types=["konbini"])
    assert refused.value.param == "allowed_payment_method_types"


@pytest.mark.parametrize("days", ["0", "61", "soon"])
def test_days_out_of_bounds_are_refused(shared, days):
    options = {"konbini": {"expires_after_days": days}}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shared.open(payment_method_options=options)
    assert refused.value.param == "payment_method_options[konbini][expires_after_days]"


def test_a_voucher_lasts_to_the_end_of_a_japanese_day():
    japan = ZoneInfo("Asia/Tokyo")
    monday_night = datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in Japan
    assert lapses_at(monday_night, 2) == datetime(2026, 11, 25, 23, 59, 59, tzinfo=japan)
    assert lapses_at(monday_night + timedelta(seconds=1), 2) == datetime(2026, 11, 26, 23, 59, 59, tzinfo=japan)


def test_taking_a_voucher_completes_the_session_unpaid(world):
    session = world.open(payment_method_options={"konbini": {"expires_after_days": 1}})
    answer = world.press(session, "konbini", email="buyer@example.com")
    done = world.sdk.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status, done.url) == ("complete", "unpaid", None)
    assert done.customer_details.email == "buyer@example.com"
    intent = world.intent_of(session)
    assert (intent.status, intent.latest_charge, intent.amount_received) == ("requires_action", None, 0)
    voucher = intent.next_action.konbini_display_details
    assert voucher.expires_at == lapses_at(world.clock(), 1).timestamp()
    assert voucher.stores.lawson.payment_code.isdigit()
    assert (answer.status_code, answer.headers["Location"]) == (303, voucher.hosted_voucher_url)
    assert world.press(session, "paid").headers["Location"] == voucher.hosted_voucher_url
    assert world.kinds() == TAKEN
    assert world.sdk.v1.charges.list({"payment_intent": intent.id}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        world.sdk.v1.checkout.sessions.expire(session.id)


def test_the_voucher_page_says_where_and_until_when(shared):
    session = shared.open(locale="ja")
    page = shared.http.post(session.url, {"outcome": "konbini"}, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    voucher = shared.intent_of(session).next_action.konbini_display_details
    assert page.url == voucher.hosted_voucher_url
    words = ["8,000円", "23:59", "ファミリーマート", "セイコーマート", voucher.stores.ministop.payment_code]
    for word in [*words, SUCCESS.format(session.id), 'value="konbini_paid"', 'value="konbini_lapsed"']:
        assert word in page.text
    assert "<script" not in page.text
    for other in ("pi_unknown", shared.bought().id):
        assert shared.http.get(f"{shared.base}/konbini/{other}").status_code == 404
    assert shared.http.get(shared.open().url).status_code == 200


@pytest.mark.parametrize("at", ["session", "voucher", "object"])
def test_paying_at_the_store(world, at):
    session = world.open()
    voucher = world.press(session, "konbini").headers["Location"]
    if at == "session":
        answer = world.press(session, "konbini_paid", store="lawson")
        assert (answer.status_code, answer.headers["Location"]) == (303, SUCCESS.format(session.id))
    elif at == "voucher":
        answer = world.http.post(voucher, {"outcome": "konbini_paid", "store": "lawson"})
        assert (answer.status_code, answer.url) == (200, voucher)
        assert SUCCESS.format(session.id) in answer.text
        assert "<form" not in answer.text
    else:
        world.practice.voucher_paid(session.id, "lawson")
    intent = world.intent_of(session)
    charge = intent.latest_charge
    assert (intent.status, intent.amount_received, intent.next_action) == ("succeeded", 8000, None)
    assert charge.id.startswith("py_")
    assert (charge.amount, charge.paid, charge.billing_details.email) == (8000, True, "fan@example.com")
    assert charge.payment_method_details.konbini.store.chain == "lawson"
    done = world.sdk.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status) == ("complete", "paid")
    told = [*TAKEN, "charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"]
    assert world.kinds() == told
    for outcome in ("konbini_paid", "konbini_lapsed", "konbini", "paid", "expire"):
        assert world.press(session, outcome).headers["Location"] == SUCCESS.format(session.id)
        world.http.post(voucher, {"outcome": outcome})
    with pytest.raises(LookupError):
        world.practice.voucher_lapsed(session.id)
    world.receiver.wait(6)
    assert world.kinds() == told


@pytest.mark.parametrize("at", ["session", "voucher", "object", "clock"])
def test_a_voucher_that_lapses(world, at):
    session = world.open()
    voucher = world.press(session, "konbini").headers["Location"]
    if at == "session":
        world.press(session, "konbini_lapsed")
    elif at == "voucher":
        world.http.post(voucher, {"outcome": "konbini_lapsed"})
    elif at == "object":
        world.practice.voucher_lapsed(session.id)
    else:
        end = datetime.fromtimestamp(world.intent_of(session).next_action.konbini_display_details.expires_at, UTC)
        world.clock.ahead += end - world.clock() - timedelta(seconds=20)
        assert world.intent_of(session).status == "requires_action"
        world.clock.ahead += timedelta(seconds=21)
    world.receiver.wait(5)  # nobody need ask: the worker notices
    intent = world.intent_of(session)
    assert (intent.status, intent.next_action, intent.payment_method) == ("requires_payment_method", None, None)
    assert intent.last_payment_error.code == "payment_intent_payment_attempt_expired"
    done = world.sdk.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status) == ("complete", "unpaid")
    told = [*TAKEN, "payment_intent.payment_failed", "checkout.session.async_payment_failed"]
    assert world.kinds() == told
    world.press(session, "konbini_paid")
    assert world.kinds() == told
    page = world.http.get(voucher)
    assert page.status_code == 200
    assert "<form" not in page.text


def test_a_card_after_no_money_down_at_the_store_is_not_possible(world):
    session = world.open()
    world.press(session, "konbini_paid")
    assert world.sdk.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert world.kinds() == []
    free = world.open(line_items=cart(0))
    assert world.press(free, "konbini").status_code == 200
    assert 'value="konbini"' not in world.http.get(free.url).text


def test_the_enter_key_does_what_the_method_says(shared):
    session = shared.open()
    assert "/konbini/" in shared.press(session, "paid", method="konbini").headers["Location"]
