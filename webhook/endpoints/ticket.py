"""For fans: the ticket's page behind its owner link, and what its QR says."""

from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook import face, policy, qr, receipts, ticket_calendar, tickets, worth
from webhook.answering import NO_STORE, Call, page, stream, wants_html
from webhook.catalogue import localised
from webhook.database import database
from webhook.json_form import to_json
from webhook.models import Order, Ticket
from webhook.orders import cancelling, endings
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


def get_ics(call: Call) -> Response:
    """``GET /t/{owner}/ticket.ics``: the date for the holder's calendar."""
    ticket = _owned(call)
    event = ticket_calendar.of(
        ticket, call.service.ticket_url, call.service.catalogue.shop, _language(call, ticket), call.now
    )
    return Response(event, media_type="text/calendar", headers=NO_STORE)


def post_cancel(call: Call) -> Response:
    """``POST /t/{owner}/cancel``: what comes back now (``preview``), or do it."""
    ticket, service = _owned(call), call.service
    shop, fields = service.catalogue.shop, call.fields()
    if fields.flag("preview"):
        found = cancelling.quote(ticket, ZoneInfo(shop.time_zone), call.now)
        return JSONResponse(endings.quoted(ticket, found, shop.currency), headers=NO_STORE)
    seen = fields.optional_whole("refund", least=0, most=10**12)
    found = cancelling.by_holder(ticket, seen, service.catalogue, call.now)
    service.wake("refunds")
    service.sold()
    service.live.publish(f"ticket:{ticket.id}")
    return JSONResponse(endings.quoted(ticket, found, shop.currency) | {"state": "cancelled"}, headers=NO_STORE)


def get_receipt(call: Call) -> Response:
    """``GET /t/{owner}/receipt``: the receipt of the ticket's order, or JSON by ``Accept``."""
    ticket = _owned(call)
    order = _bought(ticket)
    language, shop = _language(call, ticket), call.service.catalogue.shop
    found = receipts.of(order, shop, language, call.now)
    if not wants_html(call.request):
        return JSONResponse(to_json(found), headers=NO_STORE)
    about = {"kind": "ticket", "path": call.request.url.path, "title": "", "description": "", "image": None}
    about["title"] = call.service.words.text(language, "receipt.title")
    token = {"token": ticket.owner_token}
    return page(call, "receipt.html", language, page=about, now=call.now, receipt=found, ticket=token)


def post_receipt(call: Call) -> Response:
    """``POST /t/{owner}/receipt``: whom the receipt is made out to, once; refuses with ``addressee_set``."""
    order = _bought(_owned(call))
    addressee = call.fields().text("addressee", longest=100)
    free = Order.update(addressee=addressee).where(Order.id == order.id, Order.addressee == "")
    if not free.execute():
        raise Refused("addressee_set", 409, field="addressee")
    return JSONResponse({"addressee": addressee}, headers=NO_STORE)


def _bought(ticket: Ticket) -> Order:
    """The order behind a ticket that money was paid for; refuses with ``not_found``."""
    order: Order | None = ticket.order
    if order is None or order.paid_at is None or not order.total:
        raise Refused("not_found", 404)
    return order


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
    return worth.public(worth.of(ticket, call.now), _language(call, ticket)) | _ended(call, ticket)


def _ended(call: Call, ticket: Ticket) -> dict[str, Any]:
    """What can be done about it, and how it ended."""
    zone = ZoneInfo(call.service.catalogue.shop.time_zone)
    offered = endings.offer(ticket, zone, call.now)
    return {"actions": ["cancel"] if offered else [], "cancelled": endings.told(ticket)}


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
    shown_ticket: dict[str, Any] = (
        worth.public(shown, language)
        | {
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
            "links": _links(ticket),
            "terms_html": "",
            "token": ticket.owner_token if mode == "owner" else None,
            "stamp_moments": shown.stamps,
        }
        | _ended(call, ticket)
    )
    if shown_ticket["cancelled"]:
        shown_ticket["cancelled"]["at"] = ticket.cancelled_at
    return page(call, "ticket.html", language, page=about, now=call.now, mode=mode, ticket=shown_ticket, qr=qr_svg)


def _links(ticket: Ticket) -> dict[str, str]:
    base = f"/t/{ticket.owner_token}"
    links = {"ics": f"{base}/ticket.ics"} if ticket.starts_at and not ticket.cancelled_at else {}
    paid = ticket.order is not None and ticket.order.paid_at and ticket.order.total
    return links | ({"receipt": f"{base}/receipt"} if paid else {})
