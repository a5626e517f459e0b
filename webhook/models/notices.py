"""What the shop has to hear of, until it is told."""

from typing import Any

from peewee import CharField, JSONField

from webhook.models.base import MomentField, Table


class Notice(Table):
    """One order or cancellation, told in exactly one mail to each account that wants it. kind: order, cancel.

    ``facts`` name nobody. ``due_at`` is when it is to be looked at, none once it was told; in a rush it is put off.
    """

    key = CharField(unique=True)
    kind = CharField()
    facts: Any = JSONField()
    at = MomentField()
    due_at = MomentField(null=True, index=True)
    told_at = MomentField(null=True, index=True)
