"""Test cards on the hosted page: each number makes one thing happen."""

import pytest

DECLINED, AUTHENTICATE = "4000 0000 0000 0002", "4000002500003155"


def test_the_page_lists_the_cards_and_starts_with_the_usual_one(shared):
    page = shared.http.get(shared.open(locale="en").url).text
    assert 'name="card" value="4242 4242 4242 4242"' in page
    for number in ("0000 0002", "2500 0031 55", "0000 0259", "0000 5126", "0000 7726"):
        assert number.replace(" ", "") in page.replace(" ", "")
    assert "3-D Secure" in page


@pytest.mark.parametrize("card", ["", "4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242"])
def test_a_card_that_goes_through(shared, card):
    intent = shared.bought(card)
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"


def test_a_card_that_is_declined_leaves_the_session_open(world):
    session = world.open()
    answer = world.press(session, "paid", card=DECLINED)
    assert answer.status_code == 402
    assert 'role="alert"' in answer.text
    assert world.sdk.v1.checkout.sessions.retrieve(session.id).status == "open"
    told = ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert world.kinds() == told
    assert world.intent_of(session).latest_charge.payment_method_details.card.last4 == "0002"
    assert world.press(session, "paid").status_code == 303


@pytest.mark.parametrize("card", ["4111111111111111", "no number", "4" * 300])
def test_no_other_number_is_taken(world, card):
    session = world.open(locale="en")
    answer = world.press(session, "paid", card=card)
    assert answer.status_code == 402
    assert "That is not a practice card" in answer.text
    assert card not in answer.text
    assert world.kinds() == []


def test_a_bank_that_asks_its_customer(world):
    session = world.open(locale="en")
    asked = world.press(session, "paid", card=AUTHENTICATE)
    assert asked.status_code == 200
    assert 'value="authenticated"' in asked.text
    intent = world.intent_of(session)
    assert (intent.status, intent.next_action.type) == ("requires_action", "use_stripe_sdk")
    assert world.sdk.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert world.press(session, "authenticated").status_code == 303
    intent = world.intent_of(session)
    assert (intent.status, intent.next_action) == ("succeeded", None)
    assert intent.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"
    assert world.kinds() == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_bank_that_does_not_know_its_customer(world):
    session = world.open()
    world.press(session, "paid", card=AUTHENTICATE)
    answer = world.press(session, "unauthenticated")
    assert answer.status_code == 402
    intent = world.intent_of(session)
    assert (intent.status, intent.next_action) == ("requires_payment_method", None)
    assert intent.last_payment_error.code == "payment_intent_authentication_failure"
    for outcome in ("authenticated", "unauthenticated"):
        assert world.press(session, outcome).status_code == 200
    assert world.kinds()[2:] == ["payment_intent.payment_failed"]
    assert world.press(session, "paid").status_code == 303


def test_a_session_can_end_while_the_bank_asks(world):
    session = world.open()
    world.press(session, "paid", card=AUTHENTICATE)
    world.sdk.v1.checkout.sessions.expire(session.id)
    assert world.press(session, "authenticated").status_code == 410
    assert world.intent_of(session).status == "canceled"


def test_another_way_can_be_taken_while_the_bank_asks(world):
    session = world.open()
    world.press(session, "paid", card=AUTHENTICATE)
    assert "/konbini/" in world.press(session, "konbini").headers["Location"]
    assert world.press(session, "authenticated").status_code == 303
    assert world.intent_of(session).status == "requires_action"
