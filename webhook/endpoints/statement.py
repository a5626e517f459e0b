"""For the owner: the monthly statement, as JSON and as CSV."""

from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response

from webhook import statements
from webhook.http.answering import NO_STORE, Call
from webhook.refusals import Refused
from webhook.statements import shown


def get_statement(call: Call) -> Response:
    """``GET /api/statement?month=2026-09``: what the month has earned by channel, and when it is due (S4-55)."""
    return JSONResponse(_told(call), headers=NO_STORE)


def get_statement_csv(call: Call) -> Response:
    """``GET /api/statement.csv``: a line a channel, or with ``by=organiser`` or ``by=cancellation`` one of those."""
    told, by = _told(call), f"{call.request.query_params.get('by', 'channel')}s"
    if by not in shown.COLUMNS:
        raise Refused("bad_value", 422, field="by")
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{shown.file_name(told, by)}"'}
    text = shown.csv(told, by, call.service.words, call.language)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _told(call: Call) -> dict[str, Any]:
    call.reads("statement")
    service, shop = call.service, call.service.catalogue.shop
    asked = call.request.query_params.get("month", "") or f"{call.now.astimezone(ZoneInfo(shop.time_zone)):%Y-%m}"
    span = statements.month(asked, shop)
    statement = statements.of(span, service.shelf.private, call.now)
    return shown.named(span, statement, shop, service.words, call.language)
