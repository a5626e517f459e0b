"""Rows of any table as plain data and back, in an order in which every row finds those it points to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

import peewee
from peewee import ForeignKeyField, Model

from webhook.database import database, is_postgres
from webhook.keeping.columns import SECRET
from webhook.models import TABLES, Keyring

BATCH = 500
"""Rows read or written at a time."""

Row = dict[str, Any]


def tables(*, secrets: bool = True) -> list[type[Model]]:
    """All tables that are carried, those that are pointed to before those that point."""
    return [table for table in cast(Any, peewee).sort_models(TABLES) if secrets or table is not Keyring]


def name_of(table: type[Model]) -> str:
    """The table's name in the database."""
    return str(_meta(table).table_name)


def columns(table: type[Model], *, secrets: bool) -> list[str]:
    """The names of the columns that are carried."""
    names = [str(field.name) for field in _meta(table).sorted_fields]
    return [name for name in names if secrets or (name_of(table), name) not in SECRET]


def fields(table: type[Model]) -> dict[str, Any]:
    """The fields of a table by their names."""
    return dict(_meta(table).fields)


def count(table: type[Model]) -> int:
    """How many rows there are."""
    return int(table.select().count())


def read(table: type[Model], *, secrets: bool) -> Iterator[Row]:
    """All rows, oldest first, a batch at a time; moments as ISO 8601."""
    names, last = columns(table, secrets=secrets), 0
    known = fields(table)
    while True:
        query = table.select(*[known[name] for name in names]).where(known["id"] > last).order_by(known["id"])
        batch: list[Any] = list(query.limit(BATCH).dicts())
        yield from ({name: _plain(value) for name, value in row.items()} for row in batch)
        if len(batch) < BATCH:
            return
        last = batch[-1]["id"]


def write(table: type[Model], rows: list[Row], *, secrets: bool) -> None:
    """Insert rows as they were read; secrets that were left out are made anew."""
    if not rows:
        return
    fresh = {} if secrets else {name: make for (where, name), make in SECRET.items() if where == name_of(table)}
    known = fields(table)
    made = [{**_defaults(table), **row, **{name: make() for name, make in fresh.items()}} for row in rows]
    table.insert_many([{known[name]: _kept(known[name], row[name]) for name in row} for row in made]).execute()


def count_on(table: type[Model]) -> None:
    """Let new rows take the numbers after those that were written; SQLite does so by itself."""
    if is_postgres():
        name = name_of(table)
        database.execute_sql(
            f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL)"  # noqa: S608
            f' FROM "{name}"'
        )


def empty(table: type[Model]) -> bool:
    """Whether there is no row."""
    return not table.select().exists()


def _defaults(table: type[Model]) -> Row:
    """What an older shop did not know yet."""
    return {
        field.name: field.default() if callable(field.default) else field.default
        for field in _meta(table).sorted_fields
        if field.default is not None
    }


def _meta(table: type[Model]) -> Any:
    return cast(Any, table)._meta


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _kept(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, ForeignKeyField):
        return value
    return datetime.fromisoformat(value) if isinstance(value, str) and field.field_type == "DATETIME" else value
