"""Orders: as their fans see them behind a secret, and as the owner lists, opens, cancels and refunds them."""

from typing import Any

from starlette.responses import JSONResponse, Response

from webhook.http.answering import NO_STORE, Call
from webhook.http.reading import Fields
from webhook.models import Order
from webhook.orders import calling_off, cancelling, goodwill, listing, readdressing, showing, writing
from webhook.orders.cancelling import Bill, Why
from webhook.refusals import Refused

NUMBER = "M-"
"""How the numbers of orders begin, which only the owner may look up; secrets never have a fourth kind of dash there."""


def get_order(call: Call) -> Response:
    """``GET /api/orders/{order}``: the order behind a secret address, or behind a number for the owner."""
    key = call.path("order")
    if key.startswith(NUMBER) and call.visitor and call.visitor.may("owner"):
        return JSONResponse(_detail(_numbered(call), call), headers=NO_STORE)
    return _public(_secret(call), call)


def post_email(call: Call) -> Response:
    """``POST /api/orders/{order}/email``: ``{"email","nonce"?}``, whose the order is from now on; as ``get_order``."""
    fields = call.fields()
    email, nonce = fields.mail("email"), fields.text("nonce", "", longest=100)
    order = readdressing.correct(_secret(call), email, call.service.catalogue, nonce=nonce or None, now=call.now)
    call.service.sold()
    return _public(order, call)


def get_orders(call: Call) -> Response:
    """``GET /api/orders``: newest first, paged; filters ``item session status q from to``."""
    call.reads("orders")
    asked = call.request.query_params
    found, following = listing.page(dict(asked), call.service.catalogue.shop)
    places = call.service.places()
    shown = [showing.row(order, places, call.now, call.language) for order in found]
    return JSONResponse({"orders": shown, "next": following}, headers=NO_STORE)


def post_cancel(call: Call) -> Response:
    """``POST /api/orders/{number}/cancel``: what it would give back (``preview``), or do it and tell the fan why."""
    call.require("owner")
    service, order, fields = call.service, _numbered(call), call.fields()
    full = fields.flag("full", True)
    if fields.flag("preview"):
        bill = cancelling.preview(order, full=full, catalogue=service.catalogue, now=call.now)
        told = {"by_method": _methods(bill), "prepaid": bill.prepaid}
        return JSONResponse(_bill(bill) | told, headers=NO_STORE)
    bill = cancelling.by_shop(order, _why(fields), full=full, catalogue=service.catalogue, now=call.now)
    _moved(call)
    call.service.live.publish(*[f"ticket:{ticket.id}" for ticket in order.tickets])
    status = Order.get_by_id(order.id).status
    return JSONResponse({"status": status, "refund": bill.refund, "fee": bill.fee}, headers=NO_STORE)


def post_resend(call: Call) -> Response:
    """``POST /api/orders/{number}/resend``: the tickets' mail once more, to the registered address, at once (S4-45)."""
    call.require("owner")
    goodwill.resend(_numbered(call), call.service.channels, call.now)
    call.service.wake("outbox")
    return JSONResponse({}, 202, headers=NO_STORE)


def post_message(call: Call) -> Response:
    """``POST /api/orders/{number}/messages``: the owner writes to the buyer; kept with the order, mailed once."""
    visitor, fields = call.require("owner"), call.fields()
    order = _numbered(call)
    writing.write(
        order,
        fields.text("subject", longest=150, code="subject_missing"),
        fields.lines("text", longest=5000, code="text_missing"),
        call.service.channels,
        staff=visitor.staff.name,
        nonce=fields.text("nonce", longest=100),
        now=call.now,
    )
    call.service.wake("outbox")
    return JSONResponse(_detail(order, call), 201, headers=NO_STORE)


