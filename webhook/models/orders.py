"""Selling: who buys, what is ordered, paid and held, and what Stripe told us."""

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, JSONField, TextField

from webhook.models.base import MomentField, Table


class Customer(Table):
    """A person by mail address (lower case). ``number`` is the public ID ``U-…``.

    ``marketing_at``: when they agreed to mail of offers; ``unsubscribed_at``: when they said that it is enough.
    ``tags`` are the owner's words for them, with commas between.
    """

    number = CharField(unique=True)
    email = CharField(unique=True)
    name = CharField()
    phone = CharField(default="")
    locale = CharField()
    marketing_at = MomentField(null=True)
    unsubscribed_at = MomentField(null=True)
    tags = TextField(default="")
    created_at = MomentField()


class Order(Table):
    """A checkout. ``secret`` is in its address, ``number`` is for people; ``nonce`` makes a repeated request one order.

    status: open, awaiting_payment, paid, part_refunded, refunded, expired, failed, cancelled (``orders/states.py``).
    ``total`` is what is to be paid, ``discount`` already off. ``pay_by`` is the deadline that a konbini buyer was told.
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
    discount = IntegerField(default=0)
    coupon = CharField(default="")
    currency = CharField()
    created_at = MomentField()
    hold_until = MomentField(null=True, index=True)
    pay_by = MomentField(null=True)
    reminded_at = MomentField(null=True)
    paid_at = MomentField(null=True)
    addressee = CharField(default="")
    lines: Any
    payments: Any
    tickets: Any
    refunds: Any
    messages: Any
    address_changes: Any
    customer_id: int

    class Meta:
        table_name = "orders"
        indexes = ((("customer", "nonce"), True),)


Order.add_index(Order.pay_by, name="order_pay_by", where=Order.pay_by.is_null(False))


class OrderLine(Table):
    """``quantity`` of one thing; ``units`` is what they are worth on the ticket (a ten-use pass bought twice: 20).

    ``face`` is what was sold, frozen (see ``face.py``); ``name`` is the ticket type's. ``price`` is of one,
    ``discount`` the line's share of the order's, ``tax_rate`` in percent.
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
    discount = IntegerField(default=0)
    tax_rate = IntegerField(default=10)
    order_id: int

    @property
    def amount(self) -> int:
        """What the line costs, its discount off."""
        return int(self.price * self.quantity - self.discount)


class Payment(Table):
    """One attempt at Stripe; ``params`` are frozen before the first call, so that a repeated call is a replay.

    ``received`` is the money that came in, ``method`` how (card, konbini). ``instructions`` is the page that tells a
    konbini buyer what to do.
    """

    order = ForeignKeyField(Order, backref="payments")
    key = CharField(unique=True)
    params: Any = JSONField()
    amount = IntegerField()
    session_id = CharField(unique=True, null=True)
    url = TextField(null=True)
    intent = CharField(null=True, index=True)
    method = CharField(default="")
    instructions = TextField(default="")
    received = IntegerField(default=0)
    received_at = MomentField(null=True)
    created_at = MomentField()
    order_id: int
    disputes: Any


class Stock(Table):
    """Units taken of one session, ticket type or item: ``held`` while somebody pays, ``sold`` afterwards."""

    item = CharField()
    session = CharField(default="")
    ticket = CharField(default="")
    held = IntegerField(default=0)
    sold = IntegerField(default=0)

    class Meta:
        indexes = ((("item", "session", "ticket"), True),)


class CouponUse(Table):
    """A coupon that an order was made cheaper with; it counts while the order lives."""

    coupon = CharField()
    customer = ForeignKeyField(Customer)
    order = ForeignKeyField(Order, unique=True)

    class Meta:
        indexes = ((("coupon", "customer"), False),)


class StripeEvent(Table):
    """The inbox: what Stripe told us, stored before it is answered and worked off afterwards.

    ``subject`` is the id of the object it is about; ``body`` is kept until the event is done, since it names people.
    """

    event = CharField(unique=True)
    type = CharField()
    subject = CharField(default="")
    body = TextField()
    received_at = MomentField()
    due_at = MomentField(index=True, null=True)
    attempts = IntegerField(default=0)
    error = TextField(default="")
