"""For the owner: the histories of uses, grants and customers, on screen page by page and as CSV in one stream."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response, StreamingResponse

from webhook.database import database
from webhook.histories import asked, columns, people, recipients, sales, uses
from webhook.histories.asked import PAGE, Asked
from webhook.histories.columns import Sheet
from webhook.http import csv_form
from webhook.http.answering import NO_STORE, Call
from webhook.models import Order
from webhook.orders import listing

JSON = dict[str, Any]
IN_ONE = 2000
"""Rows of a CSV read at a time, whatever their number: a few hundred kilobytes, a few hundredths of a second."""

Source = Callable[[Asked, int], tuple[list[JSON], str | None]]
"""The next rows of a history, and where those after them begin."""


def get_uses(call: Call) -> Response:
    """``GET /api/uses``: newest first; filters of ``histories.asked``, ``each=1`` for a row per unit."""
    return _page(call, "uses", _uses(call))


def get_uses_csv(call: Call) -> Response:
    """``GET /api/uses.csv``: the same rows (S1-28 to S1-31 for passes, S2-44 otherwise)."""
    return _csv(call, "uses", _uses(call), columns.uses(_kind(call)))


def get_recipients(call: Call) -> Response:
    """``GET /api/recipients``: one row per grant (S2-39), by the same filters."""
    return _page(call, "recipients", _recipients(call))


def get_recipients_csv(call: Call) -> Response:
    """``GET /api/recipients.csv``: the nine columns of S2-40, and more after them."""
    return _csv(call, "recipients", _recipients(call), columns.recipients(_kind(call)))


def get_customers(call: Call) -> Response:
    """``GET /api/customers``: what each bought, shared and brought (S2-45 to S2-49); filters ``item tag from to q``."""
    return _page(call, "customers", _customers(call))


def get_customers_csv(call: Call) -> Response:
    """``GET /api/customers.csv``."""
    return _csv(call, "customers", _customers(call), columns.CUSTOMERS)


def get_orders_csv(call: Call) -> Response:
    """``GET /api/orders.csv``: the list of orders with its filters, one row an order."""
    call.reads("orders")
    filters, shop, channels = dict(call.request.query_params), call.service.catalogue.shop, call.service.channels
    listing.narrowed(Order.select(), filters, shop)  # refuses what cannot be read while it can still be said

    def source(wanted: Asked, size: int) -> tuple[list[JSON], str | None]:
        after = {"after": str(wanted.after)} if wanted.after is not None else {}
        return sales.page(filters | after, shop, channels, size, call.language)

    return _csv(call, "orders", source, columns.ORDERS)


def get_places(call: Call) -> Response:
    """``GET /api/places``: what the filter 「使用場所」 offers."""
    call.require("owner")
    return JSONResponse({"places": uses.places(call.service.catalogue, call.language)}, headers=NO_STORE)


def _uses(call: Call) -> Source:
    service, channels = call.service, call.service.channels
    return lambda wanted, size: uses.page(wanted, service.catalogue, channels, size, call.language)


def _recipients(call: Call) -> Source:
    service, channels = call.service, call.service.channels
    return lambda wanted, size: recipients.page(wanted, service.catalogue, channels, size, call.now, call.language)


def _customers(call: Call) -> Source:
    channels = call.service.channels
    return lambda wanted, size: people.page(wanted, channels, size)


def _page(call: Call, name: str, source: Source) -> Response:
    call.reads(name)
    found, following = source(_asked(call), PAGE)
    return JSONResponse({name: [_plain(row) for row in found], "next": following}, headers=NO_STORE)


def _plain(row: JSON) -> JSON:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _csv(call: Call, name: str, source: Source, sheet: Sheet) -> Response:
    call.reads(name)
    zone = ZoneInfo(call.service.catalogue.shop.time_zone)
    header, row = columns.written(sheet, call.service.words, zone, call.language)
    parts = ([row(each) for each in part] for part in _parts(_asked(call), source))
    file = f"{name}-{call.now.astimezone(zone):%Y%m%d}.csv"
    headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{file}"'}
    return StreamingResponse(csv_form.text(header, parts), media_type="text/csv; charset=utf-8", headers=headers)


def _parts(wanted: Asked, source: Source) -> Iterator[Iterable[JSON]]:
    """All rows, so many at a time; each part on a connection of its own, since no thread is ours between them."""
    following: str | None = ""
    while following is not None:
        with database.connection_context():
            found, following = source(wanted, IN_ONE)
        yield found
        wanted = replace(wanted, after=int(following) if following else None)


def _asked(call: Call) -> Asked:
    return asked.read(call.request.query_params, call.service.catalogue.shop)


def _kind(call: Call) -> str:
    """The kind of everything that was asked for, when it is one."""
    item = call.service.catalogue.item(call.request.query_params.get("item", ""))
    return item.kind if item else call.request.query_params.get("kind", "")
