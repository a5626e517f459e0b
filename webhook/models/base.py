"""What all tables share, and how moments are stored."""

from datetime import UTC, datetime
from typing import Any

from peewee import AutoField, DateTimeField, Model

from webhook.database import database


class MomentField(DateTimeField):
    """An aware datetime, stored without a zone as UTC so that every row sorts alike."""

    def db_value(self, value: Any) -> Any:
        """The naive UTC datetime to store."""
        return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> Any:
        """The aware datetime that was stored."""
        stored = datetime.fromisoformat(value) if isinstance(value, str) else value
        return stored.replace(tzinfo=UTC) if isinstance(stored, datetime) else stored


class Table(Model):
    """What all tables share."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False
