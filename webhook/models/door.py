"""What happens at the door besides stamps: conflicts of two gates, notes for leads, and cash that was given back."""

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, JSONField

from webhook.models.base import MomentField, Table
from webhook.models.people import SignIn, Staff
from webhook.models.tickets import Stamp, Ticket


class Conflict(Table):
    """Units let in without signal that were used elsewhere already: ``over`` more than there were.

    ``first`` is the stamp that had them; the second gate is told by ``at`` and who stamped there.
    """

    nonce = CharField(unique=True)
    ticket = ForeignKeyField(Ticket, backref="conflicts")
    over = IntegerField()
    first = ForeignKeyField(Stamp, null=True)
    at = MomentField()
    staff = ForeignKeyField(Staff, null=True)
    staff_name = CharField(default="")
    sign_in = ForeignKeyField(SignIn, null=True)
    made_at = MomentField()
    seen_at = MomentField(null=True)
    seen_by = ForeignKeyField(Staff, null=True)
    ticket_id: int
    sign_in_id: int | None
    seen_by_id: int | None


class DoorNote(Table):
    """Something a lead should know. kind: speed, pad, or refused (a stamp handed in that could not be made)."""

    key = CharField(unique=True)
    kind = CharField()
    at = MomentField(index=True)
    staff_name = CharField(default="")
    ticket = ForeignKeyField(Ticket, null=True)
    facts: Any = JSONField()


class Memo(Table):
    """Cash that staff gave back at the door: noted, never executed, and in no total (spec A21)."""

    nonce = CharField(unique=True)
    ticket = ForeignKeyField(Ticket, backref="memos")
    amount = IntegerField()
    note = CharField(default="")
    staff = ForeignKeyField(Staff)
    staff_name = CharField()
    at = MomentField()
    ticket_id: int
