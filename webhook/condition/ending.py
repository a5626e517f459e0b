"""Before a shop is shut down: what is still owed to somebody (S4-59)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import ModelSelect, fn

from webhook import sales, worth
from webhook.catalogue import Catalogue
from webhook.keeping import marks
from webhook.models import Delivery, Gift, Mail, Order, Refund, SignIn, StripeEvent, Ticket, TicketLine, Waiting
from webhook.orders import refunds, states

BATCH = 500
_SELLING = ("on_sale", "not_yet", "sold_out")


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Something in the way: ``n`` of them, and for tickets the item and the last day."""

    code: str
    n: int
    item: str = ""
    until: datetime | None = None


def check(catalogue: Catalogue, now: datetime) -> Iterator[Owed]:
    """Everything that is in the way, tickets by item first."""
    yield from _tickets(now)
    waiting: dict[str, Any] = {
        "orders_open": Order.select().where(Order.status.in_(states.WAITING)),
        "refunds_open": Refund.select().where(Refund.state.in_([*refunds.UNDER_WAY, "failed"])),
        "events_open": StripeEvent.select().where(StripeEvent.due_at.is_null(False)),
        "mails_open": Mail.select().where(Mail.due_at.is_null(False)),
        "offers_open": Waiting.select().where(Waiting.state.in_(["waiting", "offered"])),
        "gifts_open": Gift.select().join(Ticket).where(
            Gift.state == "offered", Ticket.cancelled_at.is_null(), Ticket.window_until > now
        ),
        "stamps_unsent": SignIn.select().where(SignIn.unsent > 0, SignIn.stopped_at.is_null()),
        "hooks_open": Delivery.select().where(Delivery.due_at.is_null(False)),
    }  # fmt: skip
    for code, query in waiting.items():
        count = query.count()
        if count:
            yield Owed(code=code, n=count)
    on_sale = [item.id for item in catalogue.items if sales.state(item, None, None, now) in _SELLING]
    if on_sale:
        yield Owed(code="on_sale", n=len(on_sale), item=", ".join(on_sale[:5]))
    newest = Order.select(fn.MAX(Order.created_at)).scalar()
    exported = marks.last("export")
    if newest and (exported is None or exported.at < newest):
        yield Owed(code="not_exported", n=1)


def _tickets(now: datetime) -> Iterator[Owed]:
    """Tickets that can still be used, paid or not: by item, with the last day of any of them."""
    found: dict[str, Owed] = {}
    last = 0
    while batch := list(_alive(now).where(Ticket.id > last).order_by(Ticket.id).limit(BATCH)):
        worths = worth.of_all(batch, now)
        for ticket in batch:
            left = worths[ticket.id].left
            if left:
                known = found.get(ticket.item, Owed(code="tickets", n=0, item=ticket.item))
                until = max(filter(None, (known.until, ticket.window_until)), default=None)
                found[ticket.item] = Owed(code="tickets", n=known.n + left, item=ticket.item, until=until)
        last = batch[-1].id
    yield from (found[item] for item in sorted(found))


def _alive(now: datetime) -> "ModelSelect[Ticket]":
    has_units = Ticket.id.in_(TicketLine.select(TicketLine.ticket).where(TicketLine.units > 0))
    return Ticket.select().where(
        Ticket.cancelled_at.is_null(), (Ticket.window_until.is_null()) | (Ticket.window_until > now), has_units
    )
