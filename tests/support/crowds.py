"""Many people at once: a shop, its Stripe and its mail as processes and servers of their own, and the crowd at them.

Tests run the scenes small, benchmarks at full size; what has to hold afterwards is checked in the scenes themselves.
Run as a program (``python -m tests.support.crowds PORT FOLDER MS``) it is a Stripe that answers late and tells nothing.
"""

import asyncio
import contextlib
import http.client
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvicorn
from aiosmtpd.controller import Controller
from starlette.types import Receive, Scope, Send

from tests.support.goods import stocked
from tests.support.loops import run_apart
from tests.support.post_office import PostOffice
from tests.support.servers import free_port
from tests.support.waiting import until
from webhook.catalogue import Item, Session, TicketType
from webhook.practice.stripe import PracticeStripe, sending

ROOT = Path(__file__).parent.parent.parent
KEY = "sk_test_1234567890"
SECRET = "whsec_for_crowds"


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


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request."""

    path: str
    body: bytes = b""
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


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
        return _ask(self.url, path)

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
    stripe = ("tests.support.crowds", str(stripe_port), str(folder), str(latency))
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


def crowd(url: str, requests: Sequence[Request], connections: int) -> list[Answer]:
    """Send the requests over that many connections at once, each as soon as one is free; answers in their order."""
    return run_apart(_crowd(url, requests, connections))


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long answers took, in ms."""

    count: int
    p50: float
    p95: float
    longest: float

    @classmethod
    def of(cls, answers_: Sequence[Answer]) -> "Times":
        ms = sorted(answer.seconds * 1000 for answer in answers_)
        marks = statistics.quantiles(ms, n=20) if len(ms) > 1 else [*ms, 0.0] * 20
        return cls(count=len(ms), p50=marks[9], p95=marks[18], longest=ms[-1] if ms else 0.0)


@dataclass(frozen=True, kw_only=True)
class Rush:
    """A rush on a few seats: the accepted and the refused, and how long all of it took."""

    accepted: Times
    refused: Times
    others: Times
    seconds: float


