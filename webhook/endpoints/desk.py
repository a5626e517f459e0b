"""For staff at the door besides stamping: the pack for devices without signal, guests without a phone, sales, memos."""

from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import worth
from webhook.catalogue import localised
from webhook.door import answers, house, memos, searching, selling
from webhook.door.selling import Sale
from webhook.endpoints.door import NO_SESSION, publish, reader_of
from webhook.http.answering import NO_STORE, Call
from webhook.http.etags import tagged
from webhook.http.reading import Fields
from webhook.models import Order, OrderLine, Ticket
from webhook.orders import goodwill
from webhook.people import finding
from webhook.refusals import Refused


def get_pack(call: Call) -> Response:
    """``GET /api/door/{item}/{session}``: the door pack, with an ETag."""
    visitor, catalogue = call.require("staff"), call.service.catalogue
    item, session = call.path("item"), call.path("session").removeprefix(NO_SESSION)
    show = house.show(item, session, catalogue)
    if show and not house.in_scope((item, session), show, visitor):
        raise Refused("forbidden", 403)
    return tagged(call, call.service.packs.of(item, session, catalogue, call.now, call.language), "private, no-cache")


def get_search(call: Call) -> Response:
    """``GET /api/door/search?q=``: tickets by name, mail, telephone or order number, and orders that are not paid."""
    visitor, query = call.require("staff"), call.request.query_params.get("q", "")[:100].replace("\0", "")
    found = searching.tickets(query, visitor, call.now)
    worths = worth.of_all(found, call.now)
    shown = [_found(ticket, worths[ticket.id], call) for ticket in found]
    unpaid = [_unpaid(order, call) for order in searching.unpaid(query, visitor)]
    return JSONResponse({"tickets": shown, "orders": unpaid}, headers=NO_STORE)


def post_sale(call: Call) -> Response:
    """``POST /api/door/sales``: more people than booked, or a new guest; with ``stamp`` they go in on the same tap."""
    visitor, service = call.require("staff"), call.service
    sale = _sale(call.fields())
    locale = service.catalogue.shop.languages[0]
    sold = selling.sell(sale, visitor, service.catalogue, locale, call.now)
    service.sold()
    verdict = sold.verdict
    if verdict:
        publish(verdict, call)
    shown = verdict.worth if verdict and verdict.worth else worth.of(sold.ticket, call.now)
    about = {
        "order": sold.order.number,
        "total": sold.order.total,
        "ticket": worth.brief(shown, call.language),
        "stamp": answers.answer(verdict, reader_of(call))["stamp"] if verdict else None,
        "result": verdict.result if verdict else None,
    }
    return JSONResponse(about, 201, headers=NO_STORE)


def post_memo(call: Call) -> Response:
    """``POST /api/door/memos``: cash was given back; noted and nothing else."""
    visitor, fields = call.require("staff"), call.fields()
    ticket = _numbered(fields.text("ticket", longest=40))
    amount = fields.whole("amount", least=1, most=10**9)
    words, nonce = fields.text("note", "", longest=200), fields.text("nonce", longest=100)
    memo = memos.note(ticket, amount, words, nonce, visitor, call.now)
    about = {"id": str(memo.id), "amount": memo.amount, "note": memo.note, "at": memo.at.isoformat()}
    return JSONResponse(about | {"staff": memo.staff_name}, 201, headers=NO_STORE)


def post_resend(call: Call) -> Response:
    """``POST /api/door/resend``: the ticket's mail once more, to its registered address and nowhere else (S4-45)."""
    call.require("staff")
    ticket = _numbered(call.fields().text("ticket", longest=40))
    address = ticket.contact if ticket.given else ticket.customer.email
    if not address:
        raise Refused("no_address", 409)
    if ticket.order and not ticket.given:
        goodwill.resend(ticket.order, call.service.channels, call.now)
    else:
        finding.mail_tickets(address, ticket.locale, call.now)
    call.service.wake("outbox")
    return JSONResponse({}, 202, headers=NO_STORE)


def _sale(fields: Fields) -> Sale:
    number = fields.text("ticket", "", longest=40)
    holder = _numbered(number) if number else None
    paid = fields.text("paid", longest=10)
    if paid not in ("cash", "other"):
        raise Refused("bad_value", 422, field="paid")
    lines = fields.records("lines", most=50, code="empty")
    units = {line.text("ticket", ""): line.whole("units", least=1, most=100, code="bad_quantity") for line in lines}
    if len(units) < len(lines):
        raise Refused("bad_value", 422, field="lines")
    return Sale(
        item=holder.item if holder else fields.text("item", code="unknown_item"),
        session=holder.session if holder else fields.text("session", "").removeprefix(NO_SESSION),
        lines=units,
        paid=paid,
        nonce=fields.text("nonce", longest=90),
        stamp=fields.flag("stamp"),
        holder=holder,
        name="" if holder else fields.text("name", longest=100, code="bad_name"),
        email=fields.mail("email") if not holder and fields.text("email", "", longest=254) else "",
    )


def _numbered(number: str) -> Ticket:
    ticket: Ticket | None = Ticket.get_or_none(Ticket.number == number)
    if ticket is None:
        raise Refused("not_found", 404, field="ticket")
    return ticket


def _found(ticket: Ticket, shown: worth.Worth, call: Call) -> dict[str, Any]:
    address = ticket.contact if ticket.given else ticket.customer.email
    order = ticket.order.number if ticket.order else None
    return worth.brief(shown, call.language) | {"order": order, "mail_hint": searching.mail_hint(address)}


def _unpaid(order: Order, call: Call) -> dict[str, Any]:
    lines = order.lines.order_by(OrderLine.id)
    return {
        "order": order.number,
        "status": order.status,
        "name": order.name,
        "mail_hint": searching.mail_hint(order.customer.email),
        "total": order.total,
        "pay_by": order.pay_by.isoformat() if order.pay_by else None,
        "titles": [localised(line.face["title"], call.language) for line in lines],
    }
