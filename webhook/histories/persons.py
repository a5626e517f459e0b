"""Whose name a history shows. A partner's guests are the partner's to contact: neither name nor address (A20)."""

from dataclasses import dataclass

from webhook.basket import CHANNELS
from webhook.models import Customer, Ticket


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who holds a ticket, as far as the owner may see."""

    number: str
    name: str
    email: str


def holder(ticket: Ticket) -> Person:
    """The holder of a ticket; of one that was given away its receiver."""
    if ticket.channel not in CHANNELS:
        return Person(number=ticket.customer.number, name="", email="")
    if ticket.given:
        return Person(number=ticket.customer.number, name=ticket.holder, email=ticket.contact)
    return Person(
        number=ticket.customer.number, name=ticket.holder or ticket.customer.name, email=ticket.customer.email
    )


def sharer(ticket: Ticket) -> Customer | None:
    """Who shared a coupon; None when the shop sent it (S2-41)."""
    found: Customer | None = ticket.shared_by.customer if ticket.shared_by_id else None
    return found
