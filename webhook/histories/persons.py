"""Whose name a history shows: neither name nor address of who is a partner's to contact (``channels``)."""

from typing import NamedTuple

from webhook.channels import Channels
from webhook.models import Customer, Ticket

COLUMNS = (
    *(Ticket.channel, Ticket.given, Ticket.holder, Ticket.contact),
    *(Customer.number, Customer.name, Customer.email),
)
"""What ``holder`` is told of a ticket and its customer after the channels."""


class Person(NamedTuple):
    """Who holds a ticket, as far as the owner may see."""

    number: str
    name: str
    email: str


def holder(
    channels: Channels, channel: str, given: int, name: str, contact: str, number: str, customer: str, email: str
) -> Person:
    """The holder of a ticket; of one that was given away its receiver."""
    if not channels.knows(channel):
        return Person(number, "", "")
    return Person(number, name, contact) if given else Person(number, name or customer, email)
