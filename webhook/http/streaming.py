"""Server-sent events: a page that stays open hears of every change."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from webhook.http.answering import NO_STORE, Call, connected
from webhook.http.etags import etag
from webhook.refusals import Refused
from webhook.service import Service

Told = tuple[str, Callable[[], str]]
"""The tag of what a stream tells, and what makes the text of it."""


def stream(request: Request, topic: str, event: str, content: Callable[[Call], dict[str, Any]]) -> Response:
    """Server-sent events: ``content`` at once and whenever it differs after ``topic`` was published.

    The stream ends when ``content`` refuses: the ticket is gone, or the right to look was taken away.
    """
    service: Service = request.app.state.service

    async def look() -> Told:
        data = await run_in_threadpool(connected, content, Call(service=service, request=request))
        return etag(data), lambda: json.dumps(data, ensure_ascii=False)

    return events(request, topic, event, look)


def events(request: Request, topic: str, event: str, look: Callable[[], Awaitable[Told]]) -> Response:
    """The same for a ``look`` that waits in the loop and tells the tag of what there is, and how to say it."""
    headers = NO_STORE | {"X-Accel-Buffering": "no"}
    if request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=headers)

    async def lines() -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        last = ""
        async for _ in request.app.state.service.live.changes(topic):
            try:
                tag, say = await look()
            except Refused:
                return
            yield f"event: {event}\ndata: {say()}\n\n" if tag != last else ": still here\n\n"
            last = tag

    return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)
