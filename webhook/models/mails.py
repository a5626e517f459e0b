"""The outbox."""

from typing import Any

from peewee import CharField, IntegerField, JSONField, TextField

from webhook.models.base import MomentField, Table


class Mail(Table):
    """The outbox. ``key`` is unique, so that one event posts one mail; ``values`` fill the template."""

    key = CharField(unique=True)
    template = CharField()
    recipient = CharField()
    locale = CharField()
    values: Any = JSONField()
    created_at = MomentField()
    due_at = MomentField(null=True, index=True)
    attempts = IntegerField(default=0)
    sent_at = MomentField(null=True)
    error = TextField(default="")

    class Meta:
        indexes = ((("template", "created_at"), False),)
