"""Devices at the door, a process of its own: each sends one stamp, waits for the verdict and sends the next.

It speaks HTTP/1.1 by hand over asyncio, because the usual clients need more time for a request than the service does,
and says how busy it was itself: near 1.0 it, and not the service, was the limit. Reads its task as JSON from the
standard input and writes its figures as JSON to the standard output.
"""

import asyncio
import itertools
import json
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

_OK = b'"result":"ok"'


def main() -> None:
    """Run the task: ``port``, ``connections``, ``seconds``, ``cookie`` and the ``doors`` to stamp, each once."""
    task = json.load(sys.stdin)
    started, busy = time.perf_counter(), time.process_time()
    times, ended = asyncio.run(_all(task))
    seconds = ended - started
    marks = statistics.quantiles([each * 1000 for each in times], n=100)
    figures = {"stamps": len(times), "per second": len(times) / seconds, "p50": marks[49], "p99": marks[98]}
    json.dump(figures | {"busy": (time.process_time() - busy) / seconds}, sys.stdout)


async def _all(task: dict[str, Any]) -> tuple[list[float], float]:
    doors = iter(task["doors"])
    until = time.perf_counter() + task["seconds"]
    devices = (_device(task, doors, until) for _ in range(task["connections"]))
    times = await asyncio.gather(*devices)
    return list(itertools.chain.from_iterable(times)), time.perf_counter()


async def _device(task: dict[str, Any], doors: Iterator[str], until: float) -> list[float]:
    """One connection's times; a verdict that is not ``ok`` ends the measurement, as it would be no stamp."""
    reader, writer = await asyncio.open_connection("127.0.0.1", task["port"])
    times = []
    for door in doors:
        sent = time.perf_counter()
        if sent >= until:
            break
        writer.write(_request(door, task["cookie"]))
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 200") or _OK not in body:
            raise SystemExit(f"no stamp: {head!r} {body!r}")
        times.append(time.perf_counter() - sent)
    writer.close()
    return times


def _request(door: str, cookie: str) -> bytes:
    body = json.dumps({"door_code": door, "units": 1, "nonce": door})
    head = f"POST /api/stamps HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])


if __name__ == "__main__":
    main()
