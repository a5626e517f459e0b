"""Disputes: the bank takes the money back at once, and returns it when the seller wins."""

import pytest
import stripe

DISPUTED = "4000000000000259"
OPENED = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


@pytest.mark.parametrize("by", ["card", "object", "address", "charge"])
def test_a_dispute_takes_the_money_away(world, by):
    if by == "card":
        intent = world.bought(DISPUTED)
        assert world.kinds()[-3:] == ["checkout.session.completed", *OPENED]
    else:
        intent = world.bought()
        world.sdk.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
    if by == "object":
        world.practice.open_dispute(intent.id)
    elif by in ("address", "charge"):
        named = intent.id if by == "address" else intent.latest_charge.id
        assert world.lever(f"charges/{named}/dispute").json()["object"] == "dispute"
    [dispute] = world.sdk.v1.disputes.list({"payment_intent": intent.id}).data
    amount = 8000 if by == "card" else 7000
    assert (dispute.amount, dispute.status, dispute.charge) == (amount, "needs_response", intent.latest_charge.id)
    assert [entry.amount for entry in dispute.balance_transactions] == [-amount]
    assert world.kinds(dispute.id) == OPENED
    assert world.sdk.v1.charges.retrieve(dispute.charge).disputed
    assert world.sdk.v1.disputes.retrieve(dispute.id, {"expand": ["charge"]}).charge.id == dispute.charge
    assert world.lever(f"charges/{intent.id}/dispute").status_code == 400
    with pytest.raises(stripe.InvalidRequestError) as refused:
        world.sdk.v1.refunds.create({"payment_intent": intent.id, "amount": 1})
    assert refused.value.code == "charge_disputed"


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_dispute_ends(world, outcome):
    intent = world.bought()
    dispute = world.practice.open_dispute(intent.id)
    assert world.practice.settle_dispute(dispute["id"], "under_review")["status"] == "under_review"
    closed = world.lever(f"disputes/{dispute['id']}", outcome=outcome).json()
    assert closed["status"] == outcome
    won = outcome == "won"
    assert [entry["amount"] for entry in closed["balance_transactions"]] == [-8000, 8000][: 1 + won]
    told = [*OPENED, "charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_reinstated"]
    assert world.kinds(dispute["id"]) == told[: 4 + won]
    for wish in ("won", "lost", "under_review", "magic", ""):
        assert world.lever(f"disputes/{dispute['id']}", outcome=wish).status_code == 400
    refund = {"payment_intent": intent.id, "amount": 1}
    if won:
        assert world.sdk.v1.refunds.create(refund).status == "succeeded"
    else:
        with pytest.raises(stripe.InvalidRequestError):
            world.sdk.v1.refunds.create(refund)


def test_what_cannot_be_disputed(world):
    session = world.open()
    world.press(session, "konbini")
    assert world.lever(f"charges/{world.intent_of(session).id}/dispute").status_code == 404
    world.press(session, "konbini_paid")
    assert world.lever(f"charges/{world.intent_of(session).id}/dispute").status_code == 400
    refunded = world.bought()
    world.sdk.v1.refunds.create({"payment_intent": refunded.id})
    assert world.lever(f"charges/{refunded.id}/dispute").status_code == 400
    declined = world.open()
    world.press(declined, "declined")
    assert world.lever(f"charges/{world.intent_of(declined).id}/dispute").status_code == 400
    assert world.sdk.v1.disputes.list().data == []


def test_disputes_are_listed(world):
    made = [world.practice.open_dispute(world.bought().id) for _ in range(3)]
    listed = world.sdk.v1.disputes.list({"limit": 2})
    assert [one.id for one in listed.auto_paging_iter()] == [one["id"] for one in reversed(made)]
    assert [one.id for one in world.sdk.v1.disputes.list({"charge": made[0]["charge"]}).data] == [made[0]["id"]]
