"""How a refund goes, by how the buyer had paid: at once, in a while, not at all, or once the buyer has answered."""

from dataclasses import dataclass

from webhook.practice.stripe import balance
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.ids import new_id, random_digits
from webhook.practice.stripe.store import JSON

DAY = 24 * 3600
ANSWERED_WITHIN = 45 * DAY
"""How long the buyer may take to name a bank account."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """The state that a refund starts in, and what it becomes by itself after ``after`` seconds."""

    status: str
    becomes: str | None = None
    after: int = 0
    asks_buyer: bool = False

    def turn(self, now: int) -> JSON:
        """What is kept beside the refund, so that the clock can move it."""
        return {"while": self.status, "becomes": self.becomes, "due": now + self.after} if self.becomes else {}


_AT_ONCE = Course(status="succeeded")
_BY_BANK = Course(status="requires_action", becomes="failed", after=ANSWERED_WITHIN, asks_buyer=True)
_BY_CARD = {
    "5126": Course(status="succeeded", becomes="failed", after=DAY),
    "7726": Course(status="pending", becomes="succeeded", after=DAY),
}
"""Stripe's test cards whose refunds go another way, by their last digits."""


def course_of(charge: JSON) -> Course:
    """The course of refunds of ``charge``."""
    details = charge["payment_method_details"]
    if details["type"] == "konbini":
        return _BY_BANK
    return _BY_CARD.get(details["card"]["last4"], _AT_ONCE)


def begin(account: Account, charge: JSON, course: Course, params: JSON) -> JSON:
    """A new refund of ``charge``; ``params`` hold its amount and what the caller said about it."""
    refund: JSON = {
        "id": new_id("re" if charge["id"].startswith("ch_") else "pyr"),
        "object": "refund",
        "amount": params["amount"],
        "balance_transaction": None,
        "charge": charge["id"],
        "created": account.time(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": _destination(charge),
        "metadata": params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": course.status,
        "transfer_reversal": None,
    }
    if course.asks_buyer:
        return refund | _instructions(account, params["instructions_email"])
    if course.status == "pending":
        refund["pending_reason"] = "processing"
    return refund | with_entry(account, refund, done=course.status == "succeeded")


def with_entry(account: Account, refund: JSON, *, done: bool) -> JSON:
    """What changes when the money leaves: an entry in the balance, and ``done`` a reference to ask the bank about."""
    changed: JSON = {}
    if not refund["balance_transaction"]:
        kind = "refund" if refund["id"].startswith("re_") else "payment_refund"
        entry = balance.enter(account, refund, kind=kind, amount=-refund["amount"], category="refund")
        changed["balance_transaction"] = entry["id"]
    destination = refund["destination_details"]
    if done and destination["type"] == "jp_bank_transfer":
        reference = {"reference": random_digits(12), "reference_status": "available"}
        changed["destination_details"] = destination | {"jp_bank_transfer": reference}
    return changed


def returned(account: Account, refund: JSON) -> JSON:
    """What changes when the money comes back to the seller."""
    kind = "refund_failure" if refund["id"].startswith("re_") else "payment_failure_refund"
    entry = balance.enter(account, refund, kind=kind, amount=refund["amount"], category="refund_failure")
    return {"failure_balance_transaction": entry["id"]}


def _destination(charge: JSON) -> JSON:
    if charge["payment_method_details"]["type"] == "card":
        card = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
        return {"type": "card", "card": card}
    return {"type": "jp_bank_transfer", "jp_bank_transfer": {"reference": None, "reference_status": None}}


def _instructions(account: Account, email: str) -> JSON:
    """The mail to the buyer that asks for a bank account."""
    now = account.time()
    sent = {"email_sent_at": now, "email_sent_to": email}
    asked = {"email_sent": sent, "expires_at": now + ANSWERED_WITHIN}
    return {
        "instructions_email": email,
        "next_action": {"type": "display_details", "display_details": asked},
    }