def post_refund(call: Call) -> Response:
    """``POST /api/orders/{number}/refund``: money back of which the tickets do not depend."""
    call.require("owner")
    fields = call.fields()
    amount = fields.whole("amount", least=1, most=10**12, code="refund_too_much")
    cancelling.reason(fields.text("reason", ""), fields.text("detail", "", longest=1000))
    exception = cancelling.exception(fields.text("exception", ""))
    refund = goodwill.refund(_numbered(call), amount, exception, call.service.catalogue.shop, call.now)
    _moved(call)
    return JSONResponse({"id": refund.key, "amount": refund.amount, "state": refund.state}, headers=NO_STORE)


def post_call_off(call: Call) -> Response:
    """``POST /api/sessions/{item}/{session}/cancel``: preview, or begin to cancel all its tickets."""
    call.require("owner")
    catalogue, fields = call.service.catalogue, call.fields()
    item, session = call.path("item"), call.path("session")
    session = "" if session == calling_off.ALL else session
    title = calling_off.confirm_text(item, catalogue, call.language)
    full = fields.flag("full", True)
    if fields.flag("preview"):
        bill = calling_off.preview(item, session, full=full, catalogue=catalogue, now=call.now)
        return JSONResponse(_bill(bill) | {"by_method": bill.by_method, "confirm": title}, headers=NO_STORE)
    why = _why(fields)
    if fields.text("confirm", "", longest=1000) != title:
        raise Refused("confirm_wrong", 422, field="confirm")
    job = calling_off.start(item, session, why, full=full, now=call.now)
    call.service.wake("calling-off")
    return JSONResponse(calling_off.progress(job, catalogue, call.now, call.language), 202, headers=NO_STORE)


def get_cancellations(call: Call) -> Response:
    """``GET /api/cancellations``: dates that were called off, newest first."""
    call.require("owner")
    jobs = calling_off.jobs()
    shown = [calling_off.progress(job, call.service.catalogue, call.now, call.language) for job in jobs]
    return JSONResponse({"cancellations": shown}, headers=NO_STORE)


def get_cancellation(call: Call) -> Response:
    """``GET /api/cancellations/{id}``: how far it has come."""
    call.require("owner")
    return _progress(call)


def post_stop(call: Call) -> Response:
    """``POST /api/cancellations/{id}/stop``: take it back while no money has left."""
    call.require("owner")
    calling_off.stop(calling_off.job(call.path("id")), call.now)
    _moved(call)
    return _progress(call)


def post_retry(call: Call) -> Response:
    """``POST /api/cancellations/{id}/retry``: the refunds once more that failed."""
    call.require("owner")
    calling_off.retry(calling_off.job(call.path("id")), call.now)
    _moved(call)
    return _progress(call)


def _progress(call: Call) -> Response:
    job = calling_off.job(call.path("id"))
    told = calling_off.progress(job, call.service.catalogue, call.now, call.language)
    return JSONResponse(told, headers=NO_STORE)


def _detail(order: Order, call: Call) -> dict[str, Any]:
    return showing.detail(order, call.service.places(), call.now, call.language)


def _public(order: Order, call: Call) -> Response:
    return JSONResponse(showing.public(order, call.service.places(), call.now, call.language), headers=NO_STORE)


def _secret(call: Call) -> Order:
    order: Order | None = Order.get_or_none(Order.secret == call.path("order"))
    if order is None:
        raise Refused("not_found", 404)
    return order


def _numbered(call: Call) -> Order:
    order: Order | None = Order.get_or_none(Order.number == call.path("order"))
    if order is None:
        raise Refused("not_found", 404)
    return order


def _why(fields: Fields) -> Why:
    code, detail = cancelling.reason(fields.text("reason", ""), fields.text("detail", "", longest=1000))
    return Why(by="shop", reason=code, detail=detail, exception=cancelling.exception(fields.text("exception", "")))


def _bill(bill: Bill) -> dict[str, Any]:
    return {"orders": bill.orders, "tickets": bill.tickets, "refund": bill.refund, "fee": bill.fee}


def _methods(bill: Bill) -> dict[str, int]:
    return {method: sums["refund"] for method, sums in bill.by_method.items()}


def _moved(call: Call) -> None:
    call.service.wake("refunds")
    call.service.sold()
