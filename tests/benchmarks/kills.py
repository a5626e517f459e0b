"""``kills``: a date with 200 orders is called off, and the process is killed at each step of it, one after another."""

import tempfile
import time
from pathlib import Path

from tests.benchmarks.report import Table
from tests.benchmarks.rush import database
from tests.support.dying import CALLING_OFF
from tests.support.killing import Death, called_off
from tests.support.post_office import post_office

ORDERS = 200
_COUNTS = {"a ticket": 15, "its transaction": 15, "the mail": 10, "refund": 5}
"""How often a process comes to a step before it dies there, so that there is something left to do for the next."""


def measure() -> Table:
    """How long a mass cancellation takes with and without a death at each of its steps; all is checked afterwards."""
    table = Table(
        title=f"Kills: a date with {ORDERS} orders called off, killed at each of {len(CALLING_OFF)} steps in turn",
        columns=("database", "deaths", "seconds", "mails twice"),
    )
    for name in ("SQLite", "PostgreSQL"):
        for deaths in ([], [Death(point=point, count=_count(point)) for point in CALLING_OFF]):
            table.add(database=name, deaths=len(deaths), **_run(name, deaths))
    table.notes = [
        "checked: every ticket ended, its seat free, its money back once in Stripe's own books, its holder told once",
        "seconds: selling included, and a start for each death; ten refunds a second are asked for",
        "mails twice: killed between the mail server's OK and our note of it; a mailbox knows them by their Message-ID",
    ]
    return table


def _run(name: str, deaths: list[Death]) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="mogiri-bench-") as made, database(name, Path(made)) as url:
        started = time.perf_counter()
        with post_office() as office:
            copies = called_off(Path(made), url, office, orders=ORDERS, deaths=deaths)
        return {"seconds": time.perf_counter() - started, "mails_twice": copies}


def _count(point: str) -> int:
    return next((count for words, count in _COUNTS.items() if words in point), 1)
