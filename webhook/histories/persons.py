"""Whose name a history shows. A partner's guests are the partner's to contact: neither name nor address (A20)."""

from typing import NamedTuple

from webhook.models import Customer, Ticket
from webhook.selling.basket import CHANNELS

COLUMNS = (
    *(Ticket.channel, Ticket.given, Ticket.holder, Ticket.contact),
    *(Customer.number, Customer.name, Customer.email),
)
"""What ``holder`` is told of a ticket and its customer."""


class Person(NamedTuple):
    """Who holds a ticket, as far as the owner may see."""

    number: str
    name: str
    email: str


def holder(channel: str, given: int, name: str, contact: str, number: str, customer: str, email: str) -> Person:
    """The holder of a ticket; of one that was given away its receiver."""
    if channel not in CHANNELS:
        return Person(number, "", "")
    return Person(number, name, contact) if given else Person(number, name or customer, email)
