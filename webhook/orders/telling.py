"""From an event of Stripe's to what it changes: the object is asked for anew, and applied where it belongs."""

from datetime import datetime

from webhook.catalogue import Catalogue
from webhook.models import Order
from webhook.orders import disputes, refunds, settling
from webhook.payments import Gateway

WATCHED = (
    *("checkout.session.completed", "checkout.session.expired"),
    *("checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"),
    *("refund.created", "refund.updated", "refund.failed", "charge.refunded"),
    *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"),
    *("charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"),
)
"""The events that something of ours depends on; Stripe's endpoint has to send these."""


def apply(kind: str, subject: str, gateway: Gateway, catalogue: Catalogue, now: datetime) -> list[Order]:
    """Ask Stripe what is true now: events come late and out of order, so their own content is not trusted.

    Returns the orders that were looked at. Raises what the gateway raises.
    """
    if kind.startswith("checkout.session."):
        return _orders(settling.settle(gateway.session(subject), catalogue, now))
    if kind.startswith("refund."):
        return _orders(refunds.settle(gateway.refund_now(subject), now))
    if kind == "charge.refunded":
        told = gateway.refunds(gateway.charged(subject))
        return _orders(*[refunds.settle(each, now) for each in told])
    return _orders(disputes.settle(gateway.dispute(subject), now))


def _orders(*found: Order | None) -> list[Order]:
    return [order for order in found if order]
