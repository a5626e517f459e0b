"""Giving back: refunds and disputes, and those who wait for a place."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from webhook.models.base import MomentField, Table
from webhook.models.dates import CallingOff
from webhook.models.orders import Order, Payment
from webhook.models.tickets import Ticket


class Refund(Table):
    """Money to be given back for a payment. A row first; Stripe is asked after the commit, with ``key``.

    state: planned, pending, requires_action, succeeded, failed, stopped (never asked for). ``fee`` is what is kept of
    the ticket's price. why: cancelled, late, twice, goodwill, outside (made at Stripe's own pages). ``exception``
    is what the owner says allows it, of something prepaid (``prepaid.EXCEPTIONS``).
    """

    key = CharField(unique=True)
    order = ForeignKeyField(Order, backref="refunds")
    payment = ForeignKeyField(Payment, backref="refunds")
    ticket = ForeignKeyField(Ticket, backref="refunds", null=True)
    calling_off = ForeignKeyField(CallingOff, backref="refunds", null=True)
    amount = IntegerField()
    fee = IntegerField(default=0)
    why = CharField()
    exception = CharField(default="")
    state = CharField(index=True)
    stripe_id = CharField(unique=True, null=True)
    error = TextField(default="")
    created_at = MomentField()
    first_try_at = MomentField(null=True)
    due_at = MomentField(null=True, index=True)
    attempts = IntegerField(default=0)
    settled_at = MomentField(null=True)
    order_id: int
    ticket_id: int | None


class Dispute(Table):
    """Money that a bank has taken back on its customer's word. state: open, won, lost."""

    stripe_id = CharField(unique=True)
    payment = ForeignKeyField(Payment, backref="disputes")
    amount = IntegerField()
    state = CharField()
    opened_at = MomentField()
    closed_at = MomentField(null=True)


class Waiting(Table):
    """Somebody who wants units of a sold-out thing. While ``offer_until`` runs, the units are held for them.

    state: waiting, offered, taken, over, left.
    """

    token = CharField(unique=True)
    item = CharField()
    session = CharField(default="")
    ticket = CharField(default="")
    quantity = IntegerField()
    email = CharField()
    locale = CharField()
    state = CharField()
    created_at = MomentField()
    offer_until = MomentField(null=True, index=True)

    class Meta:
        indexes = ((("item", "session", "ticket", "state"), False),)
