"""For fans: what is left, checking out, and how the order stands."""

from typing import Any

from starlette.responses import JSONResponse, Response

from webhook import basket, checkout, face, orders, sales, stock
from webhook.answering import NO_STORE, Call, tagged
from webhook.catalogue import Item, Session, localised
from webhook.models import Order, OrderLine
from webhook.refusals import Refused
from webhook.worth import of as worth_of


def get_stock(call: Call) -> Response:
    """``GET /api/stock``: sale states, prices and what remains, for a few seconds good for everybody."""
    counts = stock.taken()
    items = {item.id: _item(item, counts, call) for item in call.service.catalogue.items if item.kind != "coupon"}
    return tagged(call, {"items": items}, "public, max-age=2")


def post_checkout(call: Call) -> Response:
    """``POST /api/checkout``: an order that holds its units, and where to pay it."""
    service = call.service
    request = basket.read(call.fields(), service.catalogue.shop.languages)
    placed = checkout.place(request, service.catalogue, service.gateway, service.site_url, call.now)
    if placed.order.status == "paid":
        service.sold()
    return JSONResponse({"order": placed.order.secret, "url": placed.url}, 201, headers=NO_STORE)


def get_order(call: Call) -> Response:
    """``GET /api/orders/{order}``: the order behind a secret address."""
    order = Order.get_or_none(Order.secret == call.path("order"))
    if order is None:
        raise Refused("not_found", 404)
    payment = order.payments.first()
    payable = order.status == "open" and payment is not None
    data = {
        "number": order.number,
        "status": order.status,
        "total": order.total,
        "currency": order.currency,
        "refunded": 0,
        "email": order.customer.email,
        "created_at": order.created_at.isoformat(),
        "pay_url": payment.url if payable and payment else None,
        "pay_by": order.hold_until.isoformat() if order.hold_until else None,
        "lines": [_line(line, call) for line in order.lines.order_by(OrderLine.id)],
        "tickets": [_ticket(ticket, call) for ticket in orders.tickets_of(order)],
    }
    return JSONResponse(data, headers=NO_STORE)


def _item(item: Item, counts: dict[stock.Key, int], call: Call) -> dict[str, Any]:
    if item.kind == "event":
        sessions = {each.id: _session(item, each, counts, call) for each in item.sessions}
        state = sales.best([each["state"] for each in sessions.values()])
        return {"state": sales.state(item, None, None, call.now) if item.archived else state, "sessions": sessions}
    left = stock.remaining(item, "", "", counts)
    state = sales.state(item, None, None, call.now, left)
    return {"state": state, "remaining": left, "price": item.price, "sessions": {}}


def _session(item: Item, session: Session, counts: dict[stock.Key, int], call: Call) -> dict[str, Any]:
    tickets: dict[str, dict[str, Any]] = {}
    for ticket in item.tickets:
        left = stock.remaining(item, session.id, ticket.id, counts)
        state = sales.state(item, session, ticket, call.now, left)
        tickets[ticket.id] = {"state": state, "remaining": left, "price": ticket.price}
    state = sales.best([each["state"] for each in tickets.values()])
    return {"state": state, "remaining": stock.remaining(item, session.id, "", counts), "tickets": tickets}


def _line(line: OrderLine, call: Call) -> dict[str, Any]:
    sold = face.read(line.face)
    return {
        "item": line.item,
        "session": line.session or None,
        "ticket": line.ticket or None,
        "title": localised(sold.title, call.language),
        "name": localised(line.name, call.language),
        "starts_at": sold.session.starts.isoformat() if sold.session else None,
        "quantity": line.quantity,
        "price": line.price,
        "amount": line.price * line.quantity,
    }


def _ticket(ticket: Any, call: Call) -> dict[str, Any]:
    return {
        "url": f"{call.service.ticket_url}/t/{ticket.owner_token}",
        "id": ticket.number,
        "item": ticket.item,
        "title": localised(ticket.face["title"], call.language),
        "units": worth_of(ticket, call.now).total,
        "six_digit": ticket.six_digit,
        "starts_at": ticket.starts_at.isoformat() if ticket.starts_at else None,
    }
