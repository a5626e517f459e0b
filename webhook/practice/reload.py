"""Tells open pages in development that the site was built again, or why it was not."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webhook.http.answering import NO_STORE
from webhook.http.live import Live

TOPIC = "reload"

Problems = Sequence[dict[str, Any]]
"""``{"file", "line", "field", "level", "message"}`` each; without a line where there is none to name."""

Said = Mapping[str, Problems]
"""Problems with their messages in each language there is."""


class Reload:
    """Between the watcher, which builds, and the pages, which wait; methods are safe from any thread."""

    def __init__(self) -> None:
        self.live = Live(pace=0)
        self._problems: Said = {}
        self.has_failed = False
        self._run, self._count = secrets.token_hex(4), 0
        self._on_clock: Callable[[datetime | None], None] = lambda _: None

    @property
    def build(self) -> str:
        """The name of the build that is served; no other build has it, in this run or another."""
        return f"{self._run}.{self._count}"

    def problems(self, language: str) -> Problems:
        """What the last build came upon, in ``language`` where there are words, else in any."""
        return list(self._problems.get(language) or next(iter(self._problems.values()), []))

    def built(self, warnings: Said = MappingProxyType({})) -> None:
        """A new site is there; ``warnings`` did not keep it from being built."""
        self._problems, self.has_failed = warnings, False
        self._count += 1
        self.live.publish(TOPIC)

    def failed(self, problems: Said) -> None:
        """The build failed; the last good site stays."""
        self._problems, self.has_failed = problems, True
        self.live.publish(TOPIC)

    def on_clock(self, callback: Callable[[datetime | None], None]) -> None:
        """Call ``callback`` with the time to which the clock is set, or None when it runs normally again."""
        self._on_clock = callback

    def clock_set(self, moment: datetime | None) -> None:
        """The clock was set: the site may look different now."""
        self._on_clock(moment)

    def naming_builds(self, app: ASGIApp) -> ASGIApp:
        """``app`` with the build named in the head of every answer, where the script of a page can read it."""

        async def named(scope: Scope, receive: Receive, send: Send) -> None:
            build = self.build  # asked before the page is read: a newer name would hide the build that comes between

            async def heading(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], (b"server-timing", f'build;desc="{build}"'.encode())]
                await send(message)

            await app(scope, receive, heading if scope["type"] == "http" else send)

        return named

    async def stream(self, request: Request) -> StreamingResponse:
        """``GET /dev/reload?seen=BUILD&lang=ja``: events ``built`` (when it is another), ``failed`` and ``noted``."""
        asked = request.query_params
        events = self._events(asked.get("seen") or self.build, asked.get("lang", ""))
        return StreamingResponse(events, media_type="text/event-stream", headers=NO_STORE)

    async def _events(self, seen: str, language: str) -> AsyncIterator[str]:
        shown: tuple[bool, Problems] = (False, [])
        yield "retry: 500\n\n"
        async for _ in self.live.changes(TOPIC):
            current = (self.has_failed, self.problems(language))
            if self.build != seen:
                seen = self.build
                yield "event: built\ndata: {}\n\n"
            if current != shown:
                shown = current
                name = "failed" if self.has_failed else "noted"
                yield f"event: {name}\ndata: {json.dumps(current[1], ensure_ascii=False)}\n\n"
            await asyncio.sleep(0)
