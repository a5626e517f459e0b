"""What comes right by itself: payments whose session was never noted, holds whose time is over, events that were lost.

Stripe is always asked before units are released: a fan may have paid in the last second.
"""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from webhook import clock, inbox
from webhook.catalogue import Catalogue, Item, Session
from webhook.database import transaction
from webhook.mailing import notices, outbox
from webhook.models import Order, Payment, Stock, StripeEvent
from webhook.orders import settling, states, telling
from webhook.payments import Gateway, NoSession, PaymentRefused, PaymentsUnavailable
from webhook.refusals import Refused
from webhook.selling import checkout, waiting

PERIOD = 30.0
"""Seconds between two sweeps."""
_NOTED_WITHIN = timedelta(minutes=3)
"""Longer than a call to Stripe may take with all its retries."""
_REMINDED = timedelta(hours=24)
"""Before the deadline of a konbini payment (S3-08)."""
_CAUGHT_UP = timedelta(hours=1)
"""How often Stripe is asked for events that may have been lost, and by how much the asking overlaps."""
BATCH = 50

log = logging.getLogger(__name__)


def sweep(gateway: Gateway, catalogue: Catalogue) -> list[Order]:
    """One round; returns the orders that were looked at."""
    now = clock.now()
    looked = [payment.order for payment in _unnoted(now) if _note(payment, gateway, catalogue, now)]
    looked += [order for order in _overdue(now) if _settle(order, gateway, catalogue, now)]
    _remind(now)
    waiting.lapse(catalogue, now)
    _warn_of_few(catalogue, now)
    return looked


def catch_up(gateway: Gateway) -> int:
    """Put the events into the inbox that Stripe made and we never got; returns how many Stripe listed."""
    now = clock.now()
    last = StripeEvent.select().order_by(StripeEvent.received_at.desc()).first()
    missed = gateway.events(telling.WATCHED, (last.received_at if last else now) - _CAUGHT_UP)
    for event in missed:
        inbox.store(event, b"", now)
    return len(missed)


def _unnoted(now: datetime) -> list[Payment]:
    """Payments that crashed between the call to Stripe and the note of its answer."""
    query = Payment.select().join(Order)
    query = query.where(Payment.session_id.is_null(), Order.status == "open", Payment.created_at < now - _NOTED_WITHIN)
    return list(query.limit(BATCH))


def _note(payment: Payment, gateway: Gateway, catalogue: Catalogue, now: datetime) -> bool:
    try:  # the same key and parameters: a replay if Stripe had done it
        checkout.open_session(payment, gateway, catalogue, now)
    except Refused as refused:
        log.warning("payment %s: %s", payment.key, refused.code)
    return True


def _overdue(now: datetime) -> list[Order]:
    query = Order.select().where(Order.status.in_(states.WAITING), Order.hold_until < now)
    return list(query.order_by(Order.hold_until).limit(BATCH))


def _settle(order: Order, gateway: Gateway, catalogue: Catalogue, now: datetime) -> bool:
    payment = order.payments.where(Payment.session_id.is_null(False)).first()
    try:
        if payment is None:
            settling.give_up(order.id, "expired", catalogue, now)
        else:
            _ask(payment, order, gateway, catalogue, now)
    except NoSession:
        settling.give_up(order.id, "expired", catalogue, now)
    except (PaymentRefused, PaymentsUnavailable) as error:
        log.warning("order %s keeps its hold, Stripe cannot be asked: %s", order.number, error)
        return False
    except Exception:  # whatever is wrong with one order, the holds of the others must come back
        log.exception("order %s cannot be settled", order.number)
        return False
    return True


def _ask(payment: Payment, order: Order, gateway: Gateway, catalogue: Catalogue, now: datetime) -> None:
    """End the session if it is open. A konbini voucher that is long over, and not paid, has lapsed."""
    session = gateway.expire(payment.session_id or "")
    settling.settle(session, catalogue, now)
    if session.said == "processing" and order.pay_by and now > order.pay_by + settling.VOUCHER_TAIL:
        settling.give_up(order.id, "failed", catalogue, now)


def _remind(now: datetime) -> None:
    """One mail a day before a konbini payment is due."""
    due = Order.select().where(
        Order.status == "awaiting_payment", Order.reminded_at.is_null(), Order.pay_by < now + _REMINDED
    )
    for order in due.limit(BATCH):
        with transaction():
            Order.update(reminded_at=now).where(Order.id == order.id).execute()
            if order.pay_by > now and order.pay_by - order.created_at > _REMINDED:
                values = {"order": order.number}
                key = f"reminder:{order.number}"
                outbox.post(key, "payment-reminder", order.customer.email, order.locale, values, now)


def _warn_of_few(catalogue: Catalogue, now: datetime) -> None:
    """On the day of decision the shop hears which dates have too few people (S4-20)."""
    today = now.astimezone(ZoneInfo(catalogue.shop.time_zone)).date()
    for item in catalogue.items:
        if item.decide_by == today and item.min_participants:
            for session in item.sessions:
                _warn(item, session, item.min_participants, now)


def _warn(item: Item, session: Session, least: int, now: datetime) -> None:
    row = Stock.get_or_none(Stock.item == item.id, Stock.session == session.id, Stock.ticket == "")
    sold = row.sold if row else 0
    if sold < least and not session.cancelled and session.starts > now:
        key = f"below_minimum:{item.id}:{session.id}"
        with transaction():
            notices.problem(
                "below_minimum",
                key,
                now,
                item=item.id,
                session=session.id,
                title=item.title,
                starts_at=session.starts.isoformat(),
                sold=sold,
                least=least,
            )
