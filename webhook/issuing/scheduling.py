"""Coupons that are sent at a time: counted again then, and sent in small parts to those who agree to mail then.

What cannot be sent (the coupon ended, was taken away, or its uses are used up) is told to the owner.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webhook import codes
from webhook.catalogue import Catalogue, Item
from webhook.channels import Channels
from webhook.database import claimable, locked, transaction
from webhook.histories.people import Segment
from webhook.issuing import sending
from webhook.mailing import notices
from webhook.models import Customer, Sending, Ticket
from webhook.refusals import Refused

PERIOD = 1.0
"""Seconds between two parts: a mass of coupons must keep no ticket's mail waiting."""
AGAIN = timedelta(minutes=1)
LATEST = timedelta(days=366)
SHOWN = 50

log = logging.getLogger(__name__)


def plan(coupon: Item, whom: dict[str, Any], at: datetime, *, staff: str, nonce: str, now: datetime) -> Sending:
    """Note a sending; the same ``nonce`` again is the same one.

    Refuses with ``time_past`` unless ``at`` lies ahead, ``time_far`` beyond a year, ``nonce_used`` for another coupon.
    """
    if at <= now:
        raise Refused("time_past", 422, field="at")
    if at > now + LATEST:
        raise Refused("time_far", 422, field="at")
    with transaction():
        row = {"number": codes.spoken("S"), "coupon": coupon.id, "whom": whom, "state": "scheduled"}
        times = {"send_at": at, "due_at": at, "created_at": now, "staff_name": staff}
        Sending.insert(nonce=nonce or codes.secret(), **row, **times).on_conflict_ignore().execute()
        made: Sending = Sending.get(Sending.nonce == nonce) if nonce else Sending.get(Sending.number == row["number"])
    if made.coupon != coupon.id:
        raise Refused("nonce_used", 409, field="nonce")
    return made


def planned() -> list[Sending]:
    """Those to come first, then the last that are over."""
    ahead = list(Sending.select().where(Sending.due_at.is_null(False)).order_by(Sending.send_at, Sending.id))
    over = Sending.select().where(Sending.due_at.is_null()).order_by(Sending.ended_at.desc(), Sending.id.desc())
    return ahead + list(over.limit(SHOWN))


def cancel(number: str, now: datetime) -> Sending:
    """Send it to nobody, or to nobody else; refuses with ``not_found`` and ``sending_over``."""
    with transaction():
        found: Sending | None = locked(Sending.select().where(Sending.number == number)).first()
        if found is None:
            raise Refused("not_found", 404)
        if found.state not in ("scheduled", "sending", "cancelled"):
            raise Refused("sending_over", 409)
        if found.state != "cancelled":
            _end(found, "cancelled", now)
    return found


def audience(whom: dict[str, Any], catalogue: Catalogue, channels: Channels, now: datetime) -> sending.Audience:
    """Who gets it, as things are now."""
    if "to" in whom:
        return sending.chosen([address for address in whom["to"] if address])
    asked = whom["segment"]
    since = datetime.fromisoformat(asked["not_since"]) if asked["not_since"] else None
    segment = Segment(came=asked["came"], not_since=since, bought=asked["bought"], tag=asked["tag"])
    return sending.of(segment, catalogue.shop, channels, now)


def work(catalogue: Catalogue, channels: Channels, now: datetime) -> int:
    """One part of each sending that is due; returns how many coupons were given.

    What goes wrong with one of them is tried again a minute later, and keeps no other waiting.
    """
    return sum(_worked(each.number, catalogue, channels, now) for each in list(_due(now)))


def _due(now: datetime) -> Any:
    return Sending.select().where(Sending.due_at <= now).order_by(Sending.id)


def _worked(number: str, catalogue: Catalogue, channels: Channels, now: datetime) -> int:
    try:
        with transaction():
            found = claimable(_due(now).where(Sending.number == number)).first()
            return _part(found, catalogue, channels, now) if found else 0
    except Exception:
        log.exception("sending %s to be tried again", number)
        Sending.update(due_at=now + AGAIN).where(Sending.number == number, Sending.due_at <= now).execute()
        return 0


def _part(found: Sending, catalogue: Catalogue, channels: Channels, now: datetime) -> int:
    coupon = catalogue.item(found.coupon)
    why = sending.hindered(coupon, ZoneInfo(catalogue.shop.time_zone), now) if coupon else "coupon_gone"
    if coupon is None or why:
        _end(found, "failed", now, why=why)
        title = coupon.title if coupon else found.coupon
        facts = {"title": title, "starts_at": found.send_at.isoformat(), "detail": why}
        notices.problem("coupon_not_sent", f"sending:{found.number}", now, **facts)
        return 0
    meant = audience(found.whom, catalogue, channels, now)
    have = _have(found)
    part = [address for address in meant.addresses if address not in have][: sending.IN_ONE]
    made = sending.send(coupon, part, catalogue, now, nonce=_nonce(found))
    found.state, found.skipped, found.sent = "sending", meant.skipped, len(have) + len(made)
    found.save()
    if len(have) + len(part) >= len(have | set(meant.addresses)):
        _end(found, "done", now)
    return len(made)


def _have(found: Sending) -> set[str]:
    """Who has it from this sending."""
    mine = Ticket.select(Ticket, Customer).join(Customer).where(Ticket.kind == "coupon", Ticket.item == found.coupon)
    return {ticket.customer.email for ticket in mine.where(Ticket.issue_key.startswith(f"coupon:{_nonce(found)}:"))}


def _nonce(found: Sending) -> str:
    return f"at:{found.number}"


def _end(found: Sending, state: str, now: datetime, *, why: str = "") -> None:
    found.state, found.why, found.due_at, found.ended_at = state, why, None, now
    found.whom = {"to": []} if "to" in found.whom else found.whom
    found.save()
