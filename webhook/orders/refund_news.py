"""What is told of a refund while Stripe is at it: to the buyer, and to the shop. All in the caller's transaction."""

from datetime import datetime, timedelta

from webhook.mailing import notices, outbox
from webhook.models import Order, Refund
from webhook.payments import ToldRefund

REMINDED = timedelta(days=14)
"""Before the last day to enter a bank account for what was paid at a convenience store (journeys.md 4)."""


def ask_for_bank(refund: Refund, order: Order, told: ToldRefund, now: datetime) -> None:
    """Tell the buyer that Stripe asks for a bank account, and until when."""
    _post_bank(f"bank:{refund.id}", refund, order, told, now)


def remind(refund: Refund, order: Order, told: ToldRefund, now: datetime) -> None:
    """The same once more while there is time, and to the shop: whoever misses the day gets nothing back by itself."""
    if told.until and told.until - REMINDED <= now < told.until:
        _post_bank(f"bank-again:{refund.id}", refund, order, told, now)
        notices.problem("bank_wanted", f"bank_wanted:{refund.id}", now, order=order, amount=refund.amount)


def failed(refund: Refund, order: Order, error: str, now: datetime) -> None:
    """Tell the shop that Stripe could not give the money back, once for each attempt."""
    key = f"refund_failed:{refund.id}:{refund.attempts}"
    notices.problem("refund_failed", key, now, order=order, amount=refund.amount, detail=error)


def _post_bank(key: str, refund: Refund, order: Order, told: ToldRefund, now: datetime) -> None:
    values = {"order": order.number, "amount": refund.amount, "until": told.until and told.until.isoformat()}
    outbox.post(key, "refund-bank", order.customer.email, order.locale, values, now)
