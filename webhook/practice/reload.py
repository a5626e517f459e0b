"""Tells open pages in development that the site was built again, or why it was not."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from webhook.live import Live

TOPIC = "reload"


class Reload:
    """Between the watcher, which builds, and the pages, which wait; methods are safe from any thread."""

    def __init__(self) -> None:
        self.live = Live()
        self._count = 0
        self._problems: list[dict[str, Any]] = []
        self._on_clock: Callable[[datetime | None], None] = lambda _: None

    def built(self) -> None:
        """A new site is there."""
        self._count += 1
        self._problems = []
        self.live.publish(TOPIC)

    def failed(self, problems: list[dict[str, Any]]) -> None:
        """The build failed: ``{"file", "line", "field", "message"}`` each; the last good site stays."""
        self._problems = problems
        self.live.publish(TOPIC)

    def on_clock(self, callback: Callable[[datetime | None], None]) -> None:
        """Call ``callback`` with the time to which the clock is set, or None when it runs normally again."""
        self._on_clock = callback

    def clock_set(self, moment: datetime | None) -> None:
        """The clock was set: the site may look different now."""
        self._on_clock(moment)

    async def stream(self, _: Request) -> StreamingResponse:
        """``GET /dev/reload``: server-sent events ``built`` and ``failed``."""
        return StreamingResponse(self._events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _events(self) -> AsyncIterator[str]:
        seen, shown = self._count, "[]"
        yield "retry: 500\n\n"
        async for _ in self.live.changes(TOPIC):
            problems = json.dumps(self._problems, ensure_ascii=False)
            if self._count != seen:
                seen, shown = self._count, "[]"
                yield "event: built\ndata: {}\n\n"
            elif problems != shown:
                shown = problems
                yield f"event: failed\ndata: {problems}\n\n"
            await asyncio.sleep(0)
