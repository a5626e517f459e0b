"""What is told: the events that news of the rows amount to, written in the transaction that notes the news."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from webhook import codes
from webhook.ledger.news import News
from webhook.models import Customer, Delivery, Hook, HookEvent, Order, Stamp, Ticket, TicketLine
from webhook.orders.states import STATUSES

TYPES = (
    *("order.open", "order.awaiting_payment", "order.paid", "order.part_refunded", "order.refunded"),
    *("order.expired", "order.failed", "order.cancelled"),
    *("ticket.issued", "ticket.changed", "ticket.cancelled", "ticket.restored"),
    *("stamp.made", "stamp.undone"),
    *("customer.created", "customer.updated", "customer.forgotten"),
)
PING = "ping"

Facts = dict[str, Any]
Event = tuple[str, str, Facts]
"""Type, subject and facts."""


def tell(found: Sequence[News], now: datetime) -> None:
    """Write events for these news and a delivery for each hook that wants them; nothing while nobody listens."""
    hooks = list(Hook.select().where(Hook.stopped_at.is_null()))
    if not hooks:
        return
    for each in found:
        for type_, subject, facts in _events(each):
            post(type_, subject, facts, [hook for hook in hooks if not hook.events or type_ in hook.events], now)


def post(type_: str, subject: str, facts: Facts, hooks: Sequence[Hook], now: datetime) -> None:
    """An event for these hooks, in the caller's transaction."""
    if not hooks:
        return
    event = HookEvent.create(key=f"evt_{codes.secret()}", type=type_, subject=subject, facts=facts, at=now)
    Delivery.insert_many([{"hook": hook, "event": event, "due_at": now} for hook in hooks]).execute()


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
    order = Order.get_by_id(news.ref)
    facts = {
        "number": order.number,
        "status": STATUSES[news.now[0]],
        "total": order.total,
        "currency": order.currency,
        "channel": order.channel,
        "customer": order.customer.number,
        "created_at": order.created_at.isoformat(),
    }
    yield f"order.{STATUSES[news.now[0]]}", order.number, facts


def _customer(news: News) -> Iterator[Event]:
    number = Customer.get_by_id(news.ref).number
    type_ = "customer.updated" if news.before else "customer.created"
    yield "customer.forgotten" if news.now[2] else type_, number, {"customer": number}


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
