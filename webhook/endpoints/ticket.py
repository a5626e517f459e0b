"""For fans: the ticket's page behind its owner link, and what its QR says."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook import face, policy, qr, tickets, worth
from webhook.answering import NO_STORE, Call, page, stream, wants_html
from webhook.catalogue import localised
from webhook.database import database
from webhook.models import Ticket
from webhook.refusals import Refused


def get_ticket(call: Call) -> Response:
    """``GET /t/{owner}``: the page, or JSON by ``Accept``."""
    ticket = _owned(call)
    if not wants_html(call.request):
        return JSONResponse(_shown(call, ticket), headers=NO_STORE)
    code = qr.svg(qr.door_link(call.service.ticket_url, ticket.door_code), ticket.number)
    return _page(call, ticket, "owner", qr_svg=code if ticket.cancelled_at is None else None)


def get_door(call: Call) -> Response:
    """``GET /d/{door}``: staff get the panel to stamp with, a stranger nothing but a kind word."""
    ticket = tickets.by_door(call.path("door"))
    if ticket is None:
        raise Refused("not_found_ticket", 404)
    allowed = call.visitor is not None and call.visitor.may("staff")
    if wants_html(call.request):
        return _page(call, ticket, "staff", qr_svg=None) if allowed else _for_strangers(call)
    if not allowed:
        return JSONResponse({"message": call.service.say(call.language, "show_staff")}, headers=NO_STORE)
    return JSONResponse(worth.public(worth.of(ticket, call.now), call.language), headers=NO_STORE)


def get_qr(call: Call) -> Response:
    """``GET /t/{owner}/qr.svg``: the QR of the door link."""
    ticket = _owned(call)
    if ticket.cancelled_at:
        raise Refused("cancelled", 409)
    code = qr.svg(qr.door_link(call.service.ticket_url, ticket.door_code), ticket.number)
    standalone = code.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(standalone, media_type="image/svg+xml", headers=NO_STORE)


async def get_stream(request: Request) -> Response:
    """``GET /t/{owner}/stream``: the ticket's JSON as server-sent events, whenever it changes."""
    token = Call(service=request.app.state.service, request=request).path("owner")
    ticket = await run_in_threadpool(_connected, token)
    if ticket is None:
        raise Refused("not_found_ticket", 404)
    return stream(request, f"ticket:{ticket.id}", "ticket", lambda call: _shown(call, _owned(call)))


def _connected(token: str) -> Ticket | None:
    with database.connection_context():
        return tickets.by_owner(token)


def _shown(call: Call, ticket: Ticket) -> dict[str, Any]:
    return worth.public(worth.of(ticket, call.now), _language(call, ticket))


def _language(call: Call, ticket: Ticket) -> str:
    """A ticket speaks the language it was bought in, unless its page asks for another."""
    return call.language if "lang" in call.request.query_params else ticket.locale


def _owned(call: Call) -> Ticket:
    ticket = tickets.by_owner(call.path("owner"))
    if ticket is None:
        raise Refused("not_found_ticket", 404)
    return ticket


def _for_strangers(call: Call) -> Response:
    title = call.service.say(call.language, "show_staff")
    about = {"kind": "ticket", "path": "/", "title": title, "description": "", "image": None}
    return page(call, "ticket.html", call.language, page=about, now=call.now, mode="stranger", ticket=None, qr=None)


def _page(call: Call, ticket: Ticket, mode: str, qr_svg: str | None) -> Response:
    language = _language(call, ticket) if mode == "owner" else call.language
    sold, shown = face.read(ticket.face), worth.of(ticket, call.now)
    about = {
        "kind": "ticket",
        "path": call.request.url.path,
        "title": localised(sold.title, language),
        "description": "",
        "image": None,
    }
    session = sold.session
    shown_ticket: dict[str, Any] = worth.public(shown, language) | {
        "starts_at": ticket.starts_at,
        "doors_at": session.doors if session else None,
        "ends_at": session.ends if session else None,
        "all_day": bool(session and session.all_day),
        "valid_from": ticket.window_from,
        "valid_until": ticket.window_until,
        "venue": sold.venue,
        "image": sold.image,
        "image_alt": sold.image_alt or {},
        "cancel_sentences": policy.sentences(sold.cancel, call.service.words, language),
        "order_number": ticket.order.number if ticket.order else None,
        "links": {},
        "terms_html": "",
        "token": ticket.owner_token if mode == "owner" else None,
        "stamp_moments": shown.stamps,
    }
    return page(call, "ticket.html", language, page=about, now=call.now, mode=mode, ticket=shown_ticket, qr=qr_svg)
