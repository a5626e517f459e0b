"""The floor of stamping: bare commits, each with one INSERT and one UPDATE and durable as the service's are."""

import sqlite3
import time
from pathlib import Path

import psycopg

SECONDS = 2.0


def per_second(folder: Path) -> float:
    """Commits per second on the disk of ``folder`` by one connection that does nothing else."""
    file = folder / "commits.db"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=wal; PRAGMA synchronous=full")
    connection.executescript(
        "CREATE TABLE IF NOT EXISTS used (id INTEGER PRIMARY KEY, units INTEGER);"
        "CREATE TABLE IF NOT EXISTS stamp (id INTEGER PRIMARY KEY, ticket INTEGER, nonce TEXT UNIQUE, at TEXT);"
        "DELETE FROM stamp; DELETE FROM used; INSERT INTO used VALUES (1, 0)"
    )
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO stamp (ticket, nonce, at) VALUES (1, ?, '2027-03-05 19:00:00')", (str(done),))
        connection.execute("UPDATE used SET units = units + 1 WHERE id = 1")
        connection.execute("COMMIT")
        done += 1
    rate = done / (time.perf_counter() - started)
    connection.close()
    return rate


def per_second_on_postgres(address: str) -> float:
    """The same on the PostgreSQL database at ``address``."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare_used (id INTEGER PRIMARY KEY, units INTEGER)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_stamp (id SERIAL PRIMARY KEY, ticket INTEGER, nonce TEXT UNIQUE)"
        )
        connection.execute("TRUNCATE bare_stamp, bare_used")
        connection.execute("INSERT INTO bare_used VALUES (1, 0)")
        started, done = time.perf_counter(), 0
        while time.perf_counter() - started < SECONDS:
            with connection.transaction():
                connection.execute("INSERT INTO bare_stamp (ticket, nonce) VALUES (1, %s)", (str(done),))
                connection.execute("UPDATE bare_used SET units = units + 1 WHERE id = 1")
            done += 1
        return done / (time.perf_counter() - started)
