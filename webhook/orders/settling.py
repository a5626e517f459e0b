"""How money comes in. One function, ``settle``, applies what Stripe says now; events, pages and the sweeper all use it.

No network is used here: the caller has asked Stripe before, the transition happens under the order's lock.
"""

import logging
from datetime import datetime, timedelta

from webhook import tickets
from webhook.catalogue import Catalogue
from webhook.database import locked, transaction
from webhook.mailing import notices, outbox
from webhook.models import CouponUse, Order, Payment, Ticket
from webhook.orders import refunds, states
from webhook.payments import CheckoutSession
from webhook.people import customers
from webhook.refusals import Refused
from webhook.selling import coupons, halts, stock, waiting
from webhook.selling.stock import Portion

VOUCHER_TAIL = timedelta(hours=1)
"""How long a hold outlives a konbini voucher: payments of its last minutes are told late."""

log = logging.getLogger(__name__)


def settle(session: CheckoutSession, catalogue: Catalogue, now: datetime) -> Order | None:
    """Bring the order of ``session`` to the state that Stripe reports; None when it is no order of ours.

    May be called any number of times, in any order, by several workers at once.
    """
    with transaction():
        payment = _payment(session, now)
        if payment is None:
            return None
        order: Order = locked(Order.select().where(Order.id == payment.order_id)).get()
        payment = Payment.get_by_id(payment.id)  # as it is under the lock
        known = payment.received_at is not None
        act = states.act(order.status, session.said, known=known)
        _note(payment, session)
        if session.paid and not known and not _receive(payment, order, session, now):
            act = "nothing"
        _apply(act, order, payment, session, catalogue, now)
    return order


def fulfil(order: Order, catalogue: Catalogue, now: datetime, *, news: bool = True) -> None:
    """Held units become sold, tickets are issued and their mail is posted, all in the caller's transaction.

    ``news``: the shop is told, too.
    """
    stock.sell(order.lines)
    order.paid_at = now
    _move(order, "paid")
    customers.bought(order, now)
    tickets.issue(order, catalogue.shop, now)
    coupons.spend(order, now)
    if news:
        notices.ordered(order, now)
    outbox.post(f"tickets:{order.number}", "tickets", order.customer.email, order.locale, {"order": order.number}, now)


def lapse(order: Order, status: states.Status, catalogue: Catalogue, now: datetime) -> None:
    """The order ends without money; what it held is free again. Within the caller's transaction."""
    told = order.status == "awaiting_payment"
    stock.release(order.lines)
    for use in CouponUse.select().where(CouponUse.order == order):
        use.delete_instance()
    _move(order, status)
    if told:  # somebody was asked to go to a shop: they want to know that it is too late
        values = {"order": order.number}
        outbox.post(f"lapsed:{order.number}", "order-lapsed", order.customer.email, order.locale, values, now)
    waiting.freed({(line.item, line.session, line.ticket) for line in order.lines}, catalogue, now)


def give_up(order_id: int, status: states.Status, catalogue: Catalogue, now: datetime) -> None:
    """End an order that Stripe knows nothing of, unless it has moved on by itself."""
    with transaction():
        order: Order = locked(Order.select().where(Order.id == order_id)).get()
        if order.status in states.WAITING:
            lapse(order, status, catalogue, now)


def tickets_of(order: Order) -> list[Ticket]:
    """Its tickets, in the order of its lines."""
    return list(order.tickets.order_by(Ticket.id))


def _apply(
    act: states.Act, order: Order, payment: Payment, session: CheckoutSession, catalogue: Catalogue, now: datetime
) -> None:
    if act == "fulfil" or (act == "revive" and _hold_again(order, catalogue)):
        fulfil(order, catalogue, now)
    elif act in ("revive", "return"):
        refunds.give_back(payment, order, "twice" if order.paid_at else "late", now)
    elif act == "await":
        _await(order, session, now)
    elif act in ("expire", "fail"):
        lapse(order, "expired" if act == "expire" else "failed", catalogue, now)


def _await(order: Order, session: CheckoutSession, now: datetime) -> None:
    """A konbini buyer has until the end of the voucher; nothing is issued before (S3-08, S3-09)."""
    order.pay_by = session.pay_by
    order.hold_until = session.pay_by + VOUCHER_TAIL if session.pay_by else order.hold_until
    order.status = "awaiting_payment"
    order.save()
    outbox.post(f"due:{order.number}", "payment-due", order.customer.email, order.locale, {"order": order.number}, now)


def _note(payment: Payment, session: CheckoutSession) -> None:
    """Keep what Stripe has told of a payment so far."""
    payment.intent = session.intent or payment.intent
    payment.method = session.method if session.said in ("paid", "processing") else payment.method
    payment.instructions = session.instructions or payment.instructions
    payment.save()


def _receive(payment: Payment, order: Order, session: CheckoutSession, now: datetime) -> bool:
    """The money is in; False when it is not what was asked for: then nothing is issued, and the shop has to look."""
    payment.received, payment.received_at = session.amount, now
    if session.payment_status == "no_payment_required":
        payment.method = "none"
    payment.save()
    if (session.amount, session.currency or order.currency) == (payment.amount, order.currency):
        return True
    Order.update(hold_until=None).where(Order.id == order.id).execute()  # the sweeper cannot help here
    ours = session.currency == order.currency
    told = {"received": session.amount} if ours else {"detail": f"{session.amount} {session.currency.upper()}"}
    notices.problem("payment_unclear", f"unclear:{payment.id}", now, order=order, asked=payment.amount, **told)
    return False


def _hold_again(order: Order, catalogue: Catalogue) -> bool:
    """Hold the units of a lapsed order once more; False when they are gone."""
    halted = halts.known()
    if any(halts.of(halted, line.item, line.session) for line in order.lines):
        return False
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


def _move(order: Order, status: states.Status) -> None:
    order.status = status
    order.hold_until = None
    order.save()


def _payment(session: CheckoutSession, now: datetime) -> Payment | None:
    """Our row of that session: noted, or found by its reference after a crash, or new when it is a second one."""
    known: Payment | None = Payment.get_or_none(Payment.session_id == session.id)
    if known or not session.reference:
        return known
    order = Order.get_or_none(Order.number == session.reference)
    if order is None:
        return None
    unnoted: Payment | None = order.payments.where(Payment.session_id.is_null()).first()
    if unnoted:
        Payment.update(session_id=session.id).where(Payment.id == unnoted.id).execute()
        return unnoted
    row = {"order": order, "params": {}, "amount": session.amount, "session_id": session.id, "created_at": now}
    Payment.insert(key=f"other:{session.id}", **row).on_conflict_ignore().execute()
    return Payment.get_or_none(Payment.session_id == session.id)
