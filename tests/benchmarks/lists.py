"""``lists``: the owner's lists as CSV, of shops with a hundred thousand and a million tickets, on both databases.

Each is read as fast as it comes, while somebody else asks whether the service is well; beside it a bare SELECT of the
same rows through Python's own CSV writer, in this process.
"""

import csv
import io
import math
import sqlite3
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks import rush
from tests.benchmarks.processes import memory, processor, python, running, wait_for
from tests.benchmarks.report import Table
from tests.support import million
from tests.support.servers import free_port
from webhook import clock, database
from webhook.http.answering import COOKIE

SIZES, SESSIONS = (100_000, 1_000_000), 50
_CHUNK = 1 << 18
_PAUSE = 0.05
"""Seconds between two looks of somebody else."""

FLOORS = {
    "uses": """SELECT t.number, t.kind, t.item, t.session, c.number, t.holder, c.email, f.number, s.staff_name, s.at,
        s.units, s.method, s.undone_at FROM stamp s JOIN ticket t ON t.id = s.ticket_id
        JOIN customer c ON c.id = t.customer_id LEFT JOIN staff f ON f.id = s.staff_id ORDER BY s.at DESC, s.id DESC""",
    "recipients": """SELECT t.number, t.kind, t.item, t.session, c.number, t.holder, c.email, t.issued_at, t.opened_at,
        t.window_until, t.cancelled_at, t.channel, o.number, t.note,
        (SELECT SUM(l.units) FROM ticket_line l WHERE l.ticket_id = t.id),
        (SELECT SUM(l.paid) FROM ticket_line l WHERE l.ticket_id = t.id),
        (SELECT SUM(s.units) FROM stamp s WHERE s.ticket_id = t.id AND s.undone_at IS NULL) FROM ticket t
        JOIN customer c ON c.id = t.customer_id LEFT JOIN orders o ON o.id = t.order_id ORDER BY t.id DESC""",
    "customers": """SELECT c.number, c.name, c.email, c.phone, c.tags, c.marketing_at, c.created_at,
        (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id),
        (SELECT COUNT(*) FROM ticket t WHERE t.customer_id = c.id),
        (SELECT MAX(s.at) FROM ticket t JOIN stamp s ON s.ticket_id = t.id WHERE t.customer_id = c.id)
        FROM customer c ORDER BY c.id DESC""",
    "orders": """SELECT o.number, o.created_at, o.paid_at, o.status, o.name, c.email, o.phone, o.channel, o.total,
        o.discount, o.currency, (SELECT SUM(l.quantity) FROM order_line l WHERE l.order_id = o.id),
        (SELECT MAX(p.method) FROM payment p WHERE p.order_id = o.id) FROM orders o
        JOIN customer c ON c.id = o.customer_id ORDER BY o.id DESC""",
}


def measure() -> Table:
    """Rows a second, memory, and how long others wait."""
    table = Table(
        title="Lists as CSV: GET /api/….csv of `mogiri serve`",
        columns=(
            *("database", "list", "rows", "time/bare", "rows/s", "µs/row", "bare rows/s", "first ms"),
            *("before MB", "peak MB", "others p95 ms", "alone p95 ms"),
        ),
        ratios=("time/bare",),
        notes=[
            "bare: the same rows by one SELECT and csv.writer, without the service, a filter, a rule or a word",
            "µs/row: processor time of the service; MB: what all its processes hold, at most, by their share",
            f"others: who asks /healthz every {_PAUSE * 1000:.0f} ms meanwhile; alone: while nobody reads a list",
        ],
    )
    for size in SIZES:
        for name in ("SQLite", "PostgreSQL"):
            with (
                tempfile.TemporaryDirectory(prefix="mogiri-bench-") as made,
                rush.database(name, Path(made)) as address,
            ):
                _rows(table, name, Path(made), address, size)
    return table


def _rows(table: Table, name: str, folder: Path, address: str, size: int) -> None:
    item = million.catalogue(folder, SESSIONS, clock.now())
    opened = database.connect(address)
    with database.database.connection_context():
        million.fill(item, size)
    opened.close_all()
    port = free_port()
    with running(python("-m", "generator", "serve", "--port", str(port)), folder, DATABASE_URL=address) as process:
        wait_for(port)
        time.sleep(2)
        with _others(port, process) as alone:
            time.sleep(2)
        for kind, sql in FLOORS.items():
            before, used, started = memory(process), processor(process), time.perf_counter()
            with _others(port, process) as others:
                rows, first = _read(port, kind)
            seconds, spent = time.perf_counter() - started, (processor(process) or 0) - (used or 0)
            bare_rows, bare = _bare(address, sql)
            if rows != bare_rows:
                raise SystemExit(f"{kind}: {rows} rows came, {bare_rows} are there")
            table.add(
                database=name,
                list=kind,
                rows=rows,
                first_ms=first * 1000,
                before_MB=before.own or before.resident,
                peak_MB=max(others["held"]),
                others_p95_ms=_p95(others["waited"]),
                alone_p95_ms=_p95(alone["waited"]),
                **{
                    "time/bare": seconds / bare,
                    "rows/s": rows / seconds,
                    "µs/row": spent * 1e6 / rows,
                    "bare rows/s": bare_rows / bare,
                },
            )


def _read(port: int, kind: str) -> tuple[int, float]:
    """The rows of a list, and after how many seconds the first of them were there."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/{kind}.csv")
    asked.add_header("Cookie", f"{COOKIE}={million.COOKIE}")
    started, first, lines = time.perf_counter(), 0.0, 0
    with urllib.request.urlopen(asked, timeout=600) as answer:
        while chunk := answer.read(_CHUNK):
            first = first or time.perf_counter() - started
            lines += chunk.count(b"\n")
    return lines - 1, first


@contextmanager
def _others(port: int, process: Any) -> Iterator[dict[str, list[float]]]:
    """How long somebody else waits for an answer, in ms, and what the service holds, in MB, until the block ends."""
    found: dict[str, list[float]] = {"waited": [], "held": []}
    over = threading.Event()

    def look() -> None:
        while not over.wait(_PAUSE):
            started = time.perf_counter()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
                answer.read()
            found["waited"].append((time.perf_counter() - started) * 1000)
            if len(found["waited"]) % 5 == 1:
                held = memory(process)
                found["held"].append(held.own or held.resident)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield found
    finally:
        over.set()
        looking.join()


def _bare(address: str, sql: str) -> tuple[int, float]:
    """Rows and seconds of a SELECT written as CSV to nowhere."""
    started, count = time.perf_counter(), 0
    with _cursor(address) as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(2000):
            out = io.StringIO()
            csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
            out.getvalue().encode()
            count += len(rows)
    return count, time.perf_counter() - started


@contextmanager
def _cursor(address: str) -> Iterator[Any]:
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as opened:
            yield opened.cursor()
        return
    with psycopg.connect(address) as connection, connection.cursor("bare") as cursor:
        yield cursor


def _p95(waited: list[float]) -> float:
    return sorted(waited)[math.ceil(len(waited) * 0.95) - 1]
