"""The tables. Writes happen in the modules named by the verbs: checkout, orders, stamps, outbox and so on.

Times are stored as UTC; money in the smallest unit; an absent session or ticket type is the empty text, so that unique
keys hold on every database. Bare annotations name what peewee adds: rows that point here, and ids behind foreign keys.
"""

from webhook.models.base import Table
from webhook.models.mails import Mail
from webhook.models.orders import Customer, Order, OrderLine, Payment, Stock, StripeEvent
from webhook.models.people import Shift, SignIn, SignInLink, Staff
from webhook.models.tickets import Stamp, StampLine, Ticket, TicketLine

TABLES: list[type[Table]] = [
    *(Customer, Order, OrderLine, Payment, Stock, StripeEvent),
    *(Staff, Shift, SignIn, SignInLink),
    *(Ticket, TicketLine, Stamp, StampLine),
    Mail,
]

__all__ = [
    "TABLES",
    "Customer",
    "Mail",
    "Order",
    "OrderLine",
    "Payment",
    "Shift",
    "SignIn",
    "SignInLink",
    "Staff",
    "Stamp",
    "StampLine",
    "Stock",
    "StripeEvent",
    "Ticket",
    "TicketLine",
]
