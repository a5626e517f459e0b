"""Rows as the database gives them: of a million of them nobody has the time to make objects."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from peewee import SQL, NodeList

from webhook.catalogue import localised
from webhook.database import database, is_postgres
from webhook.database.plain_sql import listed, one_of
from webhook.models import Ticket
from webhook.models.base import moment

FACE = Ticket.face.cast("text")
"""What was sold as text, for ``title``."""
MANY = 20_000
"""Rows that take about as long to sort as a page takes otherwise."""


def rows(query: Any) -> list[tuple[Any, ...]]:
    """The columns of a query, moments and JSON unread."""
    sql, values = query.sql()
    return list(database.execute_sql(sql, values).fetchall())


def among(column: str, ids: Collection[int]) -> SQL:
    """The condition that a column is one of these; they are one value however many."""
    return SQL(one_of(column), [listed(ids)])


def unsorted(column: Any, found: Any) -> Any:
    """The column for a condition that ``found`` are all the rows of, in a list that is read page by page in its order.

    SQLite would look them up by an index and sort them, for each page anew. When they are many it is made to go on
    where the page before ended and leave out the others; PostgreSQL knows by itself what is much.
    """
    many = not is_postgres() and len(rows(found.limit(MANY))) == MANY
    return NodeList((SQL("+"), column)) if many else column


def of_items(items: Sequence[str]) -> Any:
    """The condition that a ticket is of one of these items."""
    is_one = Ticket.item.in_(items)
    return unsorted(Ticket.item, Ticket.select(SQL("1")).where(is_one)).in_(items)


def at(stored: str | datetime | None) -> datetime | None:
    """A moment that may be absent."""
    return None if stored is None else moment(stored)


@lru_cache(4096)
def title(face: str, language: str) -> str:
    """The title on a face; the tickets of one item and date have the same."""
    return localised(json.loads(face)["title"], language)


@lru_cache(4096)
def kind_word(kind: str, face: str) -> str:
    """How the kind is named to the owner: ``note`` for a voucher with a face value (S0-03), else the kind."""
    return "note" if kind == "voucher" and json.loads(face).get("face") else kind


@lru_cache(4096)
def terms(face: str) -> tuple[int | None, int]:
    """The yen that a use is good for, if it says so (金券), and how many uses its price was for."""
    known = json.loads(face)
    return known.get("face"), known.get("uses", 1)


@lru_cache(4096)
def words(text: str, language: str) -> str:
    """Words that are stored in several languages."""
    return localised(json.loads(text), language)
