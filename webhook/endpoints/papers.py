"""For fans: the receipt of a ticket's order, its date for the calendar, and what puts it on the home screen."""

import json

from starlette.responses import JSONResponse, Response

from webhook import receipts, ticket_calendar
from webhook.catalogue import localised
from webhook.endpoints.ticket import language_of_ticket, owned
from webhook.http.answering import NO_STORE, Call, page, wants_html
from webhook.json_form import to_json
from webhook.models import Order, Ticket
from webhook.refusals import Refused

SHORT = 12
"""Signs of a name that fit below an icon (Web App Manifest, ``short_name``)."""


def get_ics(call: Call) -> Response:
    """``GET /t/{owner}/ticket.ics``: the date for the holder's calendar."""
    ticket = owned(call)
    event = ticket_calendar.of(
        ticket, call.service.ticket_url, call.service.catalogue.shop, language_of_ticket(call, ticket), call.now
    )
    return Response(event, media_type="text/calendar", headers=NO_STORE)


def get_manifest(call: Call) -> Response:
    """``GET /t/{owner}/manifest.webmanifest``: the ticket on the home screen opens as the ticket, not as the shop."""
    ticket = owned(call)
    try:
        built = json.loads((call.service.settings.site / "manifest.webmanifest").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Refused("not_found", 404) from error
    title, start = localised(ticket.face["title"], language_of_ticket(call, ticket)), f"/t/{ticket.owner_token}"
    own = {"id": start, "start_url": start, "scope": "/t/", "name": title, "short_name": title[:SHORT]}
    about = built | own | {"display": "standalone", "lang": language_of_ticket(call, ticket)}
    return JSONResponse(about, media_type="application/manifest+json", headers=NO_STORE)


def get_receipt(call: Call) -> Response:
    """``GET /t/{owner}/receipt``: the receipt of the ticket's order, or JSON by ``Accept``."""
    ticket = owned(call)
    order = _bought(ticket)
    language, shop = language_of_ticket(call, ticket), call.service.catalogue.shop
    found = receipts.of(order, shop, language, call.now)
    if not wants_html(call.request):
        return JSONResponse(to_json(found), headers=NO_STORE)
    about = {"kind": "ticket", "path": call.request.url.path, "title": "", "description": "", "image": None}
    about["title"] = call.service.words.text(
        language, "receipt.title_refund" if found["kind"] == "refund" else "receipt.title"
    )
    token = {"token": ticket.owner_token}
    return page(call, "receipt.html", language, page=about, now=call.now, receipt=found, ticket=token)


def post_receipt(call: Call) -> Response:
    """``POST /t/{owner}/receipt``: whom the receipt is made out to, once; refuses with ``addressee_set``."""
    order = _bought(owned(call))
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
