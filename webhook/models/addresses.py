"""Mail addresses that fans have corrected."""

from peewee import CharField, ForeignKeyField

from webhook.models.base import MomentField, Table
from webhook.models.orders import Order


class AddressChange(Table):
    """An order's address was ``old`` and became ``new``; both are emptied when the person is forgotten."""

    order = ForeignKeyField(Order, backref="address_changes")
    nonce = CharField(null=True)
    old = CharField()
    new = CharField()
    at = MomentField()
    order_id: int
