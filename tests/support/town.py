"""A town for crowds: a shop, its Stripe and its mail as processes and servers of their own."""

import contextlib
import http.client
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller

from tests.support.crowds import ask
from tests.support.goods import stocked
from tests.support.late_stripe import KEY, SECRET
from tests.support.post_office import PostOffice
from tests.support.servers import free_port
from tests.support.waiting import PATIENCE, until
from webhook.catalogue import Item, Session, TicketType

ROOT = Path(__file__).parent.parent.parent


def hall(seats: int) -> Item:
    """An event with two evenings of that many seats; the processes that sell it live in real time."""
    soon = datetime.now(UTC) + timedelta(days=60)
    return Item(
        id="hall",
        kind="event",
        title={"ja": "大公演", "en": "The Big Show"},
        path="/events/hall/",
        sessions=(Session(id="fri", starts=soon, stock=seats), Session(id="sat", starts=soon, stock=seats)),
        tickets=(TicketType(id="seat", name={"ja": "席", "en": "Seat"}, price=3500),),
        konbini_stop=timedelta(days=4),
    )


@dataclass(kw_only=True)
class Town:
    """A shop at ``url`` with ``database``, and the Stripe and the post office that it uses."""

    url: str
    stripe: str
    office: PostOffice
    database: str
    log: Path

    def get(self, path: str) -> Any:
        """The JSON at an address of the shop."""
        return ask(self.url, path)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the shop's database holds."""
        return rows(self.database, sql)


@contextlib.contextmanager
def town(
    folder: Path, database: str, *, seats: int, workers: int = 1, latency: int = 0, mail_open: bool = True
) -> Iterator[Town]:
    """`mogiri serve` as ``workers`` processes beside a Stripe that answers after ``latency`` ms and sends no events."""
    port, stripe_port, mail_port = free_port(), free_port(), free_port()
    office = PostOffice(url=f"smtp://127.0.0.1:{mail_port}")
    environment = {
        "MOGIRI_DATA": str(folder),
        "MOGIRI_SITE": str(stocked(folder / "site", (hall(seats),))),
        "MOGIRI_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_API_BASE": f"http://127.0.0.1:{stripe_port}",
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "SMTP_URL": office.url,
    }
    log = folder / "serve.log"
    stripe = ("tests.support.late_stripe", str(stripe_port), str(folder), str(latency))
    serve = ("generator", "serve", "--port", str(port), "--workers", str(workers))
    with _program(stripe, {}, folder / "stripe.log"), _program(serve, environment, log):
        until(lambda: answers(stripe_port) and answers(port), "the town to open", 40)
        there = Town(
            url=f"http://127.0.0.1:{port}",
            stripe=f"http://127.0.0.1:{stripe_port}",
            office=office,
            database=database,
            log=log,
        )
        with opened(office) if mail_open else contextlib.nullcontext():
            yield there


@contextlib.contextmanager
def opened(office: PostOffice) -> Iterator[None]:
    """The post office answers at its port while the block runs."""
    controller = Controller(office, hostname="127.0.0.1", port=urlsplit(office.url).port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def rows(database: str, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in the database of a shop that runs elsewhere."""
    if database.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=PATIENCE)) as connection:
            return connection.execute(sql).fetchall()
    import psycopg

    with psycopg.connect(database) as server:
        return server.execute(sql.encode()).fetchall()


def answers(port: int) -> bool:
    """Whether somebody speaks HTTP at that port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def _program(module: Sequence[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", *module]
    with log.open("wb") as output:
        told = os.environ | environment | {"PYTHONPATH": str(ROOT)}  # in a folder of its own: no shop of ours is near
        process = subprocess.Popen(command, cwd=log.parent, env=told, stdout=output, stderr=output)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)
