"""``feed``: the usage feed of a shop with a million tickets over fifty dates, asked for by 32 open pages at once.

Calm, and while stamps are made, each of which changes the feed; with the last ETag and without; on SQLite with one
process and on PostgreSQL with one and with two. Beside it how long a start takes and what memory the processes hold.
"""

import json
import os
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.processes import ROOT, memory, python, running, wait_for
from tests.benchmarks.report import Table
from tests.support import million, postgres
from tests.support.servers import free_port
from webhook import clock, codes, database
from webhook.crew import accounts
from webhook.http.answering import COOKIE
from webhook.models import SignIn, Staff

TICKETS, SESSIONS, CONNECTIONS = 1_000_000, 50, 32
SECONDS = 6.0
STAMPS = 200
"""A second: four times what one gate of a large hall lets in."""
_STAFF = "devices"


def measure() -> Table:
    """The four ways of asking on both databases."""
    table = Table(
        title=f"Usage feed: GET /api/usage, {TICKETS:,} tickets, {SESSIONS} dates, {CONNECTIONS} connections",
        columns=(
            *("database", "stamps/s", "asked", "feeds/s", "p50 ms", "p99 ms", "sent anew", "kB"),
            *("driver busy", "ready ms", "idle MB", "after MB"),
        ),
        notes=[
            "304: with the ETag of the last answer; sent anew: the share of answers with a body; kB: its size as gzip",
            "the pages ask as browsers do, with Accept-Encoding: gzip; no other size of answer is measured",
            f"each connection asks again at once, for {SECONDS:.0f} s; stamps: {STAMPS} a second at most",
            "ready: spawn to first answer with all tickets there, at the second start (the first compiles the modules)",
            "MB: all processes by those that serve",
        ],
    )
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as name:
        folder = Path(name)
        address = f"sqlite:///{folder / '.mogiri' / 'mogiri.db'}"
        _rows(table, "SQLite", folder, address, 1, _fill(folder, address))
    with (
        tempfile.TemporaryDirectory(prefix="mogiri-bench-") as name,
        postgres.server() as maintenance,
        postgres.fresh(maintenance, "mogiri_bench") as address,
    ):
        doors = _fill(Path(name), address)
        _rows(table, "PostgreSQL, 1 process", Path(name), address, 1, doors)
        _rows(table, "PostgreSQL, 2 processes", Path(name), address, 2, doors)
    return table


def _rows(table: Table, name: str, folder: Path, address: str, workers: int, doors: list[str]) -> None:
    """Four rows; the codes that are used go out of ``doors``."""
    port = free_port()
    more = {} if address.startswith("sqlite") else {"DATABASE_URL": address}
    serve = python("-m", "generator", "serve", "--port", str(port), "--workers", str(workers))
    with running(serve, folder, **more):
        wait_for(port)
    started = time.time()
    with running(serve, folder, **more) as process:
        wait_for(port)
        ready = (time.time() - started) * 1000
        time.sleep(3)
        idle = _held(process, workers)
        for stamps in (0, STAMPS):
            for known in (False, True):
                figures, made = _asked(port, known=known, stamps=stamps, doors=doors)
                table.add(
                    database=name,
                    asked="304" if known else "whole",
                    p50_ms=figures["p50"],
                    p99_ms=figures["p99"],
                    sent_anew=figures["fresh"],
                    kB=figures["bytes"] / 1000,
                    driver_busy=figures["busy"],
                    ready_ms=ready,
                    idle_MB=idle,
                    after_MB=_held(process, workers),
                    **{"stamps/s": made, "feeds/s": figures["per second"]},
                )


def _fill(folder: Path, address: str) -> list[str]:
    """The shop; returns the door codes of tickets for the date that is on, which nobody has used."""
    now = clock.now()
    item = million.catalogue(folder, SESSIONS, now)
    opened = database.connect(address)
    with database.database.connection_context():
        million.fill(item, TICKETS)
        staff, shift = (
            Staff.get(Staff.number == "7"),
            accounts.open_shift("BENCH", now, ends_at=now + timedelta(days=1)),
        )
        SignIn.create(token_hash=codes.digest(_STAFF), staff=staff, shift=shift, created_at=now)
    opened.close_all()
    os.sync()  # what was filled is on the disk before anything is measured
    today, unused = SESSIONS // 2, 3
    return [f"DOOR{number}" for number in range(unused, TICKETS, unused) if number % SESSIONS == today]


def _asked(port: int, *, known: bool, stamps: int, doors: list[str]) -> tuple[dict[str, Any], float]:
    asking = {"port": port, "cookie": f"{COOKIE}={million.COOKIE}", "connections": CONNECTIONS, "known": known}
    stamping = {"port": port, "cookie": f"{COOKIE}={_STAFF}", "every": 1 / max(stamps, 1), "seconds": SECONDS}
    if not stamps:
        return _figures(_started(asking | {"seconds": SECONDS})), 0
    mine, doors[:] = doors[: int(stamps * SECONDS)], doors[int(stamps * SECONDS) :]
    beside = _started(stamping | {"doors": mine})
    figures = _figures(_started(asking | {"seconds": SECONDS}))
    return figures, _figures(beside)["per second"]


def _started(task: dict[str, Any]) -> "subprocess.Popen[str]":
    command = python("-m", "tests.benchmarks.askers")
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    process.stdin.write(json.dumps(task))
    process.stdin.close()
    return process


def _figures(process: "subprocess.Popen[str]") -> dict[str, Any]:
    said = process.stdout.read() if process.stdout else ""
    if process.wait():
        raise SystemExit("the driver failed")
    return dict(json.loads(said))


def _held(process: "subprocess.Popen[bytes]", workers: int) -> float:
    held = memory(process)
    return (held.own or held.resident) / workers
