"""Many people at once: what they send over HTTP, and what comes back after how long."""

import asyncio
import contextlib
import http.client
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.loops import run_apart
from tests.support.waiting import PATIENCE


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


def crowd(url: str, requests: Sequence[Request], connections: int) -> list[Answer]:
    """Send the requests over that many connections at once, each as soon as one is free; answers in their order."""
    return run_apart(sent(url, requests, connections))


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


async def sent(url: str, requests: Sequence[Request], connections: int) -> list[Answer]:
    """The same within a loop that runs."""
    found: dict[int, Answer] = {}
    queue = iter(enumerate(requests))
    people = min(connections, len(requests))
    await asyncio.gather(*(_person(url, queue, found) for _ in range(people)))
    return [found[place] for place in range(len(requests))]


def ask(url: str, path: str, headers: dict[str, str] | None = None) -> Any:
    """The JSON at an address."""
    host = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(host.netloc, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return json.loads(body)


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
