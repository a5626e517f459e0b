"""What leaves on a connection is whole and in order, also when it was gathered."""

import socket
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.servers import listening, serving
from webhook.http.wire import MOST

PARTS = [bytes([65 + number % 26]) * 1000 for number in range(4 * MOST // 1000)]


async def _small(_: Request) -> Response:
    return JSONResponse({"all": "there"})


async def _long(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for part in PARTS:
            yield part

    return StreamingResponse(parts(), headers={"Content-Length": str(sum(map(len, PARTS)))})


APP = Starlette(routes=[Route("/small", _small), Route("/long", _long)])


def _asked(client: socket.socket, *paths: str, more: str = "") -> None:
    client.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n" for path in paths).encode())


def _rest(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(1 << 20), b""))


def test_answers_leave_whole_and_in_order() -> None:
    with listening() as opened, serving(APP, opened), socket.create_connection(opened.getsockname(), 10) as client:
        _asked(client, "/small")
        assert client.recv(1 << 16).endswith(b'\r\n\r\n{"all":"there"}'), "head and body in one piece"
        _asked(client, "/long", "/small")  # the second is asked before the first is answered
        _asked(client, "/long", more="Connection: close\r\n")
        heard = _rest(client)
    bodies = [answer.partition(b"\r\n\r\n")[2] for answer in heard.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [b"".join(PARTS), b'{"all":"there"}', b"".join(PARTS)]
