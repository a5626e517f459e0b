"""ASGI apps on real ports of this machine, each in a thread of its own."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn


class _Server(uvicorn.Server):
    """A server that leaves the signals to the test process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket on a free port."""
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(("127.0.0.1", 0))
        yield opened


def address(opened: socket.socket) -> str:
    """The base address of a socket's server."""
    return f"http://127.0.0.1:{opened.getsockname()[1]}"


@contextlib.contextmanager
def serving(app: Any, opened: socket.socket) -> Iterator[None]:
    """Serve ``app`` on the socket until the block ends."""
    server = _Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    started = threading.Event()
    original = server.startup

    async def startup(sockets: Any = None) -> None:
        await original(sockets)
        started.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
    thread.start()
    try:
        assert started.wait(20), "the server did not start"
        assert server.started, "the server failed while starting"
        yield
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the server did not stop"


def free_port() -> int:
    """A port that was free a moment ago, for programs that open it themselves."""
    with listening() as opened:
        return int(opened.getsockname()[1])
