"""For fans: what holders do with a ticket (use it, give units, share a coupon, cancel), and what receivers do."""

from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response

from webhook import codes, face, gifts, moments, qr, sharing, worth
from webhook.catalogue import localised
from webhook.door import phone, verdicts
from webhook.door.wishes import Verdict, Wish
from webhook.endpoints.door import lines_of
from webhook.endpoints.ticket import language_of_ticket, owned
from webhook.http.answering import NO_STORE, Call, page, wants_html
from webhook.mailing import unsubscribing
from webhook.models import Gift, Share, Ticket
from webhook.orders import cancelling, endings
from webhook.people import finding


def post_stamps(call: Call) -> Response:
    """``POST /t/{owner}/stamps``: a use on the holder's own phone; with ``staff_number`` and ``pin`` by the staff."""
    ticket, fields = owned(call), call.fields()
    wish = Wish(
        ticket_id=ticket.id,
        units=fields.optional_whole("units", least=1, most=10_000),
        lines=lines_of(fields) if fields.has("lines") else None,
        nonce=fields.text("nonce", "", longest=100) or codes.secret(),
    )
    number, pin = fields.typed("staff_number", "", longest=20), fields.typed("pin", "", longest=20, code="wrong_pin")
    verdict = phone.by_holder(ticket, wish, number, pin, call.now)
    if verdict.stamp:
        call.service.live.publish("usage", f"ticket:{ticket.id}")
    return JSONResponse(_used(verdict, ticket, call), headers=NO_STORE)


def post_cancel(call: Call) -> Response:
    """``POST /t/{owner}/cancel``: what comes back now (``preview``), or do it."""
    ticket, service = owned(call), call.service
    shop, fields = service.catalogue.shop, call.fields()
    if fields.flag("preview"):
        found = cancelling.quote(ticket, ZoneInfo(shop.time_zone), call.now)
        return JSONResponse(endings.quoted(ticket, found, shop.currency), headers=NO_STORE)
    seen = fields.optional_whole("refund", least=0, most=10**12)
    found = cancelling.by_holder(ticket, seen, service.catalogue, call.now)
    service.wake("refunds")
    service.sold()
    service.live.publish(f"ticket:{ticket.id}")
    return JSONResponse(endings.quoted(ticket, found, shop.currency) | {"state": "cancelled"}, headers=NO_STORE)


def post_gift(call: Call) -> Response:
    """``POST /t/{owner}/gifts``: units for somebody else, by a link that is mailed, sent or shown as a QR."""
    fields = call.fields()
    units = fields.optional_whole("units", least=1, most=10_000)
    lines = lines_of(fields) if fields.has("lines") else None
    email = fields.mail("email") if fields.text("email", "") else ""
    gift = gifts.offer(owned(call), units, lines, email, call.now)
    call.service.wake("outbox")
    return JSONResponse(_gift(gift, call), 201, headers=NO_STORE)


def get_gift(call: Call) -> Response:
    """``GET /g/{gift}``: the page on which it is accepted, or JSON by ``Accept``."""
    gift = gifts.by_token(call.path("gift"))
    sold = gifts.shown(gift)
    about = _gift(gift, call) | {"title": localised(sold.title, call.language), "giver": gift.ticket.holder}
    if not wants_html(call.request):
        return JSONResponse(about, headers=NO_STORE)
    place = {"kind": "gift", "path": call.request.url.path, "title": about["title"], "description": "", "image": None}
    shown = about | {"face": sold, "starts_at": gift.ticket.starts_at, "email": gift.email, "kind": gift.ticket.kind}
    return page(call, "gift.html", call.language, page=place, now=call.now, gift=shown)


def get_gift_qr(call: Call) -> Response:
    """``GET /g/{gift}/qr.svg``: the gift's link for the phone of whoever stands beside the giver."""
    gift = gifts.by_token(call.path("gift"))
    code = qr.svg(f"{call.service.ticket_url}/g/{gift.token}", "")
    standalone = code.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(standalone, media_type="image/svg+xml", headers=NO_STORE)


def post_accept(call: Call) -> Response:
    """``POST /g/{gift}/accept``: a ticket of one's own, with a name and without an account."""
    fields = call.fields()
    email = fields.mail("email") if fields.text("email", "") else ""
    gift = gifts.by_token(call.path("gift"))
    made = gifts.accept(gift, fields.text("name", longest=100, code="bad_name"), email, call.now)
    _told(call, gift.ticket)
    return JSONResponse({"url": f"{call.service.ticket_url}/t/{made.owner_token}"}, headers=NO_STORE)


