"""What the owner writes: messages to those who bought, and coupons that leave later."""

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, JSONField, TextField

from webhook.models.base import MomentField, Table
from webhook.models.orders import Order


class Message(Table):
    """A mail that the owner wrote to the buyer of an order; ``staff_name`` is who wrote it."""

    order = ForeignKeyField(Order, backref="messages")
    nonce = CharField(unique=True)
    subject = CharField()
    text = TextField()
    staff_name = CharField(default="")
    at = MomentField()
    order_id: int


class Sending(Table):
    """A coupon that leaves at ``send_at``, to those who are meant and agree then. ``number`` is its ID (``S-…``).

    ``whom`` is what was asked for: ``{"to": [addresses]}`` or ``{"segment": {…}}``; addresses are not kept after it.
    state: scheduled, sending, done, cancelled, failed (``why`` is the code). ``due_at`` is when its next part leaves,
    none when it is over.
    """

    number = CharField(unique=True)
    nonce = CharField(unique=True)
    coupon = CharField()
    whom: Any = JSONField()
    state = CharField()
    why = CharField(default="")
    send_at = MomentField()
    due_at = MomentField(null=True, index=True)
    sent = IntegerField(default=0)
    skipped = IntegerField(default=0)
    staff_name = CharField(default="")
    created_at = MomentField()
    ended_at = MomentField(null=True)
