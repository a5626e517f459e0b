"""Refunds: whole and in part, by card and by bank, done, late, failed and taken back."""

from datetime import timedelta

import pytest
import stripe

FAILS, PENDS = "4000000000005126", "4000000000007726"


def paid_at_store(world):
    session = world.open()
    world.press(session, "konbini")
    world.press(session, "konbini_paid")
    return world.intent_of(session)


def charge_of(world, intent):
    return world.sdk.v1.charges.retrieve(intent.latest_charge.id)


def test_the_rest_is_refunded_when_no_amount_is_named(world):
    intent = world.bought()
    refunds = world.sdk.v1.refunds
    first = refunds.create(
        {
            "payment_intent": intent.id,
            "amount": 3000,
            "reason": "requested_by_customer",
            "metadata": {"refund": "rf_1"},
        },
        {"idempotency_key": "refund:rf_1"},
    )
    assert first.id.startswith("re_")
    assert (first.amount, first.status, first.charge) == (3000, "succeeded", intent.latest_charge.id)
    assert (first.metadata.refund, first.reason, first.payment_intent) == (
        "rf_1",
        "requested_by_customer",
        intent.id,
    )
    charge = charge_of(world, intent)
    assert (charge.amount_refunded, charge.refunded) == (3000, False)
    second = refunds.create({"charge": charge.id})
    assert second.amount == 5000
    charge = charge_of(world, intent)
    assert (charge.amount_refunded, charge.refunded) == (8000, True)
    shown = refunds.retrieve(first.id, {"expand": ["balance_transaction", "charge", "payment_intent"]})
    assert (shown.balance_transaction.amount, shown.balance_transaction.type) == (-3000, "refund")
    assert shown.charge.amount_refunded == shown.payment_intent.amount_received == 8000
    world.receiver.wait(8)
    assert world.kinds()[4:] == ["refund.created", "charge.refunded"] * 2
    told = [event for event in world.receiver.events() if event["type"] == "charge.refunded"]
    amounts = sorted(event["data"]["object"]["amount_refunded"] for event in told)
    assert amounts == [3000, 8000]
    whole = next(event for event in told if event["data"]["object"]["refunded"])
    assert whole["data"]["previous_attributes"] == {"amount_refunded": 3000, "refunded": False}
    part = next(event for event in told if not event["data"]["object"]["refunded"])
    assert part["request"]["idempotency_key"] == "refund:rf_1"


def test_the_same_key_refunds_once(world):
    intent = world.bought()
    params, options = {"payment_intent": intent.id, "amount": 1000}, {"idempotency_key": "refund:rf_1"}
    first, again = (world.sdk.v1.refunds.create(params, options) for _ in "12")
    assert first.id == again.id
    assert charge_of(world, intent).amount_refunded == 1000
    with pytest.raises(stripe.IdempotencyError):
        world.sdk.v1.refunds.create(params | {"amount": 2000}, options)


def test_what_cannot_be_refunded(world):
    intent, waiting = world.bought(), world.open()
    world.press(waiting, "konbini")
    declined = world.open()
    world.press(declined, "declined")
    failed = world.intent_of(declined)
    refunds = world.sdk.v1.refunds
    cases = [
        ({}, 400, "parameter_missing", "payment_intent"),
        ({"payment_intent": "pi_unknown"}, 404, "resource_missing", "payment_intent"),
        ({"charge": "ch_unknown"}, 404, "resource_missing", "charge"),
        ({"payment_intent": intent.id, "charge": intent.latest_charge.id}, 400, "parameters_exclusive", "charge"),
        ({"payment_intent": intent.id, "amount": 0}, 400, "parameter_invalid_integer", "amount"),
        ({"payment_intent": intent.id, "amount": 8001}, 400, None, "amount"),
        ({"payment_intent": intent.id, "reason": "rain"}, 400, None, "reason"),
        ({"payment_intent": world.intent_of(waiting).id}, 400, None, "payment_intent"),
        ({"payment_intent": failed.id}, 400, None, "payment_intent"),
        ({"charge": failed.latest_charge.id}, 400, None, None),
        ({"payment_intent": paid_at_store(world).id}, 400, "parameter_missing", "instructions_email"),
    ]
    for params, status, code, param in cases:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            refunds.create(params)
        error = refused.value
        assert (error.http_status, error.code, error.param) == (status, code, param), params
    refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"payment_intent": intent.id, "amount": 1})
    assert (refused.value.http_status, refused.value.code) == (400, "charge_already_refunded")
    for act in (refunds.retrieve, refunds.cancel):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            act("re_unknown")
        assert refused.value.http_status == 404


@pytest.mark.parametrize("by", ["object", "address", "clock"])
def test_a_refund_that_fails_later_can_be_asked_for_again(world, by):
    intent = world.bought(FAILS)
    refund = world.sdk.v1.refunds.create({"payment_intent": intent.id})
    assert (refund.status, charge_of(world, intent).refunded) == ("succeeded", True)
    if by == "object":
        world.practice.move_refund(refund.id, "failed")
    elif by == "address":
        assert world.lever(f"refunds/{refund.id}", outcome="failed").json()["status"] == "failed"
    else:
        world.clock.ahead = timedelta(hours=24, seconds=1)
        world.receiver.wait(9)  # nobody need ask: the worker notices
    failed = world.sdk.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "unknown")
    assert failed.failure_balance_transaction.amount == 8000
    charge = charge_of(world, intent)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    told = ["refund.created", "refund.updated", "charge.refund.updated", "refund.failed"]
    assert world.kinds(refund.id) == told
    assert world.kinds(charge.id) == ["charge.succeeded", "charge.refunded"]
    again = world.sdk.v1.refunds.create({"payment_intent": intent.id, "amount": 500})
    assert charge_of(world, intent).amount_refunded == 500
    assert again.id != refund.id