def delete_gift(call: Call) -> Response:
    """``DELETE /g/{gift}``: its giver takes it back."""
    gift = gifts.by_token(call.path("gift"))
    gifts.withdraw(gift, call.now)
    _told(call, gift.ticket)
    return Response(status_code=204, headers=NO_STORE)


def post_share(call: Call) -> Response:
    """``POST /t/{owner}/shares``: the coupon for a friend, by mail or by a link."""
    fields, service = call.fields(), call.service
    email = fields.mail("email") if fields.text("email", "") else ""
    share = sharing.share(owned(call), email, service.catalogue, call.now)
    _told(call, share.ticket)
    return JSONResponse(_share(share), 201, headers=NO_STORE)


def get_share(call: Call) -> Response:
    """``GET /s/{share}``: the page on which a shared coupon is accepted, or JSON by ``Accept``."""
    share = sharing.by_token(call.path("share"))
    title = localised(share.ticket.face["title"], call.language)
    about = _share(share) | {"title": title, "giver": share.ticket.holder}
    if not wants_html(call.request):
        return JSONResponse(about, headers=NO_STORE)
    place = {"kind": "gift", "path": call.request.url.path, "title": title, "description": "", "image": None}
    shown = about | {"email": "", "face": face.read(share.ticket.face)}
    return page(call, "share.html", call.language, page=place, now=call.now, share=shown)


def post_accept_share(call: Call) -> Response:
    """``POST /s/{share}/accept``: a coupon of one's own."""
    fields = call.fields()
    name, email = fields.text("name", longest=100, code="bad_name"), fields.mail("email")
    share = sharing.by_token(call.path("share"))
    made = sharing.accept(share, name, email, call.service.catalogue, call.now)
    _told(call, share.ticket)
    return JSONResponse({"url": f"{call.service.ticket_url}/t/{made.owner_token}"}, headers=NO_STORE)


def post_find(call: Call) -> Response:
    """``POST /api/find``: mail that address its tickets; the answer is the same for everybody."""
    finding.mail_tickets(call.fields().mail("email"), call.language, call.now)
    call.service.wake("outbox")
    return JSONResponse({}, 202, headers=NO_STORE)


def get_unsubscribe(call: Call) -> Response:
    """``GET /u/{token}``: the page with the one button; looking changes nothing."""
    customer = unsubscribing.by_token(call.path("token"))
    return _unsubscribe_page(call, done=customer.unsubscribed_at is not None)


def post_unsubscribe(call: Call) -> Response:
    """``POST /u/{token}``: no more offers by mail; pressed on that page, or by a mail program (RFC 8058)."""
    unsubscribing.stop(unsubscribing.by_token(call.path("token")), call.now)
    return _unsubscribe_page(call, done=True)


def _unsubscribe_page(call: Call, *, done: bool) -> Response:
    title = call.service.words.text(call.language, f"unsubscribe.{'done' if done else 'title'}")
    place = {"kind": "refused", "path": call.request.url.path, "title": title, "description": "", "image": None}
    return page(call, "unsubscribe.html", call.language, page=place, done=done)


def _used(verdict: Verdict, ticket: Ticket, call: Call) -> dict[str, Any]:
    """The verdict for the result screen; the word of the moment only after the server said yes."""
    service, language = call.service, language_of_ticket(call, ticket)
    shown = verdict.worth
    said = verdicts.sentence(verdict, service.words, service.catalogue.shop, language, call.now)
    spoken = service.catalogue.shop.languages[0]  # one word for both phones, whatever they speak
    word = moments.word(ticket.item, service.words, spoken, call.now) if verdict.stamp else None
    return {
        "result": verdict.result,
        "message": said,
        "ticket": worth.for_holder(shown, language, call.now) if shown else None,
        "stamp": worth.stamp_json(verdict.stamp) if verdict.stamp else None,
        "word": word,
    }


def _gift(gift: Gift, call: Call) -> dict[str, Any]:
    return {
        "url": f"{call.service.ticket_url}/g/{gift.token}",
        "units": sum(gift.lines.values()),
        "state": gift.state,
    }


def _share(share: Share) -> dict[str, Any]:
    return {"url": f"/s/{share.token}", "state": "accepted" if share.made else "offered"}


def _told(call: Call, ticket: Ticket) -> None:
    call.service.live.publish(f"ticket:{ticket.id}", "usage")
    call.service.wake("outbox")
