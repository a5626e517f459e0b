"""``stamps``: a full house let in over HTTP, on SQLite and PostgreSQL, beside bare commits and a plain service.

64 and other numbers of devices at once, 10,000 tickets, 5 % of them shown twice. Every ticket is used once, and every
second time is answered with who let it in and when; all that was answered is in the database afterwards.
"""

import json
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import commits
from tests.benchmarks.processes import ROOT, processor, python, running, wait_for
from tests.benchmarks.report import Table
from tests.benchmarks.starting import SETTLED
from tests.support import house, postgres
from tests.support.house import House
from tests.support.servers import free_port

CONNECTIONS = (1, 8, 64, 256)
SECONDS = 10.0
TICKETS, TWICE = 10_000, 0.05
"""Tickets for each turn, and the share of them shown twice. At most so many seconds each."""
TURNS = 5
"""For each number of connections on SQLite; the one in the middle by its ratio counts."""
BUSY = 0.8


def measure() -> Table:
    """Durable stamps by many devices at once, and the floors in the same run."""
    table = Table(
        title="Stamps: POST /api/stamps to `mogiri serve`, answered once they are committed (SQLite: synchronous=FULL)",
        columns=(
            *("database", "connections", "stamps/plain", "stamps/commits", "stamps/s", "p50 ms", "p99 ms"),
            *("µs/stamp", "plain/s", "plain p99 ms", "plain µs/stamp", "commits/s", "told twice", "driver busy"),
        ),
        ratios=("stamps/plain", "stamps/commits"),
    )
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as name:
        _on_sqlite(table, Path(name))
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as name, postgres.server() as maintenance:
        _on_postgres(table, Path(name), maintenance)
    table.notes = [
        "plain: a thread pool with peewee, one transaction for each stamp and no rules (plain_door.py), same server",
        "µs/stamp: processor time of the service; it says more than the rate when other work shares the machine",
        "commits: one INSERT and one UPDATE each by one connection; before and after each row, the mean",
        f"{TICKETS:,} tickets a row, {TWICE:.0%} shown twice, for {SECONDS:.0f} s at most; each use is stored once",
        f"SQLite: the middle of {TURNS} turns, each beside its own plain door",
        f"driver: one process on the same machine, the share of a core it used; above {BUSY} it was the bottleneck",
    ]
    return table


def _on_sqlite(table: Table, folder: Path) -> None:
    address = f"sqlite:///{folder / '.mogiri' / 'mogiri.db'}"
    full = house.fill(folder, address, TICKETS * TURNS * len(CONNECTIONS), max(CONNECTIONS))
    (folder / "doors").write_text("\n".join(full.doors), "ascii")
    used = 0
    for place, connections in enumerate(CONNECTIONS):
        turns = [_turn(folder, full, place * TURNS + turn, connections) for turn in range(TURNS)]
        used += sum(figures["used"] for figures, _, _ in turns)
        _add(table, "SQLite", connections, *sorted(turns, key=_beside_plain)[TURNS // 2])
    _check(used, house.stamped(address))


def _turn(folder: Path, full: House, number: int, connections: int) -> tuple[dict[str, Any], dict[str, Any], float]:
    """The figures of the service, of the plain door and of bare commits, one right after the other."""
    port, before, mine = free_port(), commits.per_second(folder), _shown(full, number)
    plain = python("-m", "tests.benchmarks.plain_door", str(port), str(folder), str(folder / "doors"))
    with running(plain, folder) as process:
        wait_for(port, "/api/stamps", status=405)
        time.sleep(SETTLED)
        floor = _weighed(process, port, full.cookies[:connections], mine)
    with running(python("-m", "generator", "serve", "--port", str(port)), folder) as process:
        wait_for(port)
        time.sleep(SETTLED)
        figures = _weighed(process, port, full.cookies[:connections], mine)
    return figures, floor, (before + commits.per_second(folder)) / 2


def _beside_plain(turn: tuple[dict[str, Any], dict[str, Any], float]) -> float:
    figures, plain, _ = turn
    return float(figures["per second"] / plain["per second"])


def _on_postgres(table: Table, folder: Path, maintenance: str) -> None:
    """Two processes, as a shop that outgrew one would run it."""
    with postgres.fresh(maintenance, "mogiri_bench") as address:
        full, used = house.fill(folder, address, TICKETS * len(CONNECTIONS), max(CONNECTIONS)), 0
        for number, connections in enumerate(CONNECTIONS):
            before, port = commits.per_second_on_postgres(address), free_port()
            serve = python("-m", "generator", "serve", "--port", str(port), "--workers", "2")
            with running(serve, folder, DATABASE_URL=address):
                wait_for(port)
                time.sleep(SETTLED)
                figures = drive(port, full.cookies[:connections], _shown(full, number), SECONDS)
            used += figures["used"]
            floor = (before + commits.per_second_on_postgres(address)) / 2
            _add(table, "PostgreSQL, 2 processes", connections, figures, None, floor)
        _check(used, house.stamped(address))


def _shown(full: House, number: int) -> list[str]:
    """The doors of a row in the order they are shown, some of them twice."""
    mine = full.doors[number * TICKETS : (number + 1) * TICKETS]
    chance = random.Random(number)
    shown = mine + chance.sample(mine, int(TICKETS * TWICE))
    chance.shuffle(shown)
    return shown


def _weighed(
    process: subprocess.Popen[bytes], port: int, cookies: Sequence[str], doors: Sequence[str]
) -> dict[str, Any]:
    """The same with the processor time of the service, in µs for each answer."""
    before = processor(process)
    figures = drive(port, cookies, doors, SECONDS)
    after = processor(process)
    cost = None if before is None or after is None else (after - before) * 1e6 / figures["answers"]
    return figures | {"cost": cost}


def drive(port: int, cookies: Sequence[str], doors: Sequence[str], seconds: float) -> dict[str, Any]:
    """The figures of a driver of its own process with a device for each cookie."""
    command = python("-m", "tests.benchmarks.devices")
    task = json.dumps({"port": port, "cookies": cookies, "doors": doors, "seconds": seconds})
    done = subprocess.run(command, cwd=ROOT, input=task, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def _add(
    table: Table, name: str, connections: int, figures: dict[str, Any], plain: dict[str, Any] | None, floor: float
) -> None:
    rate, busy = figures["per second"], figures["busy"]
    table.add(
        database=name,
        connections=connections,
        p50_ms=figures["p50"],
        p99_ms=figures["p99"],
        plain_p99_ms=plain["p99"] if plain else None,
        told_twice=figures["told"],
        driver_busy=f"{busy:.2f}{' (the limit)' if busy > BUSY else ''}",
        **{
            "stamps/plain": rate / plain["per second"] if plain else None,
            "stamps/commits": rate / floor,
            "stamps/s": rate,
            "µs/stamp": figures.get("cost"),
            "plain µs/stamp": plain["cost"] if plain else None,
            "plain/s": plain["per second"] if plain else None,
            "commits/s": floor,
        },
    )


def _check(used: int, stored: tuple[int, int]) -> None:
    if stored != (used, used):
        raise SystemExit(f"{used} uses were answered, but {stored[0]} stamps of {stored[1]} tickets are stored")
