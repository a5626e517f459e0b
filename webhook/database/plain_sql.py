"""Whole sets of rows by plain SQL: for the door, where building each query would cost more than running it."""

import json
from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar, cast

import orjson
from peewee import BooleanField, Field, JSONField, Model

from webhook.database import database, is_postgres
from webhook.models.base import MomentField, moment, naive

Row = TypeVar("Row", bound=Model)
Reader = Callable[[Any], Any]


class _Plan(NamedTuple):
    """How the rows of a table are read: its columns as SQL, what makes a row, and what reads those that need it."""

    columns: str
    row: Callable[[Iterable[Any]], Any]
    readers: tuple[tuple[int, Reader], ...]


class _Form(NamedTuple):
    """How new rows are written: what stands before the values, their defaults, and what picks and writes them."""

    into: str
    blank: dict[str, Any]
    pick: Callable[[dict[str, Any]], tuple[Any, ...]]
    writers: tuple[tuple[int, Reader], ...]


def read(table: type[Row], rest: str, *values: Any) -> list[Row]:
    """The rows of ``table``, called ``t``, that ``rest`` (``WHERE …``) leaves, to be looked at by their names.

    They are tuples, ten times as quick as peewee's rows; foreign ones are there as ids. JSON in them is shared.
    """
    plan = _plan(table, is_postgres())
    found = database.execute_sql(f'SELECT {plan.columns} FROM "{_name(table)}" AS t {rest}', values)  # noqa: S608
    return [_read(plan, list(each)) for each in found.fetchall()]


def new(table: type[Row], **data: Any) -> Row:
    """A row for ``insert``: its fields by their names, foreign ones as ids; the others have their defaults."""
    made: Any = table.__new__(table)
    made.__data__, made.__rel__, made._dirty = _form(table, is_postgres()).blank | data, {}, set()
    return cast(Row, made)


def by_id(table: type[Row], ids: Collection[int]) -> dict[int, Row]:
    """The rows of ``table`` with those ids, by them."""
    found: list[Any] = read(table, f"WHERE {one_of('t.id')}", listed(ids)) if ids else []
    return {row.id: row for row in found}


def insert(table: type[Row], rows: Sequence[Row], key: str) -> None:
    """Insert new rows with one statement; each learns its id, for ``key`` is a unique column."""
    ids = dict(_insert(table, [each.__data__ for each in rows], f" RETURNING {key}, id").fetchall())
    for each in rows:
        each.__data__["id"] = ids[each.__data__[key]]


def insert_plain(table: type[Model], rows: Sequence[dict[str, Any]], rest: str = "") -> None:
    """Insert new rows, given by the names of their fields, with one statement that ends in ``rest``."""
    blank = _form(table, is_postgres()).blank
    _insert(table, [blank | data for data in rows], rest)


def one_of(column: str) -> str:
    """The condition that ``column`` is among the values of ``listed``; one text however many there are."""
    return f"{column} = ANY(%s)" if is_postgres() else f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608


def listed(values: Collection[Any]) -> Any:
    """The parameter of ``one_of``."""
    return list(values) if is_postgres() else orjson.dumps(list(values)).decode()


def _insert(table: type[Model], rows: Sequence[dict[str, Any]], rest: str) -> Any:
    form = _form(table, is_postgres())
    values: list[Any] = []
    for data in rows:
        part = list(form.pick(data))
        for place, writer in form.writers:
            if part[place] is not None:
                part[place] = writer(part[place])
        values += part
    one = f"({', '.join(['%s' if is_postgres() else '?'] * len(form.blank))})"
    return database.execute_sql(f"{form.into} VALUES {', '.join([one] * len(rows))}{rest}", values)


def _read(plan: _Plan, values: list[Any]) -> Any:
    for place, reader in plan.readers:
        if values[place] is not None:
            values[place] = reader(values[place])
    return plan.row(values)


@lru_cache(1024)
def _json(text: str) -> Any:
    """Tickets of one item and session have the same face: it is read once."""
    return json.loads(text)


@lru_cache(4096)
def _text(moment: datetime) -> str:
    """A moment as SQLite keeps it; Python's own adapter costs more than the rest of a row's values."""
    return naive(moment).isoformat(" ")


_READERS: dict[type[Field], Reader] = {JSONField: _json, MomentField: moment, BooleanField: bool}


@cache
def _form(table: type[Model], postgres: bool) -> _Form:
    fields = [field for field in table._meta.sorted_fields if field.name != "id"]
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    writers = [
        (place, _text if isinstance(field, MomentField) and not postgres else field.db_value)
        for place, field in enumerate(fields)
        if isinstance(field, MomentField | JSONField)
    ]
    names = [field.name for field in fields]
    blank = dict.fromkeys(names) | table._meta.get_default_dict()
    return _Form(f'INSERT INTO "{_name(table)}" ({columns})', blank, itemgetter(*names), tuple(writers))


@cache
def _plan(table: type[Model], postgres: bool) -> _Plan:
    fields = table._meta.sorted_fields
    columns = [
        f't."{field.column_name}"::text' if postgres and isinstance(field, JSONField) else f't."{field.column_name}"'
        for field in fields
    ]
    readers = [
        (place, reader)
        for place, field in enumerate(fields)
        for kind, reader in _READERS.items()
        if isinstance(field, kind)
    ]
    row = namedtuple(table.__name__, [getattr(field, "object_id_name", field.name) for field in fields])  # type: ignore[misc]
    return _Plan(", ".join(columns), row._make, tuple(readers))


def _name(table: type[Model]) -> str:
    return str(table._meta.table_name)
