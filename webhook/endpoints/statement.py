"""For the owner: the monthly statement, as JSON and as CSV."""

from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response

from webhook import csv_form, statements
from webhook.answering import NO_STORE, Call
from webhook.statements import Month, Section

COLUMNS = ("channel", "used", "no_show", "cancel_fees", "gross", "rate", "handling_fee", "net")


def get_statement(call: Call) -> Response:
    """``GET /api/statement?month=2026-09``: what the month has earned by channel, and when it is due (S4-55)."""
    span, sections = _made(call)
    return JSONResponse(_told(span, sections, call), headers=NO_STORE)


def get_statement_csv(call: Call) -> Response:
    """``GET /api/statement.csv``: the same, a line a channel, and the sum."""
    span, sections = _made(call)
    told, words, language = _told(span, sections, call), call.service.words, call.language
    head = [words.text(language, f"statement.{name}") for name in COLUMNS]
    lines = [[each["name"], *(each[name] for name in COLUMNS[1:])] for each in told["channels"]]
    sums = told["sums"]
    last = [words.text(language, "statement.total"), *(sums.get(name, "") for name in COLUMNS[1:])]
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="statement-{span.name}.csv"'}
    text = "".join(csv_form.text(head, [[*lines, last]]))
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _made(call: Call) -> tuple[Month, list[Section]]:
    call.reads("statement")
    shop = call.service.catalogue.shop
    asked = call.request.query_params.get("month", "") or f"{call.now.astimezone(ZoneInfo(shop.time_zone)):%Y-%m}"
    span = statements.month(asked, shop)
    return span, statements.of(span, call.service.shelf.private, call.now)


def _told(span: Month, sections: list[Section], call: Call) -> dict[str, Any]:
    words, language = call.service.words, call.language
    for each in sections:
        known = f"statement.channels.{each.channel}"
        each.name = each.name or (words.text(language, known) if words.has(language, known) else each.channel)
    return statements.told(span, sections, call.service.catalogue.shop.currency)
