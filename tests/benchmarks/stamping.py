"""``stamps``: stamps per second over HTTP against ``mogiri serve`` on SQLite, beside bare commits on the same disk."""

import json
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from tests.benchmarks import commits, house
from tests.benchmarks.processes import ROOT, python, running, wait_for
from tests.benchmarks.report import Table
from tests.support.servers import free_port

CONNECTIONS = (1, 8, 64)
SECONDS = 5.0
TICKETS = 20_000
"""Tickets for each number of connections; one that finishes them early is measured over less time."""

BUSY = 0.8


def measure() -> Table:
    """Durable stamps of one ticket each by 1, 8 and 64 devices at once."""
    table = Table(
        title="Stamps: POST /api/stamps to `mogiri serve`, SQLite with synchronous=FULL, one process",
        columns=("connections", "stamps/commits", "stamps/s", "commits/s", "p50 ms", "p99 ms", "driver busy"),
        ratios=("stamps/commits",),
    )
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as name:
        folder = Path(name)
        doors, port = house.fill(folder, TICKETS * len(CONNECTIONS)), free_port()
        with running(python("-m", "generator", "serve", "--port", str(port)), folder):
            wait_for(port)
            cookie, made = _join(port), 0
            for number, connections in enumerate(CONNECTIONS):
                mine = doors[number * TICKETS : (number + 1) * TICKETS]
                before = commits.per_second(folder)
                figures = _drive({"port": port, "cookie": cookie, "connections": connections, "doors": mine})
                _add(table, connections, figures, (before + commits.per_second(folder)) / 2)
                made += figures["stamps"]
        _check(made, house.stamped(folder))
    table.notes = [
        "commits: one INSERT and one UPDATE each, WAL, FULL, by one connection; before and after each row, the mean",
        f"every ticket is stamped once, for {SECONDS:.0f} s a row; each verdict is ok, and all are in the database",
        f"driver: one process on the same machine, the share of a core it used; above {BUSY} it was the bottleneck",
    ]
    return table


def _join(port: int) -> str:
    """The cookie of staff who began their shift."""
    body = json.dumps({"code": house.SHIFT, "name": "係", "number": house.NUMBER, "pin": house.PIN}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/staff/join", body)
    with urllib.request.urlopen(request) as answer:
        return str(answer.headers["Set-Cookie"]).partition(";")[0]


def _drive(task: dict[str, Any]) -> dict[str, Any]:
    command, text = python("-m", "tests.benchmarks.devices"), json.dumps(task | {"seconds": SECONDS})
    done = subprocess.run(command, cwd=ROOT, input=text, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def _add(table: Table, connections: int, figures: dict[str, Any], floor: float) -> None:
    rate, busy = figures["per second"], figures["busy"]
    table.add(
        connections=connections,
        p50_ms=figures["p50"],
        p99_ms=figures["p99"],
        driver_busy=f"{busy:.2f}{' (the limit)' if busy > BUSY else ''}",
        **{"stamps/commits": rate / floor, "stamps/s": rate, "commits/s": floor},
    )


def _check(counted: int, stored: int) -> None:
    if counted != stored:
        raise SystemExit(f"{counted} stamps were answered but {stored} are stored")
