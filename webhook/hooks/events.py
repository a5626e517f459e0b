"""What is told: the events that news of the rows amount to, written in the transaction that notes the news."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from webhook import codes
from webhook.database import rows
from webhook.ledger.news import News
from webhook.models import Customer, Delivery, Hook, HookEvent, Order, Sealed, Stamp, Ticket, TicketLine
from webhook.orders.states import STATUSES

TYPES = (
    *("order.open", "order.awaiting_payment", "order.paid", "order.part_refunded", "order.refunded"),
    *("order.expired", "order.failed", "order.cancelled", "order.updated"),
    *("ticket.issued", "ticket.changed", "ticket.cancelled", "ticket.restored"),
    *("stamp.made", "stamp.undone"),
    *("customer.created", "customer.updated", "customer.forgotten"),
)
PING, UPDATED, FORGOTTEN = "ping", "customer.updated", "customer.forgotten"

AT_ONCE = 500
"""Customers of whom is told together: a database takes only so many values in one statement."""

Facts = dict[str, Any]
Event = tuple[str, str, Facts]
"""Type, subject and facts."""


def prepare(found: Sequence[News]) -> Callable[[datetime], None]:
    """Read what these news amount to; what it returns writes that, with three statements, in the caller's transaction.

    Nothing is read or written while nobody listens.
    """
    hooks = list(Hook.select().where(Hook.stopped_at.is_null()))
    events = [event for each in found for event in _events(each)] if hooks else []

    def write(now: datetime) -> None:
        told = [(event, [hook for hook in hooks if not hook.events or event[0] in hook.events]) for event in events]
        _write([(event, wanted) for event, wanted in told if wanted], now)

    return write


def post(type_: str, subject: str, facts: Facts, hook: Hook, now: datetime) -> None:
    """An event for one hook alone, in the caller's transaction."""
    _write([((type_, subject, facts), [hook])], now)


def tagged(customers: Sequence[Customer], now: datetime) -> None:
    """Tell, in the caller's transaction, that the owner has changed the tags of these."""
    of_customers(UPDATED, customers, now)


def of_customers(type_: str, customers: Sequence[Customer], now: datetime) -> None:
    """Tell of what is no news of the rows by itself, in the caller's transaction.

    Who was never told of is left out: they are told with all that is known once they hold something.
    """
    wanted = _listening(type_)
    for start in range(0, len(customers) if wanted else 0, AT_ONCE):
        some = customers[start : start + AT_ONCE]
        query = Sealed.select(Sealed.ref).where(Sealed.kind == "customer", Sealed.ref.in_([each.id for each in some]))
        known = {ref for (ref,) in rows(query)}
        _write([((type_, each.number, {"customer": each.number}), wanted) for each in some if each.id in known], now)


def readdressed(order: Order, now: datetime) -> None:
    """Tell, in the caller's transaction, that an order has another address and perhaps another customer."""
    wanted, type_ = _listening("order.updated"), "order.updated"
    if wanted:
        _write([((type_, order.number, _of_order(order, order.status)), wanted)], now)


def _listening(type_: str) -> list[Hook]:
    hooks = Hook.select().where(Hook.stopped_at.is_null())
    return [hook for hook in hooks if not hook.events or type_ in hook.events]


def _write(told: Sequence[tuple[Event, Sequence[Hook]]], now: datetime) -> None:
    if not told:
        return
    kept = [
        {"key": f"evt_{codes.secret()}", "type": type_, "subject": subject, "facts": facts, "at": now}
        for (type_, subject, facts), _ in told
    ]
    HookEvent.insert_many(kept).execute()
    written = HookEvent.select(HookEvent.key, HookEvent.id).where(HookEvent.key.in_([row["key"] for row in kept]))
    ids = dict(rows(written))
    due = [
        {"hook": hook, "event": ids[row["key"]], "due_at": now}
        for row, (_, hooks) in zip(kept, told, strict=True)
        for hook in hooks
    ]
    Delivery.insert_many(due).execute()


def _events(news: News) -> Iterator[Event]:
    makers = {"ticket": _ticket, "stamp": _stamp, "order": _order, "customer": _customer}
    if news.kind in makers:
        yield from makers[news.kind](news)


def _ticket(news: News) -> Iterator[Event]:
    ticket = Ticket.get_by_id(news.ref)
    facts = _of_ticket(ticket) | {"units": news.now[0], "paid": news.now[1], "cancelled": bool(news.now[2])}
    lines = ticket.lines.order_by(TicketLine.id)
    facts["lines"] = [{"ticket": line.type, "units": line.units, "paid": line.paid} for line in lines]
    was_cancelled = bool(news.before and news.before[2])
    if news.before is None:
        yield "ticket.issued", ticket.number, facts
    elif news.before[:2] != news.now[:2]:
        yield "ticket.changed", ticket.number, facts
    if bool(news.now[2]) != was_cancelled:
        reason = {"by": ticket.cancelled_by, "reason": ticket.cancel_reason}
        yield "ticket.cancelled" if news.now[2] else "ticket.restored", ticket.number, facts | reason


def _stamp(news: News) -> Iterator[Event]:
    stamp = Stamp.get_by_id(news.ref)
    ticket = Ticket.get_by_id(stamp.ticket_id)
    facts = _of_ticket(ticket) | {"ticket": ticket.number, "id": stamp.id, "units": stamp.units}
    facts |= {"at": stamp.at.isoformat(), "method": stamp.method, "staff_id": stamp.staff_id}
    if news.before is None:
        yield "stamp.made", ticket.number, facts
    if news.now[1] and not (news.before and news.before[1]):
        yield "stamp.undone", ticket.number, facts


def _order(news: News) -> Iterator[Event]:
    order, status = Order.get_by_id(news.ref), STATUSES[news.now[0]]
    yield f"order.{status}", order.number, _of_order(order, status)


def _of_order(order: Order, status: str) -> Facts:
    return {
        "number": order.number,
        "status": status,
        "total": order.total,
        "currency": order.currency,
        "channel": order.channel,
        "customer": order.customer.number,
        "created_at": order.created_at.isoformat(),
    }


def _customer(news: News) -> Iterator[Event]:
    number = Customer.get_by_id(news.ref).number
    type_ = UPDATED if news.before else "customer.created"
    yield FORGOTTEN if news.now[2] else type_, number, {"customer": number}


def _of_ticket(ticket: Ticket) -> Facts:
    return {
        "id": ticket.number,
        "kind": ticket.kind,
        "item": ticket.item,
        "session": ticket.session,
        "channel": ticket.channel,
        "order": ticket.order.number if ticket.order else None,
        "customer": ticket.customer.number,
    }
