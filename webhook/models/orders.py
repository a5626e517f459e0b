"""Selling: who buys, what is ordered, paid and held, and what Stripe told us."""

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, JSONField, TextField

from webhook.models.base import MomentField, Table


class Customer(Table):
    """A person by mail address (lower case). ``number`` is the public ID ``U-…``."""

    number = CharField(unique=True)
    email = CharField(unique=True)
    name = CharField()
    phone = CharField(default="")
    locale = CharField()
    marketing_at = MomentField(null=True)
    created_at = MomentField()


class Order(Table):
    """A checkout. ``secret`` is in its address, ``number`` is for people; ``nonce`` makes a repeated request one order.

    status: open, awaiting_payment, paid, part_refunded, refunded, expired, failed, cancelled.
    """

    secret = CharField(unique=True)
    number = CharField(unique=True)
    nonce = CharField(null=True)
    customer = ForeignKeyField(Customer, backref="orders")
    name = CharField()
    phone = CharField(default="")
    marketing = BooleanField(default=False)
    status = CharField(index=True)
    locale = CharField()
    channel = CharField()
    total = IntegerField()
    currency = CharField()
    created_at = MomentField()
    hold_until = MomentField(null=True, index=True)
    paid_at = MomentField(null=True)
    lines: Any
    payments: Any
    tickets: Any

    class Meta:
        table_name = "orders"
        indexes = ((("customer", "nonce"), True),)


class OrderLine(Table):
    """``quantity`` of one thing; ``units`` is what they are worth on the ticket (a ten-use pass bought twice: 20).

    ``face`` is what was sold, frozen (see ``face.py``); ``name`` is the ticket type's.
    """

    order = ForeignKeyField(Order, backref="lines")
    item = CharField()
    session = CharField(default="")
    ticket = CharField(default="")
    face: Any = JSONField()
    name: Any = JSONField()
    quantity = IntegerField()
    units = IntegerField()
    price = IntegerField()


class Payment(Table):
    """One attempt at Stripe; ``params`` are frozen before the first call, so that a repeated call is a replay."""

    order = ForeignKeyField(Order, backref="payments")
    key = CharField(unique=True)
    params: Any = JSONField()
    amount = IntegerField()
    session_id = CharField(unique=True, null=True)
    url = TextField(null=True)
    intent = CharField(null=True)
    created_at = MomentField()
    order_id: int


class Stock(Table):
    """Units taken of one session, ticket type or item: ``held`` while somebody pays, ``sold`` afterwards."""

    item = CharField()
    session = CharField(default="")
    ticket = CharField(default="")
    held = IntegerField(default=0)
    sold = IntegerField(default=0)

    class Meta:
        indexes = ((("item", "session", "ticket"), True),)


class StripeEvent(Table):
    """The inbox: what Stripe told us, stored before it is answered and worked off afterwards."""

    event = CharField(unique=True)
    type = CharField()
    session_id = CharField(default="")
    body = TextField()
    received_at = MomentField()
    due_at = MomentField(index=True, null=True)
    attempts = IntegerField(default=0)
    error = TextField(default="")
