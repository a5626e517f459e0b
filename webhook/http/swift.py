"""A way past the framework's layers, for what crowds come to at once."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from webhook.database import AWAY
from webhook.http import refusing
from webhook.http.answering import LARGEST_BODY, Call, body_of, check_origin
from webhook.refusals import Refused

_HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


class Swift:
    """A function that waits without a thread and never blocks, as an app of its own that answers its errors itself.

    It returns JSON as it is sent, or a response of its own.
    """

    def __init__(self, function: Callable[[Call], Awaitable[bytes | Response]]) -> None:
        self._function = function

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with JSON."""
        request = Request(scope, receive)
        try:
            call = Call(service=scope["app"].state.service, request=request, body=await body_of(request, LARGEST_BODY))
            check_origin(call)
            found = await self._function(call)
        except ClientDisconnect:
            return
        except Refused as refused:
            await (await refusing.refused(request, refused))(scope, receive, send)
        except AWAY as error:
            await (await refusing.away(request, error))(scope, receive, send)
        except Exception as error:
            await (await refusing.failure(request, error))(scope, receive, send)
        else:
            await (found(scope, receive, send) if isinstance(found, Response) else _send(found, send))


async def _send(body: bytes, send: Send) -> None:
    headers = [*_HEADERS, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class SwiftStarlette(Starlette):
    """Starlette whose swift routes are found first, with its middleware but without its other layers."""

    def __init__(self, *, routes: Sequence[BaseRoute], middleware: Sequence[Middleware], **more: Any) -> None:
        super().__init__(routes=routes, middleware=middleware, **more)
        self._swift = {
            (method, route.path): _within(route.app, middleware)
            for route in routes
            if isinstance(route, Route) and isinstance(route.app, Swift)
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        swift = self._swift.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if swift is None:
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            await swift(scope, receive, send)


def _within(app: ASGIApp, middleware: Sequence[Middleware]) -> ASGIApp:
    for each in reversed(middleware):
        app = each.cls(app, *each.args, **each.kwargs)
    return app
