"""For fans: what is left, checking out, and waiting for what is sold out."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import sales
from webhook.catalogue import Item, Session, localised
from webhook.channels import Channels, online
from webhook.http.answering import NO_STORE, Call, Errand
from webhook.http.etags import tagged
from webhook.models import Waiting
from webhook.refusals import Refused
from webhook.selling import basket, checkout, halts, pauses, stock, waiting
from webhook.selling.stock import Portion


def get_stock(call: Call) -> Response:
    """``GET /api/stock``: sale states, prices and what remains, for a few seconds good for everybody.

    With ``?channel=`` as somebody sees it who came through that partner; what it does not sell, the shop itself does.
    Which of the two alone sells an item is told with it, for one order has one seller.
    """
    known = Known(counts=stock.taken(), halts=halts.known())
    shelf = pauses.applied(call.service.catalogue)
    channels, asked = call.service.channels, online(call.request.query_params.get("channel", "own"))
    items = {
        item.id: _item(item, known, channels.seller(item, asked), call.now) | _apart(item, asked, channels)
        for item in shelf.items
        if item.kind != "coupon"
    }
    return tagged(call, {"items": items}, "public, max-age=2")


def post_checkout(call: Call) -> Response | Errand:
    """``POST /api/checkout``: an order that holds its units, and where to pay it; ``preview`` only says the sum."""
    service, fields = call.service, call.fields()
    preview = fields.flag("preview")
    request = basket.read(fields, service.catalogue.shop.languages, preview=preview)
    if preview:
        return JSONResponse(_sum(checkout.preview(request, service.counter(), call.now), call), headers=NO_STORE)
    placed = checkout.hold(request, service.counter(), call.now)
    payment = placed.unasked
    if placed.order.status == "paid":
        service.sold()
    if payment is None:
        return _placed(placed, placed.url)
    return Errand(
        ask=partial(checkout.ask, payment, service.gateway),
        answer=lambda told: _placed(placed, checkout.note(payment, told, service.catalogue, call.now)),
    )


def post_waiting(call: Call) -> Response:
    """``POST /api/waiting``: a place in the line for what is sold out; the answer does not say who is in it."""
    catalogue, fields = pauses.applied(call.service.catalogue), call.fields()
    item = catalogue.item(fields.text("item", code="unknown_item"))
    if item is None:
        raise Refused("unknown_item", 422, field="item")
    wish = Portion(
        item=item,
        session=fields.text("session", "", code="unknown_session"),
        ticket=fields.text("ticket", "", code="unknown_ticket"),
        quantity=fields.whole("quantity", 1, least=1, most=basket.MOST_UNITS, code="bad_quantity"),
        field="",
    )
    locale = fields.text("locale", call.language, longest=20)
    languages = catalogue.shop.languages
    waiting.join(wish, fields.mail("email"), locale if locale in languages else languages[0], call.now)
    call.service.wake("outbox")
    return JSONResponse({}, 202, headers=NO_STORE)


def get_offer(call: Call) -> Response:
    """``GET /api/offers/{token}``: what somebody on the waiting list may buy, and until when."""
    row = _place(call)
    over = row.state == "offered" and row.offer_until and row.offer_until <= call.now
    state = {"offered": "open", "taken": "taken", "waiting": "waiting"}.get(row.state, "over")
    about = {name: getattr(row, name) for name in ("item", "session", "ticket", "quantity")}
    until = row.offer_until.isoformat() if row.offer_until else None
    return JSONResponse(about | {"until": until, "state": "over" if over else state}, headers=NO_STORE)


def delete_offer(call: Call) -> Response:
    """``DELETE /api/offers/{token}``: leave the line."""
    waiting.leave(_place(call), call.service.catalogue, call.now)
    call.service.sold()
    return Response(status_code=204, headers=NO_STORE)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the database says of the stock: units taken, and dates that are halted."""

    counts: stock.Taken
    halts: halts.Halts


def _placed(placed: checkout.Placed, url: str) -> Response:
    return JSONResponse({"order": placed.order.secret, "url": url}, 201, headers=NO_STORE)


def _place(call: Call) -> Waiting:
    row = waiting.offered(call.path("token"))
    if row is None:
        raise Refused("not_found", 404)
    return row


def _sum(found: checkout.Sum, call: Call) -> dict[str, Any]:
    coupon = found.discount.coupon
    until = found.konbini_until
    return {
        "total": found.total,
        "discount": found.discount.amount,
        "coupon": {"id": coupon.id, "title": localised(coupon.title, call.language)} if coupon else None,
        "currency": call.service.catalogue.shop.currency,
        "methods": ["card", *(["konbini"] if until else [])] if found.total else [],
        "konbini_until": until.isoformat() if until else None,
    }


def _item(item: Item, known: Known, channel: str, now: datetime) -> dict[str, Any]:
    if item.kind == "event":
        sessions = {each.id: _session(item, each, known, channel, now) for each in item.sessions}
        state = sales.best([each["state"] for each in sessions.values()])
        return {"state": sales.state(item, None, None, now) if item.archived else state, "sessions": sessions}
    left = stock.remaining(item, "", "", known.counts)
    state = "closed" if halts.of(known.halts, item.id, "") else sales.state(item, None, None, now, left, channel)
    return {"state": state, "remaining": left, "price": item.price, "sessions": {}}


def _apart(item: Item, asked: str, channels: Channels) -> dict[str, Any]:
    if channels.only(item, asked):
        return {"partner_only": channels.partners[asked].name}
    return {"shop_only": True} if asked in channels.partners and not channels.sell(item, asked) else {}


def _session(item: Item, session: Session, known: Known, channel: str, now: datetime) -> dict[str, Any]:
    halt = halts.of(known.halts, item.id, session.id)
    tickets: dict[str, dict[str, Any]] = {}
    for ticket in item.tickets:
        left = stock.remaining(item, session.id, ticket.id, known.counts)
        state = "closed" if halt else sales.state(item, session, ticket, now, left, channel)
        at_door = {} if ticket.door_price is None else {"door_price": ticket.door_price}
        tickets[ticket.id] = {"state": state, "remaining": left, "price": ticket.price} | at_door
    state = sales.best([each["state"] for each in tickets.values()])
    left = 0 if halt == "closed" else stock.remaining(item, session.id, "", known.counts)
    told: dict[str, Any] = {"state": state, "remaining": left}
    if halt == "cancelled" or session.cancelled:
        told["cancelled"] = True
    return told | {"tickets": tickets}
