"""What all tables share, and how moments are stored."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from peewee import AutoField, DateTimeField, Model

from webhook.database import database


class MomentField(DateTimeField):
    """An aware datetime, stored without a zone as UTC so that every row sorts alike."""

    def db_value(self, value: Any) -> Any:
        """The naive UTC datetime to store."""
        return naive(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> Any:
        """The aware datetime that was stored."""
        return moment(value) if isinstance(value, str | datetime) else value


@lru_cache(4096)
def naive(moment: datetime) -> datetime:
    """An aware datetime as it is stored; many rows of one sale or one date have the same."""
    return moment.astimezone(UTC).replace(tzinfo=None)


@lru_cache(4096)
def moment(stored: str | datetime) -> datetime:
    """The aware datetime of what the database gives."""
    return (datetime.fromisoformat(stored) if isinstance(stored, str) else stored).replace(tzinfo=UTC)


class Table(Model):
    """What all tables share."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False
