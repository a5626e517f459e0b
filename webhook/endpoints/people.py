"""For the owner: tags of customers, what is kept of a person, and forgetting them (law.md 6)."""

from dataclasses import asdict

from starlette.responses import JSONResponse, Response

from webhook.forgetting import asking, own_copy
from webhook.http.answering import NO_STORE, Call
from webhook.people import tagging


def get_tags(call: Call) -> Response:
    """``GET /api/tags``: the tags there are, each with its number of customers."""
    call.require("owner")
    return JSONResponse({"tags": tagging.known()}, headers=NO_STORE)


def post_tags(call: Call) -> Response:
    """``POST /api/customers/tags``: ``{"ids","add"?,"remove"?}`` → the customers with their tags."""
    call.require("owner")
    fields = call.fields()
    add, remove = (fields.texts(name, most=tagging.MOST) for name in ("add", "remove"))
    changed = tagging.change(fields.texts("ids", most=tagging.AT_ONCE), add, remove, call.now)
    call.service.wake("hooks")
    return JSONResponse({"customers": changed}, headers=NO_STORE)


def get_data(call: Call) -> Response:
    """``GET /api/customers/{id}/data``: the person's own copy, as a file."""
    call.require("owner")
    customer = asking.person(call.path("id"))
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{customer.number}.json"'}
    return JSONResponse(own_copy.of(customer), headers=headers)


def post_forget(call: Call) -> Response:
    """``POST /api/customers/{id}/forget``: what it would touch (``preview``), or do it."""
    call.require("owner")
    service, fields = call.service, call.fields()
    customer = asking.person(call.path("id"))
    if fields.flag("preview"):
        return JSONResponse(asdict(asking.weigh(customer, call.now)), headers=NO_STORE)
    anyway, data = fields.flag("anyway"), service.settings.data
    done = asking.forget(customer, data, service.catalogue, call.now, anyway=anyway)
    service.live.publish("usage")
    return JSONResponse(asdict(done), headers=NO_STORE)