@pytest.mark.parametrize("by", ["object", "address", "clock"])
def test_a_refund_that_takes_its_time(world, by):
    intent = world.bought(PENDS)
    refund = world.sdk.v1.refunds.create({"payment_intent": intent.id, "amount": 500})
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    assert charge_of(world, intent).amount_refunded == 500
    with pytest.raises(stripe.InvalidRequestError):
        world.sdk.v1.refunds.cancel(refund.id)
    if by == "object":
        world.practice.move_refund(refund.id, "succeeded")
    elif by == "address":
        world.lever(f"refunds/{refund.id}", outcome="succeeded")
    else:
        world.clock.ahead = timedelta(hours=23, minutes=59)
        assert world.sdk.v1.refunds.retrieve(refund.id).status == "pending"
        world.clock.ahead = timedelta(hours=24, seconds=1)
    done = world.sdk.v1.refunds.retrieve(refund.id, {"expand": ["balance_transaction"]})
    assert (done.status, done.balance_transaction.amount) == ("succeeded", -500)
    assert "pending_reason" not in done
    assert world.kinds(refund.id) == ["refund.created", "refund.updated", "charge.refund.updated"]
    assert charge_of(world, intent).amount_refunded == 500
    refused = world.lever(f"refunds/{refund.id}", outcome="succeeded")
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "outcome")


def test_money_paid_at_a_store_goes_back_by_bank(world):
    intent = paid_at_store(world)
    params = {"payment_intent": intent.id, "amount": 4200, "instructions_email": "fan@example.com"}
    refund = world.sdk.v1.refunds.create(params)
    assert refund.id.startswith("pyr_")
    assert (refund.status, refund.balance_transaction) == ("requires_action", None)
    asked = refund.next_action.display_details
    assert asked.email_sent.email_sent_to == refund.instructions_email == "fan@example.com"
    assert asked.expires_at - refund.created == 45 * 24 * 3600
    assert charge_of(world, intent).amount_refunded == 4200
    assert world.practice.move_refund(refund.id, "pending")["status"] == "pending"
    world.practice.move_refund(refund.id, "succeeded")
    done = world.sdk.v1.refunds.retrieve(refund.id, {"expand": ["balance_transaction"]})
    assert (done.status, done.balance_transaction.type) == ("succeeded", "payment_refund")
    assert done.destination_details.jp_bank_transfer.reference
    assert "next_action" not in done


def test_a_refund_by_bank_can_be_canceled(world):
    intent = paid_at_store(world)
    params = {"payment_intent": intent.id, "instructions_email": "fan@example.com"}
    refund = world.sdk.v1.refunds.create(params)
    canceled = world.sdk.v1.refunds.cancel(refund.id)
    assert (canceled.status, charge_of(world, intent).amount_refunded) == ("canceled", 0)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        world.sdk.v1.refunds.cancel(refund.id)
    assert refused.value.http_status == 400
    assert world.kinds(refund.id) == ["refund.created", "refund.updated", "charge.refund.updated"]


def test_a_buyer_who_never_answers(world):
    intent = paid_at_store(world)
    params = {"payment_intent": intent.id, "instructions_email": "fan@example.com"}
    refund = world.sdk.v1.refunds.create(params)
    world.clock.ahead = timedelta(days=45, seconds=1)
    failed = world.sdk.v1.refunds.retrieve(refund.id)
    assert (failed.status, "failure_balance_transaction" in failed) == ("failed", False)
    assert charge_of(world, intent).amount_refunded == 0


def test_refunds_are_listed_by_payment(world):
    one, other = world.bought(), world.bought()
    refunds = world.sdk.v1.refunds
    made = [refunds.create({"payment_intent": one.id, "amount": 100}).id for _ in range(3)]
    last = refunds.create({"payment_intent": other.id, "amount": 100}).id

    def ids(**params):
        return [refund.id for refund in refunds.list(params).auto_paging_iter()]

    assert ids() == ids(limit=2) == [last, *made[::-1]]
    assert ids(payment_intent=one.id) == ids(charge=one.latest_charge.id) == made[::-1]
    assert ids(created={"gt": one.created + 60}) == []
    page = refunds.list({"starting_after": made[2], "limit": 1})
    assert ([refund.id for refund in page.data], page.has_more) == ([made[1]], True)


def test_metadata_can_be_added_and_taken_away(world):
    refunds = world.sdk.v1.refunds
    refund = refunds.create({"payment_intent": world.bought().id, "metadata": {"a": "1", "b": "2"}})
    assert refunds.update(refund.id, {"metadata": {"a": "", "c": "3"}}).metadata.to_dict() == {"b": "2", "c": "3"}
    assert refunds.update(refund.id, {"metadata": ""}).metadata.to_dict() == {}
    assert world.kinds(refund.id)[1:3] == ["refund.updated", "charge.refund.updated"]


def test_levers_answer_in_stripes_way(shared):
    for path in ("refunds/re_unknown", "disputes/du_unknown", "charges/pi_unknown/dispute", "charges/ch_1/dispute"):
        answer = shared.lever(path, outcome="failed")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "resource_missing")
