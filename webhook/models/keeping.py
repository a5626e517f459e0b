"""What the shop remembers of itself."""

from typing import Any

from peewee import CharField, JSONField

from webhook.models.base import MomentField, Table


class Mark(Table):
    """A moment worth knowing, the newest of its name: ``backup``, ``import``, ``books``; ``facts`` say more."""

    name = CharField(unique=True)
    at = MomentField()
    facts: Any = JSONField()
