"""Another system that is told what happens: keeps every request, and answers as the test says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """``seen`` are all requests as (headers, body, answer).

    ``status`` is what it answers, 0 for hanging up without a word, but 503 to a body with one of the words in
    ``refuses``. ``check`` looks at each request as it comes in; what it raised is in ``wrong``.
    """

    url: str = ""
    status: int = 200
    refuses: tuple[bytes, ...] = ()
    seen: list[tuple[dict[str, str], bytes, int]] = field(default_factory=list)
    check: Callable[[bytes, dict[str, str]], Any] = lambda *_: None
    wrong: list[Exception] = field(default_factory=list)

    @property
    def taken(self) -> list[tuple[dict[str, str], bytes]]:
        """Those it said yes to."""
        return [(headers, body) for headers, body, status in self.seen if 200 <= status < 300]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """One on a port of its own."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = 503 if any(word in body for word in kept.refuses) else kept.status
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                kept.check(body, headers)
            except Exception as error:  # the test says so, not this thread
                kept.wrong.append(error)
            kept.seen.append((headers, body, status))
            if not status:
                self.close_connection = True
                return
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
