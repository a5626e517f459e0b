"""Devices at the door, a process of its own: each sends one stamp, waits for the verdict and sends the next.

It speaks HTTP/1.1 by hand over sockets that it watches all at once, because the usual clients need more time for a
request than the service does, and says how busy it was itself: near 1.0 it, and not the service, was the limit. Reads
its task as JSON from the standard input and writes its figures as JSON to the standard output.
"""

import json
import selectors
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(kw_only=True)
class _Tally:
    """What was answered: seconds it took each time, uses by door, and how often a second use was told of."""

    times: list[float] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    told: int = 0


def main() -> None:
    """Run the task: a ``port``, a cookie for each connection, the ``doors`` to stamp, and the ``seconds`` for that.

    A door that stands there twice is a duplicate: one of the two is let in, the other is told who was and when.
    """
    task = json.load(sys.stdin)
    requests = [(door, request_of(door, number)) for number, door in enumerate(task["doors"])]
    started, busy = time.perf_counter(), time.process_time()
    tally = _run(task, iter(requests), started + task["seconds"])
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    marks = statistics.quantiles([each * 1000 for each in tally.times], n=100)
    figures = {
        "answers": len(tally.times),
        "per second": len(tally.times) / seconds,
        "p50": marks[49],
        "p99": marks[98],
    }
    json.dump(figures | {"used": len(tally.used), "told": tally.told, "busy": busy / seconds}, sys.stdout)


def _run(task: dict[str, Any], requests: Iterator[tuple[str, bytes]], until: float) -> _Tally:
    tally, watched = _Tally(), selectors.DefaultSelector()
    for cookie in task["cookies"]:
        opened = socket.create_connection(("127.0.0.1", task["port"]))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        device = _device(opened, f"Cookie: {cookie}\r\n".encode(), requests, until, tally)
        next(device)
        watched.register(opened, selectors.EVENT_READ, device)
    while watched.get_map():
        for key, _ in watched.select():
            if next(key.data, None) is None:
                watched.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]
    return tally


def _device(
    opened: socket.socket, cookie: bytes, requests: Iterator[tuple[str, bytes]], until: float, tally: _Tally
) -> Iterator[bool]:
    """One connection: goes on whenever there is something to read, to the end of the requests or of the time."""
    for door, request in requests:
        sent = time.perf_counter()
        if sent >= until:
            return
        opened.sendall(request.replace(b"\r\n", b"\r\n" + cookie, 1))
        answer = b""
        while not whole(answer):
            yield True
            answer += opened.recv(65536)
        tally.times.append(time.perf_counter() - sent)
        _count(door, answer, tally)


def _count(door: str, answer: bytes, tally: _Tally) -> None:
    """A verdict that is neither a use nor the story of an earlier one ends the measurement, as it would be no stamp."""
    head, _, body = answer.partition(b"\r\n\r\n")
    verdict = json.loads(body) if head.startswith(b"HTTP/1.1 200") else {"result": head.decode()}
    if verdict["result"] == "ok" and not tally.used[door]:
        tally.used[door] += 1
    elif verdict["result"] == "used" and verdict["previous"]["at"] and verdict["previous"]["staff"]:
        tally.told += 1
    else:
        raise SystemExit(f"no stamp of {door}: {answer!r}")


def request_of(door: str, number: int) -> bytes:
    """The stamp of a door code."""
    body = json.dumps({"door_code": door, "units": 1, "nonce": f"{number}-{door}"})
    head = "POST /api/stamps HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def whole(answer: bytes) -> bool:
    """Whether an answer is there to its last byte; one without a length has no body."""
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    _, _, rest = head.lower().partition(b"content-length:")
    return len(body) >= int(rest.partition(b"\r\n")[0] or 0)


if __name__ == "__main__":
    main()
