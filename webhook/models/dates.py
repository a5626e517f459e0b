"""What the shop says of its dates while it sells: not sold any more, called off."""

from peewee import BooleanField, CharField, TextField

from webhook.models.base import MomentField, Table


class CallingOff(Table):
    """A date (or, without a session, a whole event) that the shop calls off; its tickets are cancelled one by one.

    Refunds leave after ``refund_at``; until then it can be stopped. ``full`` pays everything back.
    """

    item = CharField()
    session = CharField(default="")
    reason = CharField()
    detail = TextField(default="")
    full = BooleanField(default=True)
    started_at = MomentField()
    refund_at = MomentField()
    cancelled_at = MomentField(null=True)
    stopped_at = MomentField(null=True)
    due_at = MomentField(null=True, index=True)


class Halt(Table):
    """A date, ticket type or item that is not sold although the catalogue says so. state: cancelled, closed."""

    item = CharField()
    session = CharField(default="")
    state = CharField()
    at = MomentField()

    class Meta:
        indexes = ((("item", "session"), True),)
