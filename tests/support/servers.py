"""ASGI apps on real ports of this machine, each in a thread of its own."""

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn

from webhook.http.wire import Wire


class _Server(uvicorn.Server):
    """A server that leaves the signals to the test process, and neither starts nor ends by looking now and then."""

    def __init__(self, app: Any) -> None:
        super().__init__(
            uvicorn.Config(
                app, http=Wire, log_config=None, log_level="error", proxy_headers=False, timeout_graceful_shutdown=1
            )
        )
        self.begun = threading.Event()
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.begun.set()
        while not await self.on_tick(0):  # this keeps the Date of the answers
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """What uvicorn does, without its pause of a tenth of a second."""
        for closed in [*self.servers, *(sockets or [])]:
            closed.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wait_tasks_to_complete(), self.config.timeout_graceful_shutdown)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()

    def stop(self) -> None:
        """End; safe from any thread."""
        self.should_exit = True
        if self._loop:
            self._loop.call_soon_threadsafe(self._stop.set)


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
    server = _Server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
    thread.start()
    try:
        assert server.begun.wait(20), "the server did not start"
        yield
    finally:
        server.stop()
        thread.join(20)
        assert not thread.is_alive(), "the server did not stop"


def free_port() -> int:
    """A port that was free a moment ago, for programs that open it themselves.

    It lies below those that the system gives out by itself, so that nobody is given it meanwhile.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
