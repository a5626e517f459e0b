"""For owners and leads: the usage feed, and what each item has brought."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook import analysis, takings, usage
from webhook.answering import NO_STORE, Call, stream, tagged
from webhook.database import database
from webhook.histories import asked
from webhook.refusals import Refused


def get_usage(call: Call) -> Response:
    """``GET /api/usage``: issued, used and unused, with an ETag."""
    return tagged(call, _feed(call), "private, no-cache")


async def get_stream(request: Request) -> Response:
    """``GET /api/usage/stream``: the same as server-sent events, whenever it changes."""
    await run_in_threadpool(_check, request)
    return stream(request, "usage", "usage", _feed)


def get_items(call: Call) -> Response:
    """``GET /api/items``: each item with its counts and sales, for the lists of passes and coupons (S1-08, S2-32)."""
    call.require("owner")
    return JSONResponse({"items": takings.items(call.service.catalogue, call.now, call.language)}, headers=NO_STORE)


def get_analysis(call: Call) -> Response:
    """``GET /api/analysis``: weekday and hour, arrivals, sales by day, referrals; filters ``item from to`` (S0-25)."""
    call.require("owner")
    catalogue = call.service.catalogue
    wanted = asked.read(call.request.query_params, catalogue.shop)
    zone = ZoneInfo(catalogue.shop.time_zone)
    today = call.now.astimezone(zone).date()
    until = (wanted.until - timedelta(seconds=1)).astimezone(zone).date() if wanted.until else today
    since = wanted.since.date() if wanted.since else until - timedelta(days=analysis.DAYS - 1)
    if not 0 <= (until - since).days < analysis.MOST_DAYS:
        raise Refused("bad_value", 422, field="from")
    return JSONResponse(analysis.told(catalogue, wanted.item, since, until, call.now), headers=NO_STORE)


def _check(request: Request) -> None:
    with database.connection_context():
        Call(service=request.app.state.service, request=request).require("lead")


def _feed(call: Call) -> dict[str, Any]:
    call.reads("usage", "lead")
    return usage.feed(call.service.catalogue, call.now, call.language)
