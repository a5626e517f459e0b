"""For fans: the ticket's page behind its owner link, and what its QR says."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from webhook import face, gifts, policy, qr, sharing, tickets, worth
from webhook.catalogue import localised
from webhook.door import phone
from webhook.http.answering import NO_STORE, Call, guarded, page, wants_html
from webhook.http.streaming import stream
from webhook.look import site_folders
from webhook.models import Ticket
from webhook.orders import endings
from webhook.refusals import Refused


def get_ticket(call: Call) -> Response:
    """``GET /t/{owner}``: the page, or JSON by ``Accept``."""
    ticket = owned(call)
    if not wants_html(call.request):
        return JSONResponse(_shown(call, ticket), headers=NO_STORE)
    shown = ticket.cancelled_at is None and not tickets.hidden_until(ticket, call.now)
    code = qr.svg(qr.door_link(call.service.ticket_url, ticket.door_code), ticket.number) if shown else None
    return _page(call, ticket, "owner", qr_svg=code)


def get_door(call: Call) -> Response:
    """``GET /d/{door}`` and ``/d/{door}/{units}``: staff get the panel to stamp with, a stranger only a kind word."""
    ticket = tickets.by_door(call.path("door"))
    if ticket is None and wants_html(call.request):  # the panel asks with the old code, and hears what became of it
        ticket = tickets.by_old_code(call.path("door"))
    if ticket is None:
        raise Refused("not_found_ticket", 404)
    allowed = call.visitor is not None and call.visitor.may("staff")
    if wants_html(call.request):
        return _page(call, ticket, "staff", qr_svg=None) if allowed else _for_strangers(call)
    if not allowed:
        return JSONResponse({"message": call.service.say(call.language, "show_staff")}, headers=NO_STORE)
    return JSONResponse(worth.public(worth.of(ticket, call.now), call.language), headers=NO_STORE)


def get_qr(call: Call) -> Response:
    """``GET /t/{owner}/qr.svg``: the QR of the door link; with ``?units=2`` one that asks for so many (S1-26)."""
    ticket = owned(call)
    if ticket.cancelled_at:
        raise Refused("cancelled", 409)
    opens = tickets.hidden_until(ticket, call.now)
    if opens:
        raise Refused("qr_hidden", 409, opens=opens.isoformat())
    link = qr.door_link(call.service.ticket_url, ticket.door_code, _chosen(call, ticket))
    code = qr.svg(link, ticket.number)
    standalone = code.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(standalone, media_type="image/svg+xml", headers=NO_STORE)


def _chosen(call: Call, ticket: Ticket) -> int | None:
    """How many units the holder has chosen for the QR; refuses with ``few_to_use`` what is not there."""
    asked = call.request.query_params.get("units", "")
    if not asked:
        return None
    left = worth.of(ticket, call.now).left
    if not re.fullmatch("[1-9][0-9]{0,3}", asked) or int(asked) > left:
        raise Refused("few_to_use", 409, field="units", remaining=left, n=left)
    return int(asked)


def post_opened(call: Call) -> Response:
    """``POST /t/{owner}/opened``: its page says that somebody looks at it (確認日).

    Robots that preview links fetch the page and run nothing of it; the shop's own people do not count.
    """
    ticket = owned(call)
    if call.visitor is None:
        tickets.opened(ticket, call.now)
    return Response(status_code=204, headers=NO_STORE)


def get_worker(call: Call) -> Response:
    """``GET /t/sw.js``: what keeps ticket pages on the phone; it may look after what lies beside it, nothing else."""
    folders = site_folders(call.service.settings.shop_folder)
    files = (folder / "scripts" / "ticket-worker.js" for folder in folders)
    script = next(file for file in files if file.is_file()).read_text("utf-8")
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/t/", "X-Content-Type-Options": "nosniff"}
    return Response(script, media_type="text/javascript", headers=headers)


async def get_stream(request: Request) -> Response:
    """``GET /t/{owner}/stream``: the ticket's JSON as server-sent events, whenever it changes."""
    call = Call(service=request.app.state.service, request=request)
    ticket = await run_in_threadpool(guarded, call, owned)
    return stream(request, f"ticket:{ticket.id}", "ticket", lambda call: _shown(call, owned(call)))


def _shown(call: Call, ticket: Ticket) -> dict[str, Any]:
    shown = worth.for_holder(worth.of(ticket, call.now), language_of_ticket(call, ticket), call.now)
    return shown | _ended(call, ticket)


def _ended(call: Call, ticket: Ticket) -> dict[str, Any]:
    """What can be done about it, and how it ended."""
    zone = ZoneInfo(call.service.catalogue.shop.time_zone)
    offered = endings.offer(ticket, zone, call.now)
    actions = ["cancel"] if offered else []
    if gifts.may_give(ticket, call.now):
        actions.append("give")
    if sharing.may_share(ticket, call.now):
        actions.append("share")
    if phone.may_use(ticket, call.now):
        actions.append("use")
    waiting = [
        {"url": f"/g/{gift.token}", "units": sum(gift.lines.values()), "lines": gift.lines}
        for gift in gifts.waiting(ticket)
    ]
    use = ticket.face.get("use", "scan")
    return {"actions": actions, "cancelled": endings.told(ticket), "gifts": waiting, "use": use}


