"""Forgetting by rule: ``privacy.retain_days`` after the last use or event, unless somebody agreed to mail (law.md 6).

A round takes a few people, each in a transaction of their own, so that it can be stopped and taken up anywhere.
"""

from datetime import datetime, timedelta
from typing import Any

from peewee import SQL, fn

from webhook.database import transaction
from webhook.forgetting import erasing
from webhook.models import (
    AddressChange,
    Customer,
    Gift,
    Mail,
    Order,
    Refund,
    Share,
    Stamp,
    StampLine,
    Ticket,
    TicketLine,
    Waiting,
)
from webhook.orders import refunds, states

PERIOD = 600.0
"""Seconds between two looks: it is a matter of days."""
PEOPLE = 100
"""In one round."""


def work(retain_days: int, now: datetime) -> bool:
    """One round; returns whether there may be more to do."""
    before = now - timedelta(days=retain_days)
    found = list(due(before).limit(PEOPLE))
    for customer in found:
        erasing.erase(customer.email)
    return bool(_companions(before) | _words(before) | bool(found))


def due(before: datetime) -> Any:
    """Customers of whom nothing was heard since then, with nothing of theirs open or still to be used."""
    orders = Order.select(Order.customer).where(
        (Order.created_at >= before) | (Order.paid_at >= before) | Order.status.in_(states.WAITING)
    )
    money = (
        Refund.select(Order.customer)
        .join(Order)
        .where((Refund.created_at >= before) | (Refund.settled_at >= before) | Refund.state.in_(refunds.UNDER_WAY))
    )
    tickets = Ticket.select(Ticket.customer).where(_living(before))
    stamps = Stamp.select(Ticket.customer).join(Ticket).where(Stamp.at >= before)
    places = Waiting.select(Waiting.email).where(
        (Waiting.created_at >= before) | Waiting.state.in_(["waiting", "offered"])
    )
    companions = Ticket.select(Ticket.contact).where(Ticket.contact != "", _living(before))
    return (
        Customer.select()
        .where(
            ~Customer.email.startswith(erasing.GONE),
            Customer.created_at < before,
            Customer.marketing_at.is_null(),
            *[Customer.id.not_in(each) for each in (orders, money, tickets, stamps)],
            *[Customer.email.not_in(each) for each in (places, companions)],
        )
        .order_by(Customer.id)
    )


def _living(before: datetime) -> Any:
    """A ticket whose day is not over for long enough, or that has no last day and units left."""
    issued = TicketLine.select(fn.COALESCE(fn.SUM(TicketLine.units), 0)).where(TicketLine.ticket == Ticket.id)
    used = (
        StampLine.select(fn.COALESCE(fn.SUM(StampLine.units), 0))
        .join(Stamp)
        .where(Stamp.ticket == Ticket.id, Stamp.undone_at.is_null())
    )
    endless = Ticket.window_until.is_null() & ((Ticket.issued_at >= before) | (issued > used))
    return Ticket.cancelled_at.is_null() & ((Ticket.window_until >= before) | endless)


def _companions(before: datetime) -> bool:
    """Those who were given something, and never bought: when the day of their ticket is over."""
    named = (Ticket.holder != "") | (Ticket.contact != "")
    over = (Ticket.window_until < before) | (Ticket.cancelled_at < before)
    theirs = SQL("given <> 0")  # as the index says it, or SQLite reads every ticket while others want to write
    with transaction():
        given = Ticket.update(holder="", contact="", note="").where(theirs, named, over).execute()
        old = Gift.update(email="").where(Gift.email != "", Gift.state != "offered", Gift.created_at < before).execute()
        over_shares = Share.update(email="").where(Share.email != "", Share.created_at < before).execute()
        gone = (Waiting.email != "") & (Waiting.created_at < before) & Waiting.state.not_in(["waiting", "offered"])
        return bool(given + old + over_shares + Waiting.update(email="").where(gone).execute())


def _words(before: datetime) -> bool:
    """What was said by mail so long ago, to anybody, and addresses that were wrong then."""
    old = Mail.select(Mail.id).where(Mail.created_at < before, Mail.due_at.is_null(), Mail.recipient != "").limit(500)
    corrected = AddressChange.update(old="", new="").where(AddressChange.old != "", AddressChange.at < before)
    with transaction():
        found = old.count() > 0
        erasing.unaddress(old)
        return bool(corrected.execute()) or found
