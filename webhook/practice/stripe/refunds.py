"""Refunds: asked for over the API, and then done, failed, taken back, or waiting for the buyer's bank account."""

from webhook.practice.stripe import charges, events, intents
from webhook.practice.stripe.account import BUYER, Account, Call, Caller
from webhook.practice.stripe.lists import filtered
from webhook.practice.stripe.refund_course import begin, course_of, returned, with_entry
from webhook.practice.stripe.refusals import Refused, exclusive_parameters, missing_parameter
from webhook.practice.stripe.store import JSON

KIND = "refund"
OVER = ("failed", "canceled")
"""States in which the money is with the seller again."""

MOVES = {
    "succeeded": ("pending", "requires_action"),
    "failed": ("pending", "requires_action", "succeeded"),
    "canceled": ("requires_action",),
    "pending": ("requires_action",),
}
"""The states that a refund can be moved to, each with those it can come from."""


def create(account: Account, call: Call) -> JSON:
    """POST /v1/refunds: the rest of the charge, or ``amount`` of it."""
    params = call.params
    charge = _charge(account, params)
    amount = params.get("amount", charge["amount"] - charge["amount_refunded"])
    _check(account, charge, amount)
    course = course_of(charge)
    if course.asks_buyer and "instructions_email" not in params:
        raise missing_parameter("instructions_email")
    refund = begin(account, charge, course, params | {"amount": amount})
    account.store.put(refund, private=course.turn(account.time()))
    events.record(account, "refund.created", refund, caller=call.caller)
    _count(account, refund, call.caller)
    return refund


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/refunds/{id}."""
    return account.find(KIND, call.id)


def list_refunds(account: Account, call: Call) -> JSON:
    """GET /v1/refunds, newest first."""
    return filtered(account, KIND, "/v1/refunds", call.params, "charge", "payment_intent")


def update(account: Account, call: Call) -> JSON:
    """POST /v1/refunds/{id}: the metadata; a key sent empty is taken away."""
    refund = account.find(KIND, call.id)
    sent = call.params.get("metadata")
    if sent is None:
        return refund
    kept = {key: text for key, text in ((refund["metadata"] or {}) | sent).items() if text != ""} if sent else {}
    return _save(account, refund, {"metadata": kept}, call.caller)


def cancel(account: Account, call: Call) -> JSON:
    """POST /v1/refunds/{id}/cancel: only while the buyer has not said where the money should go."""
    refund = account.find(KIND, call.id)
    if refund["status"] != "requires_action":
        message = f"Only refunds with a status of `requires_action` can be canceled. This one is `{refund['status']}`."
        raise Refused(message, executed=True)
    return move(account, refund, "canceled", call.caller)


def move(account: Account, refund: JSON, outcome: str, caller: Caller = BUYER) -> JSON:
    """Bring a refund to ``outcome``, one of ``MOVES``; one that cannot get there from where it is raises Refused."""
    if refund["status"] not in MOVES.get(outcome, ()):
        raise Refused(f"A refund that is `{refund['status']}` cannot become `{outcome}`.", param="outcome")
    changed: JSON = {"status": outcome}
    if outcome in ("succeeded", "pending"):
        changed |= with_entry(account, refund, done=outcome == "succeeded")
    elif refund["balance_transaction"]:
        changed |= returned(account, refund)
    if outcome == "failed":
        changed["failure_reason"] = "unknown"
    if outcome == "pending":
        changed["pending_reason"] = "processing"
    moved = {name: value for name, value in refund.items() if name not in ("next_action", "pending_reason")}
    moved = _save(account, moved, changed, caller, before=refund)
    if outcome == "failed":
        events.record(account, "refund.failed", moved, caller=caller)
    if outcome in OVER:
        _count(account, moved, caller)
    return moved


def turn_overdue(account: Account) -> None:
    """Move every refund whose time has come by the shop's clock."""
    due = (
        "kind = 'refund' AND body ->> '$.status' = private ->> '$.while' AND private ->> '$.due' <= ?",
        [account.time()],
    )
    if not account.store.select(*due, limit=1):
        return
    with account.store.transaction():
        for refund in account.store.select(*due):
            move(account, refund, account.store.private(refund["id"])["becomes"])


def _charge(account: Account, params: JSON) -> JSON:
    """The charge to refund, named itself or by its PaymentIntent."""
    if "charge" in params and "payment_intent" in params:
        raise exclusive_parameters("charge", "payment_intent")
    if "charge" in params:
        return account.find(charges.KIND, params["charge"], param="charge")
    if "payment_intent" not in params:
        raise missing_parameter("payment_intent")
    intent = account.find(intents.KIND, params["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise Refused(message, param="payment_intent", executed=True)
    return account.find(charges.KIND, intent["latest_charge"])


def _check(account: Account, charge: JSON, amount: int) -> None:
    if charge["status"] != "succeeded":
        raise Refused(f"Charge {charge['id']} was not paid; there is nothing to refund.", executed=True)
    if charge["refunded"]:
        message = f"Charge {charge['id']} has already been refunded."
        raise Refused(message, code="charge_already_refunded", executed=True)
    charged_back = "kind = 'dispute' AND body ->> '$.charge' = ? AND NOT body ->> '$.is_charge_refundable'"
    if account.store.select(charged_back, [charge["id"]], limit=1):
        message = f"Charge {charge['id']} has been charged back; it cannot be refunded."
        raise Refused(message, code="charge_disputed", executed=True)
    rest = charge["amount"] - charge["amount_refunded"]
    if amount > rest:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({rest})."
        raise Refused(message, param="amount", executed=True)


def _save(account: Account, refund: JSON, changed: JSON, caller: Caller, before: JSON | None = None) -> JSON:
    """Keep what changed, and tell it in both ways that Stripe does."""
    saved = refund | changed
    account.store.put(saved)
    for kind in ("refund.updated", "charge.refund.updated"):
        events.record(account, kind, saved, caller=caller, before=before or refund)
    return saved


def _count(account: Account, refund: JSON, caller: Caller) -> None:
    """Write down on the charge what of it has been or is being returned."""
    before = account.find(charges.KIND, refund["charge"])
    where = "kind = 'refund' AND body ->> '$.payment_intent' = ? AND body ->> '$.charge' = ?"
    live = account.store.select(where, [refund["payment_intent"], refund["charge"]])
    total = sum(one["amount"] for one in live if one["status"] not in OVER)
    charge = before | {"amount_refunded": total, "refunded": total == before["amount"]}
    account.store.put(charge)
    if total > before["amount_refunded"]:
        events.record(account, "charge.refunded", charge, caller=caller, before=before)
