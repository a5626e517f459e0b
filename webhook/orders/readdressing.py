"""A fan typed a wrong mail address and corrects it: the order and its tickets go to the right one (journeys.md 2.1).

The links stay as they are. Who bought nothing else keeps their row, under the new address; otherwise the order moves to
the customer who has that address, or to a new one.
"""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from peewee import IntegrityError

from webhook.catalogue import Catalogue
from webhook.database import database, locked, transaction
from webhook.forgetting import erasing
from webhook.hooks import events
from webhook.mailing import outbox
from webhook.models import AddressChange, CouponUse, Customer, Order, Ticket, Waiting
from webhook.people import customers
from webhook.refusals import Refused
from webhook.selling import coupons, limits

SPAN = timedelta(hours=24)
"""From the order's beginning; who is wrong for longer asks the shop."""
MOST = 5
"""Corrections of one order: the page is no machine for sending mail to strangers."""
LIVING = ("awaiting_payment", "paid", "part_refunded")


def until(order: Order, now: datetime) -> datetime | None:
    """Until when the address can be corrected; None when it cannot."""
    over: datetime = order.created_at + SPAN
    return over if order.status in LIVING and "@" in order.customer.email and now < over else None


def correct(order: Order, email: str, catalogue: Catalogue, *, nonce: str | None, now: datetime) -> Order:
    """The order belongs to ``email`` from now on, and its mail is sent there; the same again changes nothing.

    Refuses with ``address_late``, ``address_ended``, ``address_early`` (nothing was mailed yet), ``address_often``, and
    with ``limit_per_person`` or ``address_coupon`` where the new address has had its share.
    """
    with transaction():
        order = locked(Order.select().where(Order.id == order.id)).get()
        both = Customer.select().where((Customer.id == order.customer_id) | (Customer.email == email))
        found = {each.id: each for each in locked(both.order_by(Customer.id))}  # in turn, or two would wait for ever
        before = found.pop(order.customer_id)
        known = next(iter(found.values()), None)
        changes = AddressChange.select().where(AddressChange.order == order)
        if before.email == email or (nonce and changes.where(AddressChange.nonce == nonce).exists()):
            return order
        _check(order, changes.count(), now)
        old = before.email
        if known or not customers.only_bought(before, order) or not _renamed(before, order, email):
            if known:
                coupons.check_moved(order, known, catalogue, now)
            _move(order, before, known, email, now)
        order = Order.get_by_id(order.id)
        limits.check_moved(order, order.customer, catalogue)
        _mail(order, AddressChange.create(order=order, nonce=nonce, old=old, new=email, at=now), now)
        events.readdressed(order, now)
        events.of_customers(events.UPDATED, [order.customer], now)
    return order


def _check(order: Order, changes: int, now: datetime) -> None:
    if order.status == "open":
        raise Refused("address_early", 409)
    if order.status not in LIVING or "@" not in order.customer.email:
        raise Refused("address_ended", 409)
    if until(order, now) is None:
        raise Refused("address_late", 409)
    if changes >= MOST:
        raise Refused("address_often", 409)


def _renamed(customer: Customer, order: Order, email: str) -> bool:
    """Give the customer that the order made another address; False when it is taken, be it just now."""
    places, old = _places(order), customer.email
    try:
        with database.atomic():
            Customer.update(email=email).where(Customer.id == customer.id).execute()
    except IntegrityError:
        return False
    Waiting.update(email=email).where(places, Waiting.email == old).execute()
    return True


def _move(order: Order, before: Customer, known: Customer | None, email: str, now: datetime) -> None:
    """What the order made goes to another customer; who is left without anything was nobody.

    Consent to mail goes with who gave it on this order, but not onto a row that others have made.
    """
    after = known or customers.locked_row(email, order.name, order.locale, now)
    alone = customers.only_bought(before, order)
    taken = Order.select().where(Order.customer == after, Order.nonce == order.nonce).exists()
    Order.update(
        customer=after, nonce=None if taken else order.nonce, marketing=order.marketing and known is None
    ).where(Order.id == order.id).execute()
    list(locked(Ticket.select(Ticket.id).where(Ticket.order == order)))  # who accepts a gift just now makes another one
    Ticket.update(customer=after).where(Ticket.order == order, Ticket.customer == before).execute()
    CouponUse.update(customer=after).where(CouponUse.order == order).execute()
    if order.paid_at:
        customers.unlearn(before, order)
    if order.paid_at and known is None:
        customers.bought(Order.get_by_id(order.id), order.paid_at)
    if alone:
        Waiting.update(email=email).where(_places(order), Waiting.email == before.email).execute()
        events.of_customers(events.FORGOTTEN, [before], now)
        erasing.unname(before)


def _places(order: Order) -> Any:
    """Places in line that ended in an order for the same things."""
    lines = [
        (Waiting.item == line.item) & (Waiting.session == line.session) & (Waiting.ticket == line.ticket)
        for line in order.lines
    ]
    return (Waiting.state == "taken") & reduce(or_, lines)


def _mail(order: Order, change: AddressChange, now: datetime) -> None:
    """What the old address was sent or was to be sent."""
    template = "tickets" if order.paid_at else "payment-due"
    outbox.redirect(order, template, change.old, change.new)
    key = f"address:{order.number}:{change.id}"
    outbox.post(key, template, change.new, order.locale, {"order": order.number}, now)
