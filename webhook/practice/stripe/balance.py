"""Entries in the balance of the practice account: what came in, what went back, and Stripe's fees."""

from webhook.practice.stripe.account import Account
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.store import JSON

_AVAILABLE_AFTER = 4 * 24 * 3600


def enter(account: Account, source: JSON, *, kind: str, amount: int, fee: int = 0, category: str | None = None) -> JSON:
    """Keep an entry for ``source``; ``amount`` is below 0 for money that leaves. Returns the entry."""
    entry = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": account.time() + _AVAILABLE_AFTER,
        "balance_type": "payments",
        "created": account.time(),
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [_fee(source["currency"], fee)] if fee else [],
        "net": amount - fee,
        "reporting_category": category or ("charge" if kind == "payment" else kind),
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    account.store.put(entry)
    return entry


def _fee(currency: str, amount: int) -> JSON:
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
