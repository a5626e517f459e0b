"""For owners and leads: the usage feed, and coupons on their way to customers."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook import sharing, usage
from webhook.answering import NO_STORE, Call, stream, tagged
from webhook.database import database
from webhook.refusals import Refused

MOST_SENT = 5000


def get_usage(call: Call) -> Response:
    """``GET /api/usage``: issued, used and unused, with an ETag."""
    return tagged(call, _feed(call), "private, no-cache")


async def get_stream(request: Request) -> Response:
    """``GET /api/usage/stream``: the same as server-sent events, whenever it changes."""
    await run_in_threadpool(_check, request)
    return stream(request, "usage", "usage", _feed)


def post_send(call: Call) -> Response:
    """``POST /api/coupons/{id}/send``: a coupon to addresses (``to``) or to all who agreed to mail (``segment``)."""
    call.require("owner")
    fields, catalogue = call.fields(), call.service.catalogue
    coupon = catalogue.item(call.path("id"))
    if coupon is None or coupon.kind != "coupon":
        raise Refused("unknown_item", 404, field="id")
    if not fields.has("to") and not fields.has("segment"):
        raise Refused("bad_value", 422, field="to")
    to = fields.mails("to", most=MOST_SENT) if fields.has("to") else None
    if fields.flag("dry_run"):
        return JSONResponse(sharing.audience(to), headers=NO_STORE)
    sent = sharing.send(coupon, to, catalogue, call.now)
    call.service.sold()
    return JSONResponse(sharing.audience(to) | {"sent": len(sent)}, 201, headers=NO_STORE)


def _check(request: Request) -> None:
    with database.connection_context():
        Call(service=request.app.state.service, request=request).require("lead")


def _feed(call: Call) -> dict[str, Any]:
    call.require("lead")
    return usage.feed(call.service.catalogue, call.now, call.language)
