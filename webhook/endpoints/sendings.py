"""For the owner: sending coupons, at once or at a time, and what is planned."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response

from webhook.catalogue import Item, localised
from webhook.http.answering import NO_STORE, Call
from webhook.http.reading import Fields
from webhook.issuing import scheduling, sending
from webhook.mailing import mail
from webhook.models import Sending
from webhook.refusals import Refused

MOST_SENT = 5000


def post_send(call: Call) -> Response:
    """``POST /api/coupons/{id}/send``: to addresses (``to``) or a ``segment``, now or ``at`` a time.

    ``dry_run`` counts and shows the mail; ``test`` mails a sample to the one who asks, and gives nobody a coupon.
    """
    visitor, fields, service = call.require("owner"), call.fields(), call.service
    coupon, nonce = _coupon(call), fields.text("nonce", "", longest=100)
    if fields.flag("test"):
        address = visitor.staff.email or service.catalogue.shop.mail or ""
        sending.rehearse(coupon, address, call.language, call.now)
        service.wake("outbox")
        return JSONResponse({"test": address}, 202, headers=NO_STORE)
    whom = _whom(fields, call)
    audience = scheduling.audience(whom, service.catalogue, service.channels, call.now)
    told = {"recipients": len(audience.addresses), "skipped": audience.skipped}
    if fields.flag("dry_run"):
        look = mail.preview(sending.sample(coupon, call.language), service.templates, service.places())
        return JSONResponse(told | {"mail": look}, headers=NO_STORE)
    if fields.has("at"):
        at = _moment(fields, call)
        _check(coupon, call, at, "at")
        plan = scheduling.plan(coupon, whom, at, staff=visitor.staff.name, nonce=nonce, now=call.now)
        return JSONResponse(told | {"sending": _told(plan, call)}, 201, headers=NO_STORE)
    _check(coupon, call, call.now, "id")
    made = sending.send(coupon, audience.addresses, service.catalogue, call.now, nonce=nonce)
    service.sold()
    return JSONResponse(told | {"sent": len(made)}, 201, headers=NO_STORE)


def get_sendings(call: Call) -> Response:
    """``GET /api/sendings``: coupons that leave later, and those that have left."""
    call.require("owner")
    return JSONResponse({"sendings": [_told(each, call) for each in scheduling.planned()]}, headers=NO_STORE)


def delete_sending(call: Call) -> Response:
    """``DELETE /api/sendings/{id}``: nobody (else) gets it; what was given stays given."""
    call.require("owner")
    return JSONResponse(_told(scheduling.cancel(call.path("id"), call.now), call), headers=NO_STORE)


def _told(plan: Sending, call: Call) -> dict[str, Any]:
    coupon, whom = call.service.catalogue.item(plan.coupon), plan.whom
    service, waits = call.service, plan.due_at is not None
    now = scheduling.audience(whom, service.catalogue, service.channels, call.now) if waits else None
    zone = ZoneInfo(service.catalogue.shop.time_zone)
    return {
        "id": plan.number,
        "coupon": plan.coupon,
        "title": localised(coupon.title, call.language) if coupon else plan.coupon,
        "at": plan.send_at.astimezone(zone).isoformat(),
        "state": plan.state,
        "why": plan.why,
        "whom": "addresses" if "to" in whom else "segment",
        "segment": whom.get("segment"),
        "recipients": len(now.addresses) if now else plan.sent,
        "skipped": now.skipped if now else plan.skipped,
        "sent": plan.sent,
        "by": plan.staff_name,
        "created_at": plan.created_at.isoformat(),
        "ended_at": plan.ended_at.isoformat() if plan.ended_at else None,
    }


def _coupon(call: Call) -> Item:
    coupon = call.service.catalogue.item(call.path("id"))
    if coupon is None or coupon.kind != "coupon":
        raise Refused("unknown_item", 404, field="id")
    return coupon


def _check(coupon: Item, call: Call, at: datetime, field: str) -> None:
    """A coupon that will have ended by then is given to nobody."""
    why = sending.hindered(coupon, ZoneInfo(call.service.catalogue.shop.time_zone), at)
    if why:
        raise Refused(why, 409, field=field)


def _whom(fields: Fields, call: Call) -> dict[str, Any]:
    """Addresses, or ``{"came": 2, "not_since": "2026-10-01", "bought": "coffee10", "tag": "常連"}``.

    Each part of a segment may be absent.
    """
    if fields.has("to"):
        return {"to": fields.mails("to", most=MOST_SENT)}
    if not fields.has("segment"):
        raise Refused("bad_value", 422, field="to")
    asked = fields.record("segment")
    day = asked.text("not_since", "")
    try:
        zone = ZoneInfo(call.service.catalogue.shop.time_zone)
        since = datetime.combine(date.fromisoformat(day), time(0), zone).isoformat() if day else None
    except ValueError as error:
        raise Refused("bad_value", 422, field=asked.place("not_since")) from error
    came = asked.whole("came", 0, least=0, most=10_000)
    texts = {name: asked.text(name, "") for name in ("bought", "tag")}
    return {"segment": {"came": came, "not_since": since} | texts}


def _moment(fields: Fields, call: Call) -> datetime:
    """A moment in ISO 8601; without an offset it is the shop's."""
    try:
        told = datetime.fromisoformat(fields.text("at", longest=40))
        zone = ZoneInfo(call.service.catalogue.shop.time_zone)
        return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("bad_value", 422, field="at") from error
