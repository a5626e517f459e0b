"""Previews without an order: the ticket in each state and the mails, as the service makes them."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from webhook.catalogue import Item
from webhook.endpoints import ticket as pages
from webhook.http.answering import NO_STORE, Call
from webhook.practice import mailbox, sample_mails
from webhook.practice.samples import sample, states
from webhook.refusals import Refused


def get_face(call: Call) -> Response:
    """``GET /dev/tickets/{item}/{state}``: the ticket's page as its holder sees it; ``?lang=`` chooses the words."""
    item, state = item_of(call), call.path("state")
    if state not in states(item):
        raise Refused("not_found", 404)
    with sample(call.service.catalogue, item, state, call.language, call.now) as made:
        return pages.get_ticket(_visit(call, made.now, owner=made.ticket.owner_token))


def get_stranger(call: Call) -> Response:
    """``GET /dev/tickets/{item}/stranger``: what anybody but the staff sees who scans the QR."""
    item = item_of(call)
    with sample(call.service.catalogue, item, states(item)[0], call.language, call.now) as made:
        visit = _visit(call, made.now, door=made.ticket.door_code)
        visit.visitor = None
        return pages.get_door(visit)


async def stream(request: Request) -> Response:
    """``GET /dev/tickets/{item}/{state}/stream``: keeps the page's line open; nothing ever happens to a sample."""

    async def nothing() -> AsyncIterator[str]:
        async for _ in request.app.state.service.live.changes("samples"):
            yield ": nothing happens to a sample\n\n"

    return StreamingResponse(nothing(), media_type="text/event-stream", headers=NO_STORE)


def get_mail(call: Call) -> Response:
    """``GET /dev/mails/{item}`` the first mail, ``…/{name}`` another: as HTML, or with ``?as=text`` as plain text."""
    item = item_of(call)
    known = sample_mails.names(item)
    name = str(call.request.path_params.get("name") or next(iter(known), ""))
    if name not in known:
        raise Refused("not_found", 404)
    built = sample_mails.look_at(call.service, item, name, call.language, call.now)
    if call.request.query_params.get("as") == "text":
        plain: Any = built.get_body(("plain",))
        return PlainTextResponse(f"{built['Subject']}\n\n{plain.get_content()}", headers=NO_STORE)
    return mailbox.framed(built)


def item_of(call: Call) -> Item:
    """The item that the address names, if a ticket of it can exist; refuses with ``not_found``."""
    item = call.service.catalogue.item(call.path("item"))
    if item is None or not states(item):
        raise Refused("not_found", 404)
    return item


def _visit(call: Call, now: Any, **parts: str) -> Call:
    """The request as it will come to the ticket's own address, at another time."""
    visit = Call(service=call.service, request=Request({**call.request.scope, "path_params": parts}))
    visit.now = now
    visit.language = call.language
    return visit
