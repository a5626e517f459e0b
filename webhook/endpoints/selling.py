"""For the owner: where and when an item is sold, stopped and resumed at once."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from webhook.catalogue import Item
from webhook.channels import OWN
from webhook.endpoints import orders
from webhook.http.answering import NO_STORE, Call
from webhook.orders import calling_off
from webhook.refusals import Refused
from webhook.selling import closing, pauses


def get_selling(call: Call) -> Response:
    """``GET /api/selling/{item}``: its channels, and its coming dates with what is booked."""
    call.require("owner")
    return JSONResponse(_selling(_item(call.path("item"), call), call), headers=NO_STORE)


def get_channels(call: Call) -> Response:
    """``GET /api/channels``: where things are sold, by the names an owner knows, and which partners share contacts."""
    call.require("owner")
    words, channels = call.service.words, call.service.channels
    ours = [{"id": each, "name": words.text(call.language, f"statement.channels.{each}")} for each in OWN]
    partners = [
        {"id": each, "name": partner.name, "shares_contact": channels.knows(each)}
        for each, partner in channels.partners.items()
    ]
    return JSONResponse({"channels": ours + partners}, headers=NO_STORE)


def post_pause(call: Call) -> Response:
    """``POST /api/pause``: ``{"item","channel","paused"}``; the sale stops or goes on at once (S4-06)."""
    call.require("owner")
    fields = call.fields()
    item = _item(fields.text("item", code="unknown_item"), call, status=422)
    pauses.switch(item, fields.text("channel", "own"), fields.flag("paused", True), call.service.channels, call.now)
    call.service.live.publish("usage")
    return JSONResponse(_selling(item, call), headers=NO_STORE)


def post_close(call: Call) -> Response:
    """``POST /api/sessions/{item}/{session}/close``: no more sales of a date (S4-07); ``open`` sells it again.

    ``preview`` counts its bookings. When there are some, ``bookings`` says ``keep`` or ``cancel``; cancelling is
    calling off, with its reason and its typed title (S4-17, A18).
    """
    call.require("owner")
    fields, catalogue = call.fields(), call.service.catalogue
    item, session = _item(call.path("item"), call), call.path("session")
    if item.session(session) is None:
        raise Refused("unknown_session", 404, field="session")
    if fields.flag("open"):
        closing.reopen(item.id, session)
        return JSONResponse(_selling(item, call), headers=NO_STORE)
    bill = calling_off.preview(item.id, session, full=True, catalogue=catalogue, now=call.now)
    if fields.flag("preview"):
        about = {"orders": bill.orders, "tickets": bill.tickets, "refund": bill.refund, "by_method": bill.by_method}
        confirm = calling_off.confirm_text(item.id, catalogue, call.language)
        return JSONResponse(about | {"confirm": confirm}, headers=NO_STORE)
    choice = fields.text("bookings", "")
    if bill.tickets and choice not in ("keep", "cancel"):
        raise Refused("bookings_open", 409, field="bookings", tickets=bill.tickets, n=bill.tickets)
    if choice == "cancel":
        return orders.post_call_off(call)
    closing.close(item.id, session, call.now)
    call.service.live.publish("usage")
    return JSONResponse(_selling(item, call), headers=NO_STORE)


def _selling(item: Item, call: Call) -> dict[str, Any]:
    channels = call.service.channels
    links = [_link(each, item, call) for each in channels.switches(item) if each not in OWN]
    return closing.selling(item, call.service.catalogue, channels, call.now, call.language) | {"links": links}


def _link(channel: str, item: Item, call: Call) -> dict[str, str]:
    """What a partner puts on its own pages: who comes by it buys through that partner (A17)."""
    site, shop, query = call.service.site_url, call.service.catalogue.shop, "?" + urlencode({"channel": channel})
    paths = {"item_url": item.path, "shop_url": "/"}
    return {"channel": channel} | {key: site + shop.path(path, call.language) + query for key, path in paths.items()}


def _item(item_id: str, call: Call, status: int = 404) -> Item:
    item = call.service.catalogue.item(item_id)
    if item is None or item.kind == "coupon":
        raise Refused("unknown_item", status, field="item")
    return item
