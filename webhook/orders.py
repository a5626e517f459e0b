"""An order's life. One function, ``settle``, applies what Stripe says now; events, pages and the sweeper all use it.

No network is used here: the caller has asked Stripe before, the transition happens under the order's lock.
"""

import logging
from datetime import datetime

from webhook import customers, outbox, stock, tickets
from webhook.catalogue import Catalogue
from webhook.database import locked, transaction
from webhook.models import Order, Payment, Ticket
from webhook.payments import CheckoutSession
from webhook.refusals import Refused
from webhook.stock import Portion

log = logging.getLogger(__name__)

WAITING = ("open", "awaiting_payment")
LAPSED = ("expired", "failed", "cancelled")


def settle(session: CheckoutSession, catalogue: Catalogue, now: datetime) -> Order | None:
    """Bring the order of ``session`` to the state that Stripe reports; None when it is no order of ours.

    May be called any number of times, in any order, by several workers at once.
    """
    with transaction():
        payment = _payment(session)
        if payment is None:
            return None
        order: Order = locked(Order.select().where(Order.id == payment.order_id)).get()
        if session.paid:
            _check_amount(payment, order, session)
            Payment.update(intent=session.intent).where(Payment.id == payment.id).execute()
            _pay(order, catalogue, now)
        elif session.status == "complete" and order.status == "open":
            _move(order, "awaiting_payment")
        elif session.status == "expired" and order.status in WAITING:
            lapse(order, "expired")
    return order


def fulfil(order: Order, catalogue: Catalogue, now: datetime) -> None:
    """Held units become sold, tickets are issued and their mail is posted, all in the caller's transaction."""
    stock.sell(order.lines)
    order.paid_at = now
    _move(order, "paid")
    customers.bought(order, now)
    tickets.issue(order, catalogue.shop, now)
    outbox.post(f"tickets:{order.number}", "tickets", order.customer.email, order.locale, {"order": order.number}, now)


def lapse(order: Order, status: str) -> None:
    """The order ends without money; what it held is free again. Within the caller's transaction."""
    stock.release(order.lines)
    _move(order, status)


def give_up(order_id: int, status: str) -> None:
    """End an order that Stripe knows nothing of, unless it has moved on by itself."""
    with transaction():
        order: Order = locked(Order.select().where(Order.id == order_id)).get()
        if order.status in WAITING:
            lapse(order, status)


def tickets_of(order: Order) -> list[Ticket]:
    """Its tickets, in the order of its lines."""
    return list(order.tickets.order_by(Ticket.id))


def _pay(order: Order, catalogue: Catalogue, now: datetime) -> None:
    if order.status in WAITING or (order.status in LAPSED and _hold_again(order, catalogue)):
        fulfil(order, catalogue, now)
    elif order.status in LAPSED:
        log.error("order %s was paid after its seats went to others: refund it at Stripe", order.number)


def _hold_again(order: Order, catalogue: Catalogue) -> bool:
    """Hold the units of a lapsed order once more; False when they are gone."""
    wanted = [(catalogue.item(line.item), line) for line in order.lines]
    portions = [
        Portion(item=item, session=line.session, ticket=line.ticket, quantity=line.quantity, field="")
        for item, line in wanted
        if item
    ]
    if len(portions) < len(wanted):
        return False
    try:
        with transaction():
            stock.hold(portions)
    except Refused:
        return False
    return True


def _move(order: Order, status: str) -> None:
    order.status = status
    order.hold_until = None if status != "awaiting_payment" else order.hold_until
    order.save()


def _payment(session: CheckoutSession) -> Payment | None:
    known = Payment.get_or_none(Payment.session_id == session.id)
    if known is None and session.reference:  # a crash came between Stripe's answer and our note of it
        known = (
            Payment.select().join(Order).where(Order.number == session.reference, Payment.session_id.is_null()).first()
        )
        if known:
            Payment.update(session_id=session.id).where(Payment.id == known.id).execute()
    return known


def _check_amount(payment: Payment, order: Order, session: CheckoutSession) -> None:
    if (session.amount, session.currency) != (payment.amount, order.currency):
        raise ValueError(f"order {order.number}: {session.amount} {session.currency} paid, {payment.amount} due")
