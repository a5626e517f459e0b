"""``rush``: 2,000 checkouts for 100 seats by 200 connections, Stripe 150 ms away; SQLite and PostgreSQL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.report import Table
from tests.support import postgres
from tests.support.rush import Rush, rush
from tests.support.town import Town, town

CHECKOUTS, SEATS, CONNECTIONS = 2000, 100, 200
LATENCY = 150
"""Milliseconds that Stripe takes, about what its API needs from another continent."""


def measure() -> Table:
    """How long buyers wait who get a seat, who get none, and who only look."""
    table = Table(
        title=f"Rush: {CHECKOUTS:,} checkouts for {SEATS} seats by {CONNECTIONS} connections, Stripe {LATENCY} ms away",
        columns=("database", "seconds", "accepted", "p50 ms", "p95 ms", "refused", "p50 ms ", "p95 ms ", "look p95 ms"),
    )
    for name, workers in (("SQLite", 1), ("PostgreSQL", 2)):
        with shop(name, workers, seats=SEATS) as place:
            found = rush(place, checkouts=CHECKOUTS, seats=SEATS, connections=CONNECTIONS)
        _add(table, f"{name}, {workers} process{'es'[: 2 * (workers - 1)]}", found)
    table.notes = [
        f"checked: exactly {SEATS} seats held, a session at Stripe for each order, each refusal says what is left",
        "look: somebody who asks for the stock twenty times a second meanwhile",
        "the crowd, Stripe and the database share the machine's cores with the service",
    ]
    return table


@contextmanager
def shop(name: str, workers: int, *, seats: int, mail_open: bool = True) -> Iterator[Town]:
    """An empty shop on a database of that kind, with Stripe far away."""
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as made, database(name, Path(made)) as url:
        folder = Path(made)
        with town(folder, url, seats=seats, workers=workers, latency=LATENCY, mail_open=mail_open) as place:
            yield place


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    """An empty database of that kind."""
    if name == "SQLite":
        yield f"sqlite:///{folder / 'mogiri.db'}"
        return
    with postgres.server() as server, postgres.fresh(server, "crowds") as url:
        yield url


def _add(table: Table, name: str, found: Rush) -> None:
    first, then = found.accepted, found.refused
    figures = {"p50 ms": first.p50, "p95 ms": first.p95, "p50 ms ": then.p50, "p95 ms ": then.p95}
    counts = {"accepted": first.count, "refused": then.count}
    table.add(database=name, seconds=found.seconds, look_p95_ms=found.others.p95, **figures, **counts)
