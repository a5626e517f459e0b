"""For owners and leads: the usage feed, and what each item has brought."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook.histories import asked
from webhook.http import packing
from webhook.http.answering import NO_STORE, Call
from webhook.http.cookies import digest_of
from webhook.http.etags import has_already
from webhook.http.streaming import Told, events
from webhook.refusals import Refused
from webhook.usage import analysis, balance, takings
from webhook.usage.board import Asker
from webhook.usage.feeds import Feed


async def get_usage(call: Call) -> Response:
    """``GET /api/usage``: issued, used and unused, with an ETag; as gzip for browsers."""
    feed = await call.service.board.feed(_asker(call))
    packed = packing.is_wanted(call.request)
    tag = feed.tag_of(packed=packed)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if has_already(call.request, tag):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(feed.json(packed=packed), media_type="application/json", headers=headers)


async def get_stream(request: Request) -> Response:
    """``GET /api/usage/stream``: the same as server-sent events, whenever it changes."""
    board, asker = request.app.state.service.board, _asker(Call(service=request.app.state.service, request=request))
    await board.feed(asker)

    async def look() -> Told:
        feed: Feed = await board.feed(asker)
        return feed.tag, lambda: feed.json().decode()

    return events(request, "usage", "usage", look)


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
    told = analysis.told(catalogue, call.service.channels, wanted.item, since, until, call.now, call.language)
    return JSONResponse(told, headers=NO_STORE)


def get_balance(call: Call) -> Response:
    """``GET /api/balance``: 未使用残高, what is unused of long passes and vouchers, and how near it is to the limit."""
    call.require("owner")
    return JSONResponse(balance.told(call.service.catalogue, call.now, call.language), headers=NO_STORE)


def get_balance_csv(call: Call) -> Response:
    """``GET /api/balance.csv``: the same by item at the end of ``date`` (2027-03-31), else of the next base date."""
    call.require("owner")
    catalogue, language = call.service.catalogue, call.language
    day = balance.asked_day(call.request.query_params.get("date", ""), catalogue.shop, call.now)
    text = balance.csv(balance.on(day, catalogue, call.now, language), call.service.words, language)
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="balance-{day}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _asker(call: Call) -> Asker:
    cookie = digest_of(call.request.headers.get("cookie", ""))
    return Asker(cookie=cookie, key=call.key, language=call.language)
