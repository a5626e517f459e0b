"""Guests without their phone: found by name, mail address, telephone or order number (S4-31)."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from peewee import ModelSelect, fn

from webhook.crew.accounts import Visitor
from webhook.models import Customer, Order, OrderLine, Ticket, TicketLine
from webhook.orders import states

MOST = 20
SHORTEST = 2
_FIGURES = 4
"""Figures in a row that are looked for in telephone numbers."""


def tickets(query: str, visitor: Visitor, now: datetime) -> list[Ticket]:
    """Tickets that fit and have units, today's first; those of earlier days are left out."""
    wanted = _folded(query)
    if len(wanted) < SHORTEST:
        return []
    alive = (Ticket.window_until.is_null()) | (Ticket.window_until > now - timedelta(days=1))
    units = Ticket.id.in_(TicketLine.select(TicketLine.ticket).where(TicketLine.units > 0))
    found = Ticket.select(Ticket, Customer).join(Customer).where(units, alive, _fits(wanted))
    found = _in_shift(found, visitor)
    # what can be used now comes first, then what comes next
    later = (Ticket.window_from.is_null(False)) & (Ticket.window_from > now)
    return list(found.order_by(later, Ticket.cancelled_at.is_null(False), Ticket.starts_at, Ticket.id).limit(MOST))


def unpaid(query: str, visitor: Visitor) -> list[Order]:
    """Orders that fit and wait to be paid: their guests have no ticket yet."""
    wanted = _folded(query)
    if len(wanted) < SHORTEST:
        return []
    found = Order.select(Order, Customer).join(Customer).where(Order.status == "awaiting_payment", _fits_order(wanted))
    shift = visitor.shift
    if shift and shift.item:
        lines = OrderLine.select(OrderLine.order).where(OrderLine.item == shift.item)
        found = found.where(Order.id.in_(lines.where(OrderLine.session == shift.session) if shift.session else lines))
    return list(found.order_by(Order.id).limit(MOST))


def pending(number: str) -> Order | None:
    """The order of that number while it is not paid."""
    return Order.get_or_none(Order.number == number.upper(), Order.status.in_(states.WAITING))


def mail_hint(address: str) -> str:
    """「ha…@example.jp」: enough to recognise, too little to write to."""
    name, sign, host = address.partition("@")
    return f"{name[:2]}…{sign}{host}" if sign else ""


def _fits(wanted: str) -> Any:
    own = Ticket.given == 0
    texts = fn.LOWER(Ticket.holder).contains(wanted) | fn.LOWER(Ticket.contact).contains(wanted)
    texts |= own & fn.LOWER(Customer.name).contains(wanted) | own & Customer.email.contains(wanted)
    spaceless = fn.REPLACE(fn.REPLACE(fn.LOWER(Ticket.holder), " ", ""), "\u3000", "").contains(wanted.replace(" ", ""))
    orders = Order.select(Order.id).join(Customer).where(_numbered(wanted))
    return texts | spaceless | (fn.LOWER(Ticket.number) == wanted) | (own & Ticket.order.in_(orders))


def _fits_order(wanted: str) -> Any:
    texts = fn.LOWER(Order.name).contains(wanted) | Customer.email.contains(wanted)
    return texts | _numbered(wanted)


def _numbered(wanted: str) -> Any:
    """By the order's number, with or without its ``M-``, or by figures of a telephone number."""
    exact = fn.LOWER(Order.number).in_([wanted, f"m-{wanted}"])
    figures = re.sub(r"\D", "", wanted)
    if len(figures) < _FIGURES or re.search(r"[^\d\s()+.-]", wanted):
        return exact
    bare = [fn.REPLACE(fn.REPLACE(fn.REPLACE(each, "-", ""), " ", ""), "+81", "0") for each in _PHONES]
    return exact | bare[0].contains(figures) | bare[1].contains(figures)


_PHONES = (Order.phone, Customer.phone)


def _in_shift(found: "ModelSelect[Ticket]", visitor: Visitor) -> "ModelSelect[Ticket]":
    shift = visitor.shift
    if shift and shift.item:
        found = found.where(Ticket.item == shift.item)
    return found.where(Ticket.session == shift.session) if shift and shift.session else found


def _folded(query: str) -> str:
    """Full-width figures and letters are figures and letters; a Japanese space is a space."""
    return " ".join(unicodedata.normalize("NFKC", query).lower().split())