def language_of_ticket(call: Call, ticket: Ticket) -> str:
    """A ticket speaks the language it was bought in, unless its page asks for another."""
    return call.language if "lang" in call.request.query_params else ticket.locale


def owned(call: Call) -> Ticket:
    """The ticket behind the owner link of the address; refuses with ``not_found_ticket``."""
    ticket = tickets.by_owner(call.path("owner"))
    if ticket is None:
        raise Refused("not_found_ticket", 404)
    return ticket


def _for_strangers(call: Call) -> Response:
    title = call.service.say(call.language, "show_staff")
    about = {"kind": "ticket", "path": "/", "title": title, "description": "", "image": None}
    return page(call, "ticket.html", call.language, page=about, now=call.now, mode="stranger", ticket=None, qr=None)


def _page(call: Call, ticket: Ticket, mode: str, qr_svg: str | None) -> Response:
    language = language_of_ticket(call, ticket) if mode == "owner" else call.language
    sold, shown = face.read(ticket.face), worth.of(ticket, call.now)
    about = {
        "kind": "ticket",
        "path": call.request.url.path,
        "title": localised(sold.title, language),
        "description": "",
        "image": None,
    }
    session = sold.session
    shown_ticket: dict[str, Any] = (
        worth.for_holder(shown, language, call.now)
        | {
            "starts_at": ticket.starts_at,
            "doors_at": session.doors if session else None,
            "ends_at": session.ends if session else None,
            "all_day": bool(session and session.all_day),
            "qr_opens": tickets.hidden_until(ticket, call.now) if mode == "owner" else None,
            "valid_from": ticket.window_from,
            "valid_until": ticket.window_until,
            "venue": sold.venue,
            "image": sold.image,
            "image_alt": sold.image_alt or {},
            "cancel_sentences": policy.sentences(sold.cancel, call.service.words, language) if ticket.order else [],
            "order_number": ticket.order.number if ticket.order else None,
            "links": _links(ticket),
            "guide_html": _guide(call, sold, language),
            "token": ticket.owner_token if mode == "owner" else None,
            "stamp_moments": shown.stamps,
        }
        | _terms(call, ticket, sold)
        | _ended(call, ticket)
    )
    if mode == "staff":
        units = call.request.path_params.get("units")
        shown_ticket["door_code"] = call.path("door").upper() + (f"/{units}" if units else "")
    if shown_ticket["cancelled"]:
        shown_ticket["cancelled"]["at"] = ticket.cancelled_at
    return page(call, "ticket.html", language, page=about, now=call.now, mode=mode, ticket=shown_ticket, qr=qr_svg)


def _terms(call: Call, ticket: Ticket, sold: face.Face) -> dict[str, Any]:
    """What its holder may do with it by the item's terms, whatever the moment."""
    item = call.service.catalogue.item(ticket.item)
    code = call.service.shelf.private.codes.get(ticket.item) if item and item.show_code else None
    opens = max(ticket.starts_at - phone.OPENS, ticket.window_from or ticket.starts_at) if ticket.starts_at else None
    return {
        "use_opens": opens or ticket.window_from,
        "id_check": sold.id_check,
        "protected": sold.resale_protection,
        "conditions": {"age_min": sold.age_min, "guardian": sold.guardian, "under6": sold.under6},
        "places": sold.places,
        "sharer": ticket.shared_by.holder if ticket.shared_by else "",
        "prepaid": ticket.kind in ("pass", "voucher"),
        "face": sold.face,
        "received": bool(ticket.given),
        "share_only": sold.share == "only" and ticket.shared_by_id is None,
        "benefit": sold.benefit,
        "summary": sold.summary,
        "code": code,
        "buy_again": sold.path if item and ticket.kind == "pass" and not item.archived else None,
    }


def _guide(call: Call, sold: face.Face, language: str) -> str:
    """The creator's words, made safe by the build; their links lead to the shop's pages, wherever those are."""
    words = localised(sold.guide or {}, language)
    site = call.service.site_url if call.service.catalogue.shop.service else ""
    return re.sub(r'(<(?:a|img)\b[^>]*? (?:href|src)=")/(?!/)', rf"\g<1>{site}/", words) if site else words


def _links(ticket: Ticket) -> dict[str, str]:
    base = f"/t/{ticket.owner_token}"
    links = {"ics": f"{base}/ticket.ics"} if ticket.starts_at and not ticket.cancelled_at else {}
    paid = ticket.order is not None and ticket.order.paid_at and ticket.order.total
    return links | ({"receipt": f"{base}/receipt"} if paid else {})
