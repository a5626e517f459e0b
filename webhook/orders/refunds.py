"""How money goes back: a row first, in the transaction of its cause; a paced worker asks; Stripe's word settles it.

A refund that Stripe has taken on is not returned money yet: only ``succeeded`` counts (spec/stripe.md 2).
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from webhook import clock, codes
from webhook.database import claimable, locked, transaction
from webhook.mailing import notices, outbox
from webhook.models import CallingOff, Order, Payment, Refund, Ticket
from webhook.orders import refund_news, states
from webhook.payments import Gateway, NoSession, PaymentRefused, PaymentsUnavailable, ToldRefund

BATCH = 5
"""Refunds asked for in one round; the worker's pause between rounds paces a mass of them."""
LEASE = timedelta(minutes=3)
"""How long a claimed refund is left to the worker that took it; longer than a call with all its retries."""
AT_THE_DOOR = ("cash", "other")
"""How money came in that only the shop's own hands can give back."""
REPLAYED_WITHIN = timedelta(hours=20)
"""Stripe remembers an idempotency key for about a day; after that our refund is looked for before it is asked again."""
ALIVE = ("planned", "pending", "requires_action", "succeeded")
"""States in which a refund takes from what can still be given back."""
BOUGHT_NOTHING = ("late", "twice")
"""Why money goes back that no ticket was issued for."""
UNDER_WAY = ("planned", "pending", "requires_action")
_STATES = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed", "requires_action": "requires_action"}
_LONGEST_WAIT = timedelta(hours=6)

log = logging.getLogger(__name__)


def plan(
    order: Order,
    amount: int,
    why: str,
    now: datetime,
    *,
    fee: int = 0,
    ticket: Ticket | None = None,
    calling_off: CallingOff | None = None,
    exception: str = "",
) -> Refund | None:
    """Decide on a refund of ``amount`` for an order, in the caller's transaction; None when nothing is to be paid.

    It never exceeds what came in and has not been given back.
    """
    payment = paid_by(order)
    amount = min(amount, left(payment)) if payment else 0
    if payment is None or amount <= 0:
        return None
    due = calling_off.refund_at if calling_off else now
    more = {"fee": fee, "ticket": ticket, "calling_off": calling_off, "exception": exception}
    return of(payment, order, amount, why, now, due=due, **more)


def of(
    payment: Payment, order: Order, amount: int, why: str, now: datetime, *, due: datetime | None = None, **more: Any
) -> Refund:
    """A refund of that payment, to be asked for at ``due`` or at once, in the caller's transaction."""
    row = {"order": order, "payment": payment, "amount": amount, "why": why, "state": "planned", "created_at": now}
    return Refund.create(key=f"refund:{codes.spoken('R', 12)}", due_at=due or now, **row, **more)


def give_back(payment: Payment, order: Order, why: str, now: datetime) -> None:
    """Money that bought nothing goes back whole, with an apology: ``late`` (the units went to others) or ``twice``."""
    amount = left(payment)
    if amount <= 0:
        return
    of(payment, order, amount, why, now)
    values = {"order": order.number, "amount": amount, "method": payment.method, "why": why}
    outbox.post(f"returned:{payment.id}", "payment-returned", order.customer.email, order.locale, values, now)
    notices.problem("paid_late", f"late:{payment.id}", now, order=order, amount=amount, detail=why)


def paid_by(order: Order) -> Payment | None:
    """The payment that the order was fulfilled with."""
    payment: Payment | None = (
        order.payments.where(Payment.received_at.is_null(False)).order_by(Payment.received_at).first()
    )
    return payment


def left(payment: Payment) -> int:
    """What came in with a payment and has not been given back or promised; 0 when it was paid at the door."""
    if payment.method in AT_THE_DOOR:
        return 0
    given = Refund.select(fn.COALESCE(fn.SUM(Refund.amount), 0))
    return int(payment.received - given.where(Refund.payment == payment, Refund.state.in_(ALIVE)).scalar())


def returned(order: Order, states_: Iterable[str] = ("succeeded",)) -> int:
    """Money of an order's refunds in these states; those for money that bought nothing are left out."""
    total = Refund.select(fn.COALESCE(fn.SUM(Refund.amount), 0))
    return int(
        total.where(Refund.order == order, Refund.state.in_(list(states_)), Refund.why.not_in(BOUGHT_NOTHING)).scalar()
    )


def work(gateway: Gateway) -> bool:
    """Ask Stripe for the refunds that are due, one batch; returns whether there were any."""
    claimed = _claim(clock.now())
    for refund in claimed:
        try:
            _ask(refund, gateway)
        except PaymentsUnavailable as error:
            _later(refund, error)
        except (PaymentRefused, NoSession) as error:
            _refused(refund, error)
        except Exception as error:  # whatever is wrong with one, the others must go on
            log.exception("refund %s cannot be asked for", refund.key)
            _later(refund, error)
    return bool(claimed)


