"""``start``: how long ``mogiri serve`` takes to answer and what memory it holds, beside an app that does nothing."""

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
    port = free_port()
    with running(python("-m", "tests.benchmarks.empty_app", str(port)), folder) as process:
        ready = wait_for(f"http://127.0.0.1:{port}/healthz")
        time.sleep(SETTLED)
        return _Start(ready=ready, idle=memory(process))


def _service(folder: Path) -> _Start:
    """The service, with a practice Stripe beside it for the checkout at the end."""
    port, other = free_port(), free_port()
    stripe = python("-m", "webhook.practice.stripe", "--port", str(other), "--database", "stripe.db")
    keys = {"STRIPE_SECRET_KEY": "sk_test_benchmark", "STRIPE_API_BASE": f"http://127.0.0.1:{other}"}
    serve = python("-m", "generator", "serve", "--port", str(port))
    with running(stripe, folder):
        wait_for(f"http://127.0.0.1:{other}/healthz")
        with running(serve, folder, STRIPE_WEBHOOK_SECRET="whsec_benchmark", **keys) as process:
            ready = wait_for(f"http://127.0.0.1:{port}/healthz")
            time.sleep(SETTLED)
            idle = memory(process)
            _check_out(port, folder)
            return _Start(ready=ready, idle=idle, sold=memory(process))


def _check_out(port: int, folder: Path) -> None:
    """Put the first pass of the shop in the cart and go to pay."""
    items = json.loads((folder / "_site" / "catalogue.json").read_text("utf-8"))["items"]
    line = {"item": next(item["id"] for item in items if item["kind"] == "pass"), "quantity": 1}
    order = {"lines": [line], "name": "山田 花子", "email": "fan@example.com"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/checkout", json.dumps(order).encode())
    with urllib.request.urlopen(request, timeout=30):
        pass


def _table(floors: list[_Start], starts: list[_Start]) -> Table:
    table = Table(
        title="Start and memory: `mogiri serve` with the sample shop",
        columns=("what", "mogiri/empty", "mogiri", "empty app"),
        ratios=("mogiri/empty",),
        notes=[f"empty app: Starlette with one route under uvicorn; starts take turns, the middle of {TIMES} counts"],
    )
    _add(table, "spawn to first answer, ms", _middle(starts, _ready), _middle(floors, _ready))
    _add(table, "idle, MB resident", _middle(starts, _resident), _middle(floors, _resident))
    _add(table, "idle, MB own (PSS)", _middle(starts, _own), _middle(floors, _own))
    _add(table, "after the first checkout, MB resident", _middle(starts, _after), _middle(floors, _resident))
    return table


def _add(table: Table, what: str, ours: float, floor: float) -> None:
    table.add(what=what, mogiri=ours, empty_app=floor, **{"mogiri/empty": ours / floor if floor else None})


def _middle(starts: list[_Start], figure: Callable[[_Start], float]) -> float:
    return statistics.median(figure(start) for start in starts)


def _ready(start: _Start) -> float:
    return start.ready * 1000


def _resident(start: _Start) -> float:
    return start.idle.resident


def _own(start: _Start) -> float:
    return start.idle.own or 0.0


def _after(start: _Start) -> float:
    return start.sold.resident if start.sold else 0.0
