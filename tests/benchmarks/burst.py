"""``burst``: 1,000 webhooks at once, shuffled, 30 % of them copies, while no mail server is there for a minute."""

from tests.benchmarks.report import Table
from tests.benchmarks.rush import LATENCY, shop
from tests.support.burst import burst

ORDERS, WEBHOOKS, CLOSED = 500, 1000, 60.0
"""500 orders make 700 events: two of five are paid at a convenience store, which is told in two."""


def measure() -> Table:
    """How fast webhooks are answered, orders fulfilled and mails sent once the server is back."""
    table = Table(
        title=f"Burst: {WEBHOOKS:,} webhooks of {ORDERS} orders at once, Stripe {LATENCY} ms away",
        columns=(
            "database",
            "answers/s",
            "p50 ms",
            "p95 ms",
            "fulfilled s",
            "orders/s",
            "mailed s",
            "mails/s",
            "copies",
        ),
    )
    for name, workers in (("SQLite", 1), ("PostgreSQL", 2)):
        with shop(name, workers, seats=ORDERS, mail_open=False) as place:
            found = burst(place, orders=ORDERS, webhooks=WEBHOOKS, closed=CLOSED)
        table.add(
            database=f"{name}, {workers} process{'es'[: 2 * (workers - 1)]}",
            p50_ms=found.answered.p50,
            p95_ms=found.answered.p95,
            fulfilled_s=found.fulfilled,
            mailed_s=found.mailed,
            copies=found.copies,
            **{
                "answers/s": WEBHOOKS / found.answering,
                "orders/s": ORDERS / found.fulfilled,
                "mails/s": ORDERS / found.mailed,
            },
        )
    table.notes = [
        "checked: every order paid, with one ticket and one mail; fulfilled: from the first webhook on",
        f"mailed: once the mail server is back; for {CLOSED / 2:.0f} s nobody answers there, then all is refused",
        "copies: mails that arrived a second time under the same Message-ID",
    ]
    return table