def rush(place: Town, *, checkouts: int, seats: int, connections: int) -> Rush:
    """Everybody wants a seat at once, a few want two; meanwhile somebody looks at the stock again and again.

    Every seat is held once, none twice, and every refusal says what is left.
    """
    wanted = [2 if number % 4 == 3 and number < checkouts * 3 // 4 else 1 for number in range(checkouts)]
    started = time.perf_counter()
    answers_, looks = run_apart(_rush(place, wanted, connections))
    seconds = time.perf_counter() - started
    accepted = [answer for answer in answers_ if answer.status == 201]
    refused = [(answer, count) for answer, count in zip(answers_, wanted, strict=True) if answer.status != 201]
    for answer, count in refused:
        error = answer.json()["error"]
        assert answer.status == 409, answer
        assert error["code"] == ("few_left" if error["remaining"] else "sold_out"), error
        assert error["remaining"] < count, error
    held = sum(count for answer, count in zip(answers_, wanted, strict=True) if answer.status == 201)
    assert held == seats, f"{held} seats were promised of {seats}"
    assert place.rows("SELECT held, sold FROM stock WHERE session = 'fri' AND ticket = ''") == [(seats, 0)]
    assert place.rows("SELECT COUNT(*), SUM(quantity) FROM order_line") == [(len(accepted), seats)]
    assert place.rows("SELECT COUNT(DISTINCT session_id) FROM payment") == [(len(accepted),)], "one session each"
    assert place.get("/api/stock")["items"]["hall"]["sessions"]["fri"]["remaining"] == 0
    assert {look.status for look in looks} == {200}
    return Rush(
        accepted=Times.of(accepted), refused=Times.of([each for each, _ in refused]), others=Times.of(looks),
        seconds=seconds,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Burst:
    """Seconds from the first webhook until all were answered, and until all orders were fulfilled; from the moment
    the post office opened until all mails were there."""

    answered: Times
    answering: float
    fulfilled: float
    mailed: float
    copies: int


def burst(place: Town, *, orders: int, webhooks: int, closed: float, connections: int = 20) -> Burst:
    """All events of paid orders at once, shuffled, some of them twice, while no mail server is there for ``closed`` s.

    Of five orders two are paid at a convenience store, which Stripe tells in two events each.
    """
    _sold(place, orders)
    events = told(place.stripe, "checkout.session.completed", "checkout.session.async_payment_succeeded")
    assert len(events) == orders + orders * 2 // 5, len(events)
    dice = random.Random(7)
    sent = events + dice.choices(events, k=webhooks - len(events))
    dice.shuffle(sent)
    started = time.perf_counter()
    answers_ = crowd(place.url, [webhook(event) for event in sent], connections)
    answering = time.perf_counter() - started
    assert Counter(answer.status for answer in answers_) == {200: webhooks}
    until(lambda: not place.rows("SELECT 1 FROM stripe_event WHERE due_at IS NOT NULL LIMIT 1"), "all events", 300)
    fulfilled = time.perf_counter() - started
    assert place.rows("SELECT status, COUNT(*) FROM orders GROUP BY status") == [("paid", orders)]
    assert place.rows("SELECT COUNT(*), COUNT(DISTINCT order_id) FROM ticket") == [(orders, orders)]
    assert place.rows("SELECT held, sold FROM stock WHERE session = 'fri' AND ticket = ''") == [(0, orders)]
    time.sleep(max(0.0, closed / 2 - fulfilled))
    place.office.open = False  # at first nobody answers at its port, then somebody turns every mail away
    with opened(place.office):
        time.sleep(max(0.0, closed - (time.perf_counter() - started)))
        place.office.open, reopened = True, time.perf_counter()
        waiting = "SELECT 1 FROM mail WHERE due_at IS NOT NULL AND template <> 'notice-digest' LIMIT 1"
        until(lambda: not place.rows(waiting), "all mails", 300)
        mailed = time.perf_counter() - reopened
    return Burst(
        answered=Times.of(answers_), answering=answering, fulfilled=fulfilled, mailed=mailed,
        copies=_once_each(place.office, orders),
    )  # fmt: skip


def told(stripe: str, *kinds: str) -> list[dict[str, Any]]:
    """Stripe's events of these kinds, oldest first."""
    asked: dict[str, Any] = {f"types[{place}]": kind for place, kind in enumerate(kinds)} | {"limit": 100}
    found: list[dict[str, Any]] = []
    while True:
        page = _ask(stripe, f"/v1/events?{urlencode(asked)}", {"Authorization": f"Bearer {KEY}"})
        found += page["data"]
        if not page["has_more"]:
            return found[::-1]
        asked["starting_after"] = page["data"][-1]["id"]


def webhook(event: dict[str, Any]) -> Request:
    """The event as Stripe delivers it now."""
    body = sending.body_of(event)
    headers = ("Stripe-Signature", sending.signature(body, [SECRET], int(time.time())))
    return Request(path="/webhooks/stripe", body=body, headers=(headers,))


def wish(number: int, *sessions: str, quantity: int = 1) -> Request:
    """A checkout of a fan of that number for seats of those evenings."""
    lines = [{"item": "hall", "session": each, "ticket": "seat", "quantity": quantity} for each in sessions or ("fri",)]
    body = {"lines": lines, "name": f"ファン {number}", "email": address(number)}
    return Request(
        path="/api/checkout", body=json.dumps(body).encode(), headers=(("Content-Type", "application/json"),)
    )


def press(url: str, **form: str) -> Request:
    """Pressing a button of Stripe's page at ``url``."""
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    return Request(path=urlsplit(url).path, body=urlencode(form).encode(), headers=headers)


def address(number: int) -> str:
    """The mail address of a fan."""
    return f"fan{number}@example.com"


def rows(database: str, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds in the database of a shop that runs elsewhere."""
    if database.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=10)) as connection:
            return connection.execute(sql).fetchall()
    import psycopg

    with psycopg.connect(database) as server:
        return server.execute(sql.encode()).fetchall()


def answers(port: int) -> bool:
    """Whether somebody speaks HTTP at that port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _sold(place: Town, orders: int) -> None:
    """Orders that are paid at Stripe, of which the shop has heard nothing yet."""
    placed = crowd(place.url, [wish(number) for number in range(orders)], 8)
    assert {answer.status for answer in placed} == {201}, placed
    urls = [answer.json()["url"] for answer in placed]
    by_card = [url for number, url in enumerate(urls) if number % 5 not in (1, 3)]
    by_voucher = [url for number, url in enumerate(urls) if number % 5 in (1, 3)]
    for outcome, pages in (("paid", by_card), ("konbini", by_voucher), ("konbini_paid", by_voucher)):
        pressed = crowd(place.stripe, [press(url, outcome=outcome) for url in pages], 8)
        assert Counter(answer.status for answer in pressed) == {303: len(pages)}, (outcome, pressed[0])


def _once_each(office: PostOffice, fans: int) -> int:
    """Every fan got one mail; returns how many of them arrived as copies, which a mailbox knows by their Message-ID."""
    mails = [mail for mail in office.mails if "example.com" in mail["To"]]
    different = {mail["Message-ID"]: mail["To"] for mail in mails}
    assert Counter(different.values()) == Counter(address(number) for number in range(fans))
    return len(mails) - len(different)


async def _rush(place: Town, wanted: Sequence[int], connections: int) -> tuple[list[Answer], list[Answer]]:
    requests = [wish(number, quantity=count) for number, count in enumerate(wanted)]
    buying = asyncio.create_task(_crowd(place.url, requests, connections))
    looks: list[Answer] = []
    while not buying.done():
        looks += await _crowd(place.url, [Request(path="/api/stock", method="GET")], 1)
        await asyncio.sleep(0.05)
    return await buying, looks


async def _crowd(url: str, requests: Sequence[Request], connections: int) -> list[Answer]:
    found: dict[int, Answer] = {}
    queue = iter(enumerate(requests))
    people = min(connections, len(requests))
    await asyncio.gather(*(_person(url, queue, found) for _ in range(people)))
    return [found[place] for place in range(len(requests))]


async def _person(url: str, queue: Iterator[tuple[int, Request]], found: dict[int, Answer]) -> None:
    """One connection: it sends a request, waits for its answer and takes the next."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    for place, request in queue:
        sent = time.perf_counter()
        writer.write(_written(request, host.netloc))
        head = await reader.readuntil(b"\r\n\r\n")
        _, _, length = head.lower().partition(b"content-length:")
        body = await reader.readexactly(int(length.partition(b"\r\n")[0]))
        seconds = time.perf_counter() - sent
        found[place] = Answer(status=int(head.split(b" ", 2)[1]), body=body, seconds=seconds)
    writer.close()
    await writer.wait_closed()


def _written(request: Request, host: str) -> bytes:
    headers = [("Host", host), ("Content-Length", str(len(request.body))), *request.headers]
    lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + request.body


def _ask(url: str, path: str, headers: dict[str, str] | None = None) -> Any:
    host = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(host.netloc, timeout=30)) as connection:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return json.loads(body)


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


def _late(app: Any, seconds: float) -> Any:
    """``app``, whose API answers only after so long, as one far away does."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if seconds and scope["type"] == "http" and scope["path"].startswith("/v1/"):
            await asyncio.sleep(seconds)
        await app(scope, receive, send)

    return answer


if __name__ == "__main__":
    at, kept, ms = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    practice = PracticeStripe(
        database=kept / "stripe.db",
        public_url=f"http://127.0.0.1:{at}",
        webhook_url="",
        webhook_secret=SECRET,
        now=lambda: datetime.now(UTC),
        account_name="crowds",
    )
    uvicorn.run(_late(practice.app, ms / 1000), host="127.0.0.1", port=at, log_level="warning", access_log=False)
