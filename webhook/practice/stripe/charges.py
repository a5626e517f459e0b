"""Charges: the money of one try, and its entry in the balance."""

from webhook.practice.stripe import balance
from webhook.practice.stripe.account import Account, Call
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.lists import filtered
from webhook.practice.stripe.published import names
from webhook.practice.stripe.store import JSON

KIND = "charge"
FEE_RATE = 0.036
"""Stripe's published rate for cards in Japan; practice figures only."""

_NEVER_SET_HERE = names(
    "application application_fee application_fee_amount balance_transaction customer failure_balance_transaction "
    "failure_code failure_message on_behalf_of receipt_number receipt_url review shipping source source_transfer "
    "transfer_data"
)
_FROM_INTENT = names(
    "amount currency description metadata receipt_email statement_descriptor statement_descriptor_suffix transfer_group"
)


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/charges/{id}."""
    return account.find(KIND, call.id)


def list_charges(account: Account, call: Call) -> JSON:
    """GET /v1/charges, newest first."""
    return filtered(account, KIND, "/v1/charges", call.params, "customer", "payment_intent", "transfer_group")


def new_charge(account: Account, intent: JSON, *, prefix: str, billing: JSON, details: JSON) -> JSON:
    """A charge that succeeded. ``prefix`` is ``ch`` for cards and ``py`` for other ways to pay."""
    charge: JSON = dict.fromkeys(_NEVER_SET_HERE) | {name: intent[name] for name in _FROM_INTENT}
    return charge | {
        "id": new_id(prefix),
        "object": KIND,
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "billing_details": billing,
        "calculated_statement_descriptor": "PRACTICE",
        "captured": True,
        "created": account.time(),
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "outcome": outcome("approved_by_network", "Payment complete.", "authorized"),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": details,
        "refunded": False,
        "status": "succeeded",
    }


def outcome(network_status: str, seller_message: str, kind: str, reason: str | None = None) -> JSON:
    """How the network and Stripe's risk check answered."""
    return {
        "advice_code": "try_again_later" if reason else None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 11,
        "seller_message": seller_message,
        "type": kind,
    }


def credit(account: Account, charge: JSON) -> JSON:
    """``charge`` with its entry in the balance: what is left of it after Stripe's fee, four days later."""
    kind = "charge" if charge["id"].startswith("ch_") else "payment"
    fee = round(charge["amount"] * FEE_RATE)
    entry = balance.enter(account, charge, kind=kind, amount=charge["amount"], fee=fee)
    return charge | {"balance_transaction": entry["id"]}
