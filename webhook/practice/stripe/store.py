"""Where the practice Stripe keeps its objects: one SQLite file of its own, safe for many threads."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

JSON: TypeAlias = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, parent TEXT,
    body TEXT NOT NULL, private TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, seq);
CREATE INDEX IF NOT EXISTS object_parent ON object (parent, kind, seq) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS object_open_session ON object (body ->> '$.expires_at')
    WHERE kind = 'checkout.session' AND body ->> '$.status' = 'open';
CREATE INDEX IF NOT EXISTS object_open_voucher ON object (body ->> '$.next_action.konbini_display_details.expires_at')
    WHERE kind = 'payment_intent' AND body ->> '$.status' = 'requires_action';
CREATE INDEX IF NOT EXISTS object_turning_refund ON object (private ->> '$.due')
    WHERE kind = 'refund' AND body ->> '$.status' = private ->> '$.while';
CREATE INDEX IF NOT EXISTS object_of_intent ON object (body ->> '$.payment_intent')
    WHERE body ->> '$.payment_intent' IS NOT NULL;
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    status INTEGER, closed REAL);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due) WHERE closed IS NULL;
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event);
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, sent TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    created INTEGER NOT NULL);
"""


class Store:
    """Objects as JSON by id, in the order they came to be. ``private`` is kept beside and never shown."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._after_commit: list[Callable[[], None]] = []
        self._connection = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time; inside another transaction it is part of that one."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._after_commit.clear()
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth:
                return
            self._connection.execute("COMMIT")
            calls, self._after_commit = self._after_commit, []
        for call in calls:
            call()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have ``call`` made once the transaction under way is written."""
        self._after_commit.append(call)

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """The rows of a statement."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def put(self, thing: JSON, *, parent: str | None = None, private: JSON | None = None) -> None:
        """Keep ``thing`` under its ``id``; of one that is known, the body alone is replaced."""
        self.rows(
            "INSERT INTO object (id, kind, parent, body, private) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            thing["id"],
            thing["object"],
            parent,
            json.dumps(thing),
            json.dumps(private or {}),
        )

    def get(self, object_id: str, kind: str | None = None) -> JSON | None:
        """The object with this id, of ``kind`` when given."""
        found = self.rows("SELECT body FROM object WHERE id = ? AND kind = coalesce(?, kind)", object_id, kind)
        return _body(found[0]) if found else None

    def private(self, object_id: str) -> JSON:
        """What was put beside the object."""
        found = self.rows("SELECT private AS body FROM object WHERE id = ?", object_id)
        return _body(found[0]) if found else {}

    def place(self, object_id: str, kind: str) -> int | None:
        """The object's place in the order of coming to be."""
        found = self.rows("SELECT seq FROM object WHERE id = ? AND kind = ?", object_id, kind)
        return int(found[0]["seq"]) if found else None

    def select(self, where: str, values: Sequence[object], *, order: str = "seq", limit: int = -1) -> list[JSON]:
        """Objects that fulfil an SQL condition on the columns, which is always of our own writing."""
        sql = f"SELECT body FROM object WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608
        return [_body(row) for row in self.rows(sql, *values, limit)]

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._connection.close()


def _body(row: sqlite3.Row) -> JSON:
    body: JSON = json.loads(row["body"])
    return body
