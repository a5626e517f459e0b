"""What comes right by itself: payments whose session was never noted, and holds whose time is over.

Stripe is always asked before units are released: a fan may have paid in the last second.
"""

import logging
from datetime import timedelta

from webhook import checkout, clock, orders
from webhook.catalogue import Catalogue
from webhook.models import Order, Payment
from webhook.payments import Gateway, NoSession, PaymentRefused, PaymentsUnavailable
from webhook.refusals import Refused

PERIOD = 30.0
"""Seconds between two sweeps."""
_NOTED_WITHIN = timedelta(minutes=3)
"""Longer than a call to Stripe may take with all its retries."""
BATCH = 50

log = logging.getLogger(__name__)


def sweep(gateway: Gateway, catalogue: Catalogue) -> list[Order]:
    """One round; returns the orders that were looked at."""
    looked = [payment.order for payment in _unnoted() if _note(payment, gateway)]
    return looked + [order for order in _overdue() if _settle(order, gateway, catalogue)]


def _unnoted() -> list[Payment]:
    """Payments that crashed between the call to Stripe and the note of its answer."""
    before = clock.now() - _NOTED_WITHIN
    query = Payment.select().join(Order)
    query = query.where(Payment.session_id.is_null(), Order.status == "open", Payment.created_at < before)
    return list(query.limit(BATCH))


def _note(payment: Payment, gateway: Gateway) -> bool:
    try:
        checkout.open_session(payment, gateway)  # the same key and parameters: a replay if Stripe had done it
    except Refused as refused:
        log.warning("payment %s: %s", payment.key, refused.code)
    return True


def _overdue() -> list[Order]:
    query = Order.select().where(Order.status.in_(orders.WAITING), Order.hold_until < clock.now())
    return list(query.order_by(Order.hold_until).limit(BATCH))


def _settle(order: Order, gateway: Gateway, catalogue: Catalogue) -> bool:
    payment = order.payments.where(Payment.session_id.is_null(False)).first()
    try:
        if payment:
            orders.settle(gateway.expire(payment.session_id), catalogue, clock.now())
        else:
            orders.give_up(order.id, "expired")
    except NoSession:
        orders.give_up(order.id, "expired")
    except (PaymentRefused, PaymentsUnavailable) as error:
        log.warning("order %s keeps its hold, Stripe cannot be asked: %s", order.number, error)
        return False
    except Exception:  # whatever is wrong with one order, the holds of the others must come back
        log.exception("order %s cannot be settled", order.number)
        return False
    return True
