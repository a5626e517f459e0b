"""What every endpoint shares: reading a request, who sent it in which language, and answering it.

An endpoint is a plain function from a ``Call`` to a response. It runs on a worker thread with a database connection of
its own, so it may block; a refusal raised in it becomes the answer.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from webhook import api_keys, clock
from webhook.crew import accounts
from webhook.crew.accounts import Visitor
from webhook.database import database
from webhook.headers import page_headers
from webhook.http.guessing import address_of
from webhook.http.languages import language_among
from webhook.http.reading import Fields, parse
from webhook.refusals import Refused
from webhook.service import Service

T = TypeVar("T")

COOKIE = "mogiri_sign_in"
LARGEST_BODY = 64 * 1024
NO_STORE = {"Cache-Control": "no-store"}
ERRANDS = 16
"""Errands under way at a time: fewer than the forty threads, and few enough for Stripe's hundred calls a second."""


@dataclass(kw_only=True)
class Call:
    """One request, its body already read."""

    service: Service
    request: Request
    body: bytes = b""

    def __post_init__(self) -> None:
        self.now = clock.now()

    @cached_property
    def language(self) -> str:
        """The caller's language: ``?lang=``, else what the browser accepts, else the shop's first."""
        return language_among(self.request, self.service.catalogue.shop.languages)

    @property
    def key(self) -> str:
        """The key that a program names (``Authorization: Bearer``), empty without one."""
        kind, _, text = self.request.headers.get("authorization", "").partition(" ")
        return text.strip() if kind.lower() == "bearer" else ""

    @cached_property
    def visitor(self) -> Visitor | None:
        """Who is signed in in this browser."""
        return accounts.visitor(self.request.cookies.get(COOKIE), self.now)

    def require(self, role: str) -> Visitor:
        """The signed-in person with the rights of ``role``; refuses with ``sign_in`` or ``forbidden``."""
        return accounts.required(self.visitor, role)

    def reads(self, scope: str, role: str = "owner") -> None:
        """Somebody with the rights of ``role``, or a program with a key for ``scope`` (``Authorization: Bearer``)."""
        if self.key:
            api_keys.check(self.key, scope, self.now)
        else:
            self.require(role)

    def json(self) -> Any:
        """The JSON body; refuses with ``bad_json``."""
        return parse(self.body)

    def fields(self) -> Fields:
        """The JSON body as an object to read from."""
        return Fields(self.json())

    def path(self, name: str) -> str:
        """A part of the address; PostgreSQL takes no NUL, so nothing is to be found under one."""
        value = str(self.request.path_params[name])
        if "\0" in value:
            raise Refused("not_found", 404)
        return value


@dataclass(frozen=True, kw_only=True)
class Errand:
    """An answer that needs somebody else's word first.

    ``ask`` waits for it without a connection to the database, and only some wait at a time, so that a Stripe that
    thinks for long holds up nobody at the door; ``answer`` goes on with what it returned.
    """

    ask: Callable[[], Any]
    answer: Callable[[Any], Response]


def endpoint(
    function: Callable[[Call], Response | Errand], *, largest: int = LARGEST_BODY, at_once: int | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """``function`` as a Starlette endpoint; a body of more than ``largest`` bytes is refused with ``too_large``.

    One that crowds come to runs ``at_once`` times at most, so that there are threads left for everything else.
    """

    @functools.wraps(function)
    async def answer(request: Request) -> Response:
        call = Call(service=request.app.state.service, request=request, body=await body_of(request, largest))
        check_origin(call)
        async with _room(call.service, function, at_once):
            found = await run_in_threadpool(guarded, call, function)
        if isinstance(found, Errand):
            async with _room(call.service, Errand, ERRANDS):
                word = await run_in_threadpool(found.ask)
            return await run_in_threadpool(connected, found.answer, word)
        return found

    return answer


def page(call: Call, template: str, language: str, status: int = 200, **context: Any) -> Response:
    """An HTML page of the service, with the security headers of every page."""
    service = call.service
    site = "" if service.catalogue.shop.service is None else service.site_url
    about = {"lang": language, "site_base": site, "reload": service.reload, "menu": []}
    html = service.templates.get_template(template).render(about | context)
    headers = page_headers(service.catalogue.shop) | NO_STORE
    return Response(html, status, media_type="text/html", headers=headers)


def wants_html(request: Request) -> bool:
    """Whether a person's browser asks for a page."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


async def body_of(request: Request, largest: int) -> bytes:
    """The body, read no further than allowed. Starlette's own limit would answer in plain text."""
    body, more = b"", True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > largest:
            raise Refused("too_large", 413)
    return body


def guarded(call: Call, look: Callable[[Call], T]) -> T:
    """``look`` with a connection to the database, unless too many wrong secrets came from where the call comes from."""
    request, guesses = call.request, call.service.guesses
    peer, forwarded = request.client.host if request.client else None, request.headers.get("x-forwarded-for", "")
    address, path = address_of(peer, forwarded, call.service.settings.proxies), request.url.path
    with database.connection_context():
        try:
            guesses.check(address, path, call.now)
        except Refused:
            if call.visitor is None:  # nobody who works here waits for what a stranger behind the same address does
                raise
        try:
            return look(call)
        except Refused as refused:
            guesses.missed(address, path, refused.code, call.now)
            raise


def connected(function: Callable[[Any], T], given: Any) -> T:
    """``function`` with a connection to the database."""
    with database.connection_context():
        return function(given)


def _room(service: Service, purpose: object, size: int | None) -> AbstractAsyncContextManager[None]:
    """Room for so many of a kind at a time in this process; without a size for all."""
    return service.rooms.setdefault(purpose, asyncio.Semaphore(size)) if size else nullcontext()


def check_origin(call: Call) -> None:
    """A page of somebody else must not act with our cookie: the origin a browser names has to be one of ours."""
    origin = call.request.headers.get("origin")
    if call.request.method in ("GET", "HEAD", "OPTIONS") or not origin:
        return
    ours = {urlsplit(call.service.site_url).netloc, call.request.headers.get("host", "")} - {""}
    if urlsplit(origin).netloc not in ours:
        raise Refused("csrf", 403)
