"""Issuing to a person without a payment: an order of nothing in the channel ``direct``: all else works alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from webhook import codes, customers, face, money, sharing, stock
from webhook.catalogue import Catalogue
from webhook.checkout import HOLD
from webhook.database import transaction
from webhook.issuing.wishes import Wish
from webhook.models import Customer, Order, OrderLine, Ticket
from webhook.orders import settling
from webhook.refusals import Refused


def issue(wishes: Sequence[Wish], catalogue: Catalogue, now: datetime, *, nonce: str = "") -> list[Ticket]:
    """Issue each and tell its holder by mail. With the same ``nonce`` a line is issued once, however often it is asked.

    It counts against the stock: refuses with ``few_left`` or ``sold_out`` when somebody took the rest meanwhile.
    """
    return [_once(wish, catalogue, now, nonce) for wish in wishes]


def _once(wish: Wish, catalogue: Catalogue, now: datetime, nonce: str) -> Ticket:
    """A line in a transaction of its own, which locks as a checkout does: the customer, then the stock."""
    with transaction():
        return _line_of(wish, catalogue, now, nonce)


def _line_of(wish: Wish, catalogue: Catalogue, now: datetime, nonce: str) -> Ticket:
    customer = customers.locked_row(wish.email, wish.name, wish.locale or catalogue.shop.languages[0], now)
    key = f"direct:{nonce}:{wish.line}" if nonce else None
    before = Ticket.get_or_none(Ticket.issue_key == key) if key else None
    if before:
        if (before.item, before.customer_id) != (wish.item.id, customer.id):
            raise Refused("nonce_used", 409, field="nonce")
        return before
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
    stock.hold([wish.portion])
    order: Order = Order.create(
        secret=codes.secret(),
        number=codes.spoken("M"),
        customer=customer,
        name=wish.name or customer.name,
        phone=customer.phone,
        status="open",
        locale=wish.locale or customer.locale,
        channel="direct",
        total=0,
        currency=catalogue.shop.currency,
        created_at=now,
        hold_until=now + HOLD,
    )
    OrderLine.create(order=order, **_row(wish))
    settling.fulfil(order, catalogue, now, news=False)
    return settling.tickets_of(order)[0]


def _row(wish: Wish) -> dict[str, Any]:
    return {
        "item": wish.item.id,
        "session": wish.session.id if wish.session else "",
        "ticket": wish.ticket.id if wish.ticket else "",
        "face": face.of(wish.item, wish.session),
        "name": wish.ticket.name if wish.ticket else {},
        "quantity": wish.units,
        "units": wish.units * wish.item.uses,
        "price": 0,
        "tax_rate": money.STANDARD_RATE if wish.item.tax_rate is None else wish.item.tax_rate,
    }
