"""The connection to SQLite or PostgreSQL: transactions, row locks and migrations, the same on both."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from peewee import (
    DatabaseProxy,
    InterfaceError,
    InternalError,
    Model,
    ModelSelect,
    OperationalError,
    PostgresqlDatabase,
)
from playhouse.migrations import Runner
from playhouse.pool import PooledDatabase, PooledPostgresqlDatabase, PooledSqliteDatabase

from webhook.database.turn import Turn

MIGRATIONS = Path(__file__).parent.parent / "migrations"
CONNECTIONS = 48  # more than the 40 worker threads, so that none waits for another's connection
BUSY_TIMEOUT = 10_000  # milliseconds to wait for another process that writes
_ADVISORY_LOCK = 0x6D6F67697269  # one name for all processes that migrate the same PostgreSQL database

AWAY = (OperationalError, InterfaceError, InternalError)
"""What is raised when the database is away, locked for long, full or only read, or when PostgreSQL ended a deadlock."""

Row = TypeVar("Row", bound=Model)

database = DatabaseProxy()


class Newer(Exception):  # noqa: N818
    """The database has tables of a later version of this program, which this one would not keep true."""


_turn = Turn()


def connect(url: str) -> PooledDatabase:
    """Bind the tables to the database at ``url`` (``sqlite:///path`` or ``postgresql://…``) and bring it up to date."""
    opened = attach(url)
    migrate()
    return opened


def attach(url: str) -> PooledDatabase:
    """Bind the tables to a database that is up to date."""
    opened = _postgres(url) if urlsplit(url).scheme.startswith("postgres") else _sqlite(url)
    database.initialize(opened)
    return opened


def migrate() -> list[str]:
    """Apply the migrations that are missing, one process at a time; returns their names. Raises Newer."""
    with database.connection_context():
        if not is_postgres():
            with database.atomic():  # the file's lock, so that what is missing stays true until it is applied
                return _run_migrations()
        database.execute_sql("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK,))
        try:
            return _run_migrations()
        finally:
            database.execute_sql("SELECT pg_advisory_unlock(%s)", (_ADVISORY_LOCK,))


@contextmanager
def transaction() -> Iterator[None]:
    """One transaction. On SQLite it takes the write lock at once, so that what is read stays true until the write."""
    with nullcontext() if is_postgres() else _turn, database.atomic():
        yield


def reason(error: BaseException) -> str:
    """Why the database failed, in a line: what failed first says it, the rest is tidying up."""
    while error.__context__ is not None:
        error = error.__context__
    return str(error).strip().split("\n")[0]


def alone_here(name: int) -> None:
    """Until the transaction ends nobody else gets past a call with that name; SQLite's writer is alone anyway."""
    if is_postgres():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (name,))


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is of one moment, however long it takes; nobody is held up by it."""
    with database.atomic(*([] if is_postgres() else ["DEFERRED"])):
        if is_postgres():
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def locked(query: "ModelSelect[Row]") -> "ModelSelect[Row]":
    """``query`` with its rows locked until the transaction ends; SQLite's transaction holds the only lock already."""
    return query.for_update(cast(Any, "FOR NO KEY UPDATE")) if is_postgres() else query


def claimable(query: "ModelSelect[Row]") -> "ModelSelect[Row]":
    """``query`` locked, leaving out rows that another worker holds."""
    return query.for_update(skip_locked=True) if is_postgres() else query


def rows(query: "ModelSelect[Any]") -> list[tuple[Any, ...]]:
    """The columns of every row, for queries that select no whole rows of a table."""
    return cast(list[tuple[Any, ...]], list(query.tuples()))


def is_postgres() -> bool:
    """Whether the tables live on PostgreSQL."""
    return isinstance(database.obj, PostgresqlDatabase)


def _run_migrations() -> list[str]:
    runner, applied = Runner(database.obj, str(MIGRATIONS)), list[str]()
    status = runner.status()
    if status[-1].path is None:  # they are in the order of their numbers
        raise Newer
    for missing in [each.name for each in status if not each.applied]:
        with nullcontext() if is_postgres() else _triggers_kept():
            applied += runner.up(missing)
    return applied


@contextmanager
def _triggers_kept() -> Iterator[None]:
    """Set SQLite's triggers aside: to change a column a migration may build its table anew, which loses them."""
    before = _triggers()
    for name in before:
        database.execute_sql(f'DROP TRIGGER "{name}"')
    yield
    for name in before.keys() - _triggers().keys():  # those that it made anew stay as they are
        database.execute_sql(before[name])


def _triggers() -> dict[str, str]:
    return dict(database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())


def _sqlite(url: str) -> PooledDatabase:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    _turn.take_at(path.with_name(f"{path.name}-turn"))
    pragmas: dict[str, Any] = {
        "journal_mode": "wal",
        "synchronous": "full",
        "foreign_keys": 1,
        "busy_timeout": BUSY_TIMEOUT,
    }
    pragmas["secure_delete"] = 1  # who is forgotten must not be found in freed pages
    return PooledSqliteDatabase(
        str(path),
        max_connections=CONNECTIONS,
        timeout=10,
        check_same_thread=False,
        lock_type="IMMEDIATE",
        pragmas=pragmas,
    )


def _postgres(url: str) -> PooledDatabase:
    return PooledPostgresqlDatabase(
        url, max_connections=CONNECTIONS, timeout=10, stale_timeout=300, prefer_psycopg3=True
    )
