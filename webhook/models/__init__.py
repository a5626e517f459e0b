"""The tables. Writes happen in the modules named by the verbs: checkout, orders, stamps, outbox and so on.

Times are stored as UTC; money in the smallest unit; an absent session or ticket type is the empty text, so that unique
keys hold on every database. Bare annotations name what peewee adds: rows that point here, and ids behind foreign keys.
"""

from webhook.models.addresses import AddressChange
from webhook.models.base import Table
from webhook.models.dates import CallingOff, Halt
from webhook.models.door import Conflict, DoorNote, Memo
from webhook.models.hooks import Allotment, ApiKey, Delivery, Hook, HookEvent
from webhook.models.keeping import Mark
from webhook.models.ledger import LedgerEntry, Sealed, Unsealed
from webhook.models.mails import Mail
from webhook.models.notices import Notice
from webhook.models.orders import CouponUse, Customer, Order, OrderLine, Payment, Stock, StripeEvent
from webhook.models.pauses import Pause
from webhook.models.people import Shift, SignIn, SignInLink, Staff
from webhook.models.returns import Dispute, Refund, Waiting
from webhook.models.tickets import Gift, Keyring, OldCode, Share, Stamp, StampLine, Ticket, TicketLine
from webhook.models.written import Message, Sending

TABLES: list[type[Table]] = [
    *(Customer, Order, OrderLine, Payment, Stock, CouponUse, StripeEvent),
    *(Staff, Shift, SignIn, SignInLink),
    *(CallingOff, Halt, Pause),
    *(Ticket, TicketLine, Stamp, StampLine, Gift, OldCode, Share, Keyring),
    *(Conflict, DoorNote, Memo),
    *(Refund, Dispute, Waiting),
    *(Mail, Notice, Mark),
    *(Message, Sending, AddressChange),
    *(LedgerEntry, Sealed),
    *(Hook, HookEvent, Delivery, ApiKey, Allotment),
]
"""Those whose rows are the shop's own, which are exported and read in; ``Unsealed`` is this database's."""

__all__ = [
    "TABLES",
    "AddressChange",
    "Allotment",
    "ApiKey",
    "CallingOff",
    "Conflict",
    "CouponUse",
    "Customer",
    "Delivery",
    "Dispute",
    "DoorNote",
    "Gift",
    "Halt",
    "Hook",
    "HookEvent",
    "Keyring",
    "LedgerEntry",
    "Mail",
    "Mark",
    "Memo",
    "Message",
    "Notice",
    "OldCode",
    "Order",
    "OrderLine",
    "Pause",
    "Payment",
    "Refund",
    "Sealed",
    "Sending",
    "Share",
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
    "Unsealed",
    "Waiting",
]
