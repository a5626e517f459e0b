"""``start``: how long ``mogiri serve`` takes to answer and what memory it holds, beside an app that does nothing."""

import importlib.util
import json
import shutil
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.processes import ROOT, Memory, memory, python, run, running, wait_for
from tests.benchmarks.report import Table
from tests.support.servers import free_port

TIMES = 7
SETTLED = 1.0
"""Seconds after the first answer at which a service counts as idle: its workers have had their first round."""


@dataclass(frozen=True, kw_only=True)
class _Start:
    ready: float
    idle: Memory
    sold: Memory | None = None


def measure() -> Table:
    """Starts of the service with the sample shop and of the empty app, in turns; the middle of all."""
    floors, starts = [], []
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "content", folder / "content")
        run(python("-m", "generator", "build", "--lang", "en"), folder)
        for _ in range(TIMES):
            floors.append(_empty(folder))
            starts.append(_service(folder))
    return _table(floors, starts)


def _empty(folder: Path) -> _Start:
    port, started = free_port(), time.perf_counter()
    with running(python("-m", "tests.benchmarks.empty_app", str(port)), folder) as process:
        wait_for(port)
        ready = time.perf_counter() - started
        time.sleep(SETTLED)
        return _Start(ready=ready, idle=memory(process))


def _service(folder: Path) -> _Start:
    """The service, with a practice Stripe beside it for the checkout at the end."""
    port, other = free_port(), free_port()
    stripe = python("-m", "webhook.practice.stripe", "--port", str(other), "--database", "stripe.db")
    keys = {"STRIPE_SECRET_KEY": "sk_test_benchmark", "STRIPE_API_BASE": f"http://127.0.0.1:{other}"}
    serve = python("-m", "generator", "serve", "--port", str(port))
    with running(stripe, folder):
        wait_for(other, "/assets/practice.css")
        started = time.perf_counter()
        with running(serve, folder, STRIPE_WEBHOOK_SECRET="whsec_benchmark", **keys) as process:
            wait_for(port)
            ready = time.perf_counter() - started
            time.sleep(SETTLED)
            idle = memory(process)
            _check_out(port, folder)
            return _Start(ready=ready, idle=idle, sold=memory(process))


def _check_out(port: int, folder: Path) -> None:
    """Put the first pass of the shop in the cart and go to pay."""
    items = json.loads((folder / "_site" / "catalogue.json").read_text("utf-8"))["items"]
    line = {"item": next(item["id"] for item in items if item["kind"] == "pass"), "quantity": 1}
    order = {"lines": [line], "name": "山田 花子", "email": f"fan{port}@example.com"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/checkout", json.dumps(order).encode())
    with urllib.request.urlopen(request, timeout=30):
        pass


def _table(floors: list[_Start], starts: list[_Start]) -> Table:
    table = Table(
        title="Start and memory: `mogiri serve` with the sample shop",
        columns=("what", "mogiri/empty", "mogiri", "empty app"),
        ratios=("mogiri/empty",),
        notes=[
            f"empty app: Starlette with one route under uvicorn; starts take turns, the middle of {TIMES} counts",
            _psycopg(),
        ],
    )
    _add(table, "spawn to first answer, ms", starts, floors, lambda each: each.ready * 1000)
    _add(table, "idle, MB resident", starts, floors, lambda each: each.idle.resident)
    _add(table, "idle, MB own (PSS)", starts, floors, lambda each: each.idle.own or 0.0)
    _add(table, "after the first checkout, MB resident", starts, floors, lambda each: (each.sold or each.idle).resident)
    return table


def _psycopg() -> str:
    there = importlib.util.find_spec("psycopg") is not None
    return "psycopg is installed, which peewee loads even for SQLite" if there else "psycopg is not installed"


def _add(
    table: Table, what: str, starts: list[_Start], floors: list[_Start], figure: Callable[[_Start], float]
) -> None:
    ours, floor = (statistics.median(figure(each) for each in which) for which in (starts, floors))
    table.add(what=what, mogiri=ours, empty_app=floor, **{"mogiri/empty": ours / floor if floor else None})