def settle(told: ToldRefund, now: datetime) -> Order | None:
    """Bring our row to what Stripe says of a refund; one made at Stripe's own pages gets a row. None: not ours."""
    with transaction():
        refund = Refund.get_or_none((Refund.stripe_id == told.id) | (Refund.key == told.ours)) or _outside(told, now)
        if refund is None:
            return None
        order: Order = locked(Order.select().where(Order.id == refund.order_id)).get()
        refund = Refund.get_by_id(refund.id)
        before, refund.state = refund.state, _STATES.get(told.status, "pending")
        refund.stripe_id, refund.error = told.id, told.error
        over = refund.state in ("succeeded", "failed")
        refund.settled_at = (refund.settled_at or now) if over else None
        refund.due_at = None if over else now + _asked_again(refund.attempts)
        refund.save()
        if refund.state != before:
            _tell(refund, order, told, now)
        elif refund.state == "requires_action":
            refund_news.remind(refund, order, told, now)
        refresh(order)
    return order


def refresh(order: Order) -> None:
    """Recompute the status of an order that was paid, in the caller's transaction."""
    if order.paid_at is None:
        return
    counts = [ticket.cancelled_at is None for ticket in order.tickets]
    status = states.after_money(total=order.total, returned=returned(order), tickets=len(counts), live=sum(counts))
    if status != order.status:
        order.status = status
        order.save()


def _ask(refund: Refund, gateway: Gateway) -> None:
    """Ask for it, or how it stands. After a day a repeated request would be a second refund: look for ours first."""
    now = clock.now()
    payment: Payment = refund.payment
    if refund.stripe_id:
        settle(gateway.refund_now(refund.stripe_id), now)
        return
    if refund.first_try_at and now - refund.first_try_at > REPLAYED_WITHIN:
        made = next((each for each in gateway.refunds(payment.intent or "") if each.ours == refund.key), None)
        if made:
            settle(made, now)
            return
    Refund.update(first_try_at=refund.first_try_at or now).where(Refund.id == refund.id).execute()
    settle(gateway.refund(_params(refund, payment), refund.key), now)


def _params(refund: Refund, payment: Payment) -> dict[str, Any]:
    params = {
        "payment_intent": payment.intent,
        "amount": refund.amount,
        "reason": "duplicate" if refund.why == "twice" else "requested_by_customer",
        "metadata": {"refund": refund.key, "order": refund.order.number},
    }
    if payment.method == "konbini":  # Stripe asks the buyer for a bank account by mail
        params["instructions_email"] = refund.order.customer.email
    return params


def _claim(now: datetime) -> list[Refund]:
    with transaction():
        due = Refund.select().where(Refund.due_at <= now, Refund.state.in_(UNDER_WAY)).order_by(Refund.due_at)
        claimed: list[Refund] = list(claimable(due.limit(BATCH)))
        ids = [refund.id for refund in claimed]
        Refund.update(due_at=now + LEASE, attempts=Refund.attempts + 1).where(Refund.id.in_(ids)).execute()
    return claimed


def _later(refund: Refund, error: Exception) -> None:
    wait = min(timedelta(seconds=1) * 2 ** min(refund.attempts, 15), _LONGEST_WAIT)
    changes: dict[Any, Any] = {Refund.due_at: clock.now() + wait, Refund.error: f"{error}"[:500]}
    Refund.update(changes).where(Refund.id == refund.id).execute()


def _refused(refund: Refund, error: Exception) -> None:
    """Stripe will not do it: the seat stays free, the shop has to look; it can be tried again by hand."""
    now = clock.now()
    with transaction():
        changes: dict[Any, Any] = {Refund.state: "failed", Refund.due_at: None, Refund.error: f"{error}"[:500]}
        Refund.update(changes | {Refund.settled_at: now}).where(Refund.id == refund.id).execute()
        refund_news.failed(refund, refund.order, f"{error}", now)


def _tell(refund: Refund, order: Order, told: ToldRefund, now: datetime) -> None:
    if refund.state == "failed":
        refund_news.failed(refund, order, told.error, now)
    if refund.state == "requires_action":
        refund_news.ask_for_bank(refund, order, told, now)
    if refund.why == "outside" and refund.state == "succeeded":
        notices.problem("outside_refund", f"outside:{refund.id}", now, order=order, amount=refund.amount)
        _void_when_all_is_returned(order, now)


def _void_when_all_is_returned(order: Order, now: datetime) -> None:
    """Who was paid back whole at Stripe's own pages holds no ticket any more."""
    if returned(order) < order.total:
        return
    for ticket in order.tickets.where(Ticket.cancelled_at.is_null()):
        Ticket.update(cancelled_at=now, cancelled_by="refund").where(Ticket.id == ticket.id).execute()
        paid = sum(line.paid for line in ticket.lines)
        values = {"ticket": ticket.id, "order": order.number, "refund": paid, "fee": 0, "method": "card"}
        outbox.post(f"cancelled:{ticket.number}", "cancelled", order.customer.email, ticket.locale, values, now)


def _outside(told: ToldRefund, now: datetime) -> Refund | None:
    """A row for a refund that was made at Stripe's own pages; which tickets it is for has to be told by hand."""
    payment = Payment.get_or_none(Payment.intent == told.intent) if told.intent else None
    if payment is None:
        return None
    row = {"order": payment.order_id, "payment": payment, "amount": told.amount, "why": "outside", "state": "pending"}
    Refund.insert(key=f"outside:{told.id}", stripe_id=told.id, **row, created_at=now).on_conflict_ignore().execute()
    return Refund.get_or_none(Refund.stripe_id == told.id)


def _asked_again(attempts: int) -> timedelta:
    """Stripe's events tell the end of a refund; asking is for those that were lost."""
    return min(timedelta(minutes=5 * 2 ** min(attempts, 10)), _LONGEST_WAIT)
