"""Another system that is told what happens: keeps every request, and answers as the test says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """``seen`` are all requests as (headers, body, answer).

    ``status`` is what it answers, but 503 to a body with one of the words in ``refuses``.
    """

    url: str = ""
    status: int = 200
    refuses: tuple[bytes, ...] = ()
    seen: list[tuple[dict[str, str], bytes, int]] = field(default_factory=list)

    @property
    def taken(self) -> list[tuple[dict[str, str], bytes]]:
        """Those it said yes to."""
        return [(headers, body) for headers, body, status in self.seen if status < 300]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """One on a port of its own."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = 503 if any(word in body for word in kept.refuses) else kept.status
            kept.seen.append(({name.lower(): value for name, value in self.headers.items()}, body, status))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/hook?shop=1"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
