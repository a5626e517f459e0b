"""Issuing to a person without a payment: an order of nothing in the channel ``direct``: all else works alike."""

from collections.abc import Sequence
from datetime import datetime

from webhook import sharing
from webhook.catalogue import Catalogue
from webhook.database import transaction
from webhook.issuing import doubts, orders
from webhook.issuing.wishes import Wish
from webhook.models import Customer, Ticket
from webhook.orders import settling
from webhook.people import customers
from webhook.refusals import Refused
from webhook.selling.basket import Line


def issue(
    wishes: Sequence[Wish], catalogue: Catalogue, now: datetime, *, nonce: str = "", anyway: bool = False
) -> list[Ticket]:
    """Issue each and tell its holder by mail. With the same ``nonce`` a line is issued once, however often it is asked.

    It counts against the stock: refuses with ``few_left`` or ``sold_out`` when somebody took the rest meanwhile; and
    as ``doubts`` says unless the owner means it ``anyway``, when somebody bought meanwhile.
    """
    return [_once(wish, catalogue, now, nonce, anyway) for wish in wishes]


def fresh(wishes: Sequence[Wish], nonce: str) -> list[Wish]:
    """Those that were not issued yet under that ``nonce``."""
    keys = [_key(wish, nonce) for wish in wishes] if nonce else []
    made = {ticket.issue_key for ticket in Ticket.select(Ticket.issue_key).where(Ticket.issue_key.in_(keys))}
    return [wish for wish in wishes if _key(wish, nonce) not in made]


def _once(wish: Wish, catalogue: Catalogue, now: datetime, nonce: str, anyway: bool) -> Ticket:
    """A line in a transaction of its own, which locks as a checkout does: the customer, then the stock."""
    with transaction():
        return _line_of(wish, catalogue, now, nonce, anyway)


def _key(wish: Wish, nonce: str) -> str:
    return f"direct:{nonce}:{wish.line}"


def _line_of(wish: Wish, catalogue: Catalogue, now: datetime, nonce: str, anyway: bool) -> Ticket:
    customer = customers.locked_row(wish.email, wish.name, wish.locale or catalogue.shop.languages[0], now)
    key = _key(wish, nonce) if nonce else None
    before = Ticket.get_or_none(Ticket.issue_key == key) if key else None
    if before:
        if (before.item, before.customer_id) != (wish.item.id, customer.id):
            raise Refused("nonce_used", 409, field="nonce")
        return before
    for doubt in [] if anyway else doubts.of([wish]):
        raise doubt.refusal
    give = _coupon if wish.item.kind == "coupon" else _order
    ticket = give(wish, customer, catalogue, now)
    ticket.note, ticket.issue_key = wish.note, key
    ticket.save()
    return ticket


def _coupon(wish: Wish, customer: Customer, catalogue: Catalogue, now: datetime) -> Ticket:
    ticket = sharing.grant(wish.item, customer, wish.name, catalogue, now)
    sharing.post(ticket, customer.email, customer.locale, now)
    return ticket


def _order(wish: Wish, customer: Customer, catalogue: Catalogue, now: datetime) -> Ticket:
    line = Line(item=wish.item, session=wish.session, ticket=wish.ticket, quantity=wish.units, price=0, field="units")
    name, locale = wish.name or customer.name, wish.locale or customer.locale
    order = orders.place(customer, [line], "direct", catalogue, now, name=name, locale=locale)
    return settling.tickets_of(order)[0]
