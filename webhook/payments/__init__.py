"""Money in and out through Stripe: what we ask (``params``), how (``gateway``), and what we are told (``told``)."""

from webhook.payments.gateway import Gateway
from webhook.payments.told import (
    CheckoutSession,
    Event,
    NoSession,
    PaymentRefused,
    PaymentsUnavailable,
    ToldDispute,
    ToldRefund,
)

__all__ = [
    "CheckoutSession",
    "Event",
    "Gateway",
    "NoSession",
    "PaymentRefused",
    "PaymentsUnavailable",
    "ToldDispute",
    "ToldRefund",
]
