"""For owners and leads: the usage feed."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from webhook import usage
from webhook.answering import Call, stream, tagged
from webhook.database import database


def get_usage(call: Call) -> Response:
    """``GET /api/usage``: issued, used and unused, with an ETag."""
    return tagged(call, _feed(call), "private, no-cache")


async def get_stream(request: Request) -> Response:
    """``GET /api/usage/stream``: the same as server-sent events, whenever it changes."""
    await run_in_threadpool(_check, request)
    return stream(request, "usage", "usage", _feed)


def _check(request: Request) -> None:
    with database.connection_context():
        Call(service=request.app.state.service, request=request).require("lead")


def _feed(call: Call) -> dict[str, Any]:
    call.require("lead")
    return usage.feed(call.service.catalogue, call.now, call.language)
