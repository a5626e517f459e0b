"""Open usage pages, a process of its own: each connection asks for the feed as browsers do, which
take gzip, waits for the answer and asks again.

Reads its task as JSON from the standard input and writes its figures as JSON to the standard output. HTTP by hand, as
in ``devices``. With ``every`` it sends stamps instead, one each so many seconds, by one connection.
"""

import json
import selectors
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.devices import request_of, whole


def main() -> None:
    """Run the task: a ``port``, a ``cookie``, and ``connections`` for ``seconds``; ``known`` sends the last ETag."""
    task = json.load(sys.stdin)
    run = _stamping if "every" in task else _asking
    json.dump(run(task), sys.stdout)


def _asking(task: dict[str, Any]) -> dict[str, Any]:
    watched, times, codes, sizes = selectors.DefaultSelector(), list[float](), list[int](), [0]
    started, busy = time.perf_counter(), time.process_time()
    for _ in range(task["connections"]):
        opened = _connect(task["port"])
        page = _page(opened, task, started + task["seconds"], times, codes, sizes)
        next(page)
        watched.register(opened, selectors.EVENT_READ, page)
    while watched.get_map():
        for key, _ in watched.select():
            if next(key.data, None) is None:
                watched.unregister(key.fileobj)
                key.fileobj.close()  # type: ignore[union-attr]
    seconds = time.perf_counter() - started
    marks = statistics.quantiles([each * 1000 for each in times], n=100)
    fresh = sum(code == 200 for code in codes)
    return {
        "answers": len(times),
        "per second": len(times) / seconds,
        "p50": marks[49],
        "p99": marks[98],
        "bytes": sizes[0],
        "fresh": fresh / len(codes),
        "busy": (time.process_time() - busy) / seconds,
    }


def _page(
    opened: socket.socket, task: dict[str, Any], until: float, times: list[float], codes: list[int], sizes: list[int]
) -> Iterator[bool]:
    tag = ""
    while (sent := time.perf_counter()) < until:
        known = f"If-None-Match: {tag}\r\n" if tag and task["known"] else ""
        about = f"Host: 127.0.0.1\r\nAccept-Encoding: gzip, deflate, br\r\nCookie: {task['cookie']}\r\n{known}"
        head = f"GET /api/usage HTTP/1.1\r\n{about}\r\n"
        opened.sendall(head.encode())
        answer = b""
        while not whole(answer):
            yield True
            answer += opened.recv(262_144)
        times.append(time.perf_counter() - sent)
        codes.append(int(answer[9:12]))
        sizes[0] = max(sizes[0], len(answer))
        if codes[-1] not in (200, 304):
            raise SystemExit(f"no feed: {answer!r}")
        tag = answer.partition(b"etag: ")[2].partition(b"\r\n")[0].decode()


def _stamping(task: dict[str, Any]) -> dict[str, Any]:
    """One stamp after another, each at its time as far as the service keeps up."""
    opened, started, done = _connect(task["port"]), time.perf_counter(), 0
    for door in task["doors"]:
        now = time.perf_counter()
        if now > started + task["seconds"]:
            break
        time.sleep(max(0.0, started + done * task["every"] - now))
        request = request_of(door, done)
        opened.sendall(request.replace(b"\r\n", f"\r\nCookie: {task['cookie']}\r\n".encode(), 1))
        answer = b""
        while not whole(answer):
            answer += opened.recv(65536)
        if b'"result":"ok"' not in answer:
            raise SystemExit(f"no stamp: {answer!r}")
        done += 1
    return {"stamps": done, "per second": done / (time.perf_counter() - started)}


def _connect(port: int) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port))
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


if __name__ == "__main__":
    main()
