"""The rules of the door: what a wish is answered on a ticket as it stands. Pure: nothing is read or written here."""

from datetime import datetime, timedelta
from typing import NamedTuple

from webhook.crew.accounts import Visitor
from webhook.door import handing_in
from webhook.door.wishes import Asked, Hand, Wish
from webhook.models import Conflict, Order, Stamp, Ticket
from webhook.refusals import Refused
from webhook.worth import Worth

JUST_NOW = timedelta(seconds=60)


class Standing(NamedTuple):
    """All that was loaded for one wish: its ticket as it is worth now, or the one whose old code (``moved``) it has.

    ``before`` is the stamp that has the wish's nonce already, ``conflict`` what it came to besides; ``shop_left`` what
    a coupon is still good for in the whole shop, None without a limit; ``unpaid`` the order that was asked for.
    """

    worth: Worth | None = None
    moved: Worth | None = None
    before: Stamp | None = None
    conflict: Conflict | None = None
    shop_left: int | None = None
    unpaid: Order | None = None


class Decision(NamedTuple):
    """The result code; ``shares``, units by the id of their line, are what is to be stamped, None for nothing.

    ``over`` are units that went in without signal although they were gone.
    """

    result: str
    shares: dict[int, int] | None = None
    over: int = 0


def decide(asked: Asked, standing: Standing) -> Decision:
    """What a wish is answered. Refuses with ``nonce_used`` when its nonce was another ticket's."""
    wish, current = asked.wish, standing.worth
    if current is None:
        return Decision(result=_without_ticket(standing, asked))
    if standing.before or standing.conflict:
        return _again(standing, current)
    refusal = _refusal(asked, standing, current)
    if refusal in ("used", "few") and wish.at:
        shares = _shares(wish, current, _as_far_as(wish, current))
        return Decision(
            result="used", shares=shares or None, over=max(1, _wanted(wish, current)) - sum(shares.values())
        )
    if refusal:
        return Decision(result=refusal)
    wanted = _wanted(wish, current)
    result = _success(current.ticket, current.left - wanted)
    return Decision(result=result, shares=None if wish.dry_run else _shares(wish, current, wanted))


def ended(current: Worth) -> str | None:
    """Why a ticket is good for nobody any more, or not for its holder."""
    return _dead(current) or _share_only(current)


def _again(standing: Standing, current: Worth) -> Decision:
    """The same nonce is the same answer."""
    known = standing.before or standing.conflict
    if known and known.ticket_id != current.ticket.id:
        raise Refused("nonce_used", 409, field="nonce")
    if standing.conflict or standing.before is None:
        return Decision(result="used")
    return Decision(result=_success(current.ticket, standing.before.left))


def _without_ticket(standing: Standing, asked: Asked) -> str:
    if standing.unpaid:
        return "pending"
    if standing.moved is None:
        return "unknown"
    return _elsewhere(standing.moved.ticket, asked.hand) or _cancelled(standing.moved.ticket) or "moved"


def _refusal(asked: Asked, standing: Standing, current: Worth) -> str | None:
    """The first check that fails wins, so that a cancelled ticket never looks merely used (journeys 3.2)."""
    where = _elsewhere(current.ticket, asked.hand) or _dead(current)
    return where or _out_of_time(asked, current) or _too_many(asked, standing, current)


def _elsewhere(ticket: Ticket, hand: Hand) -> str | None:
    """Whether the ticket is for something else, or somewhere else, than whoever stamps is there for (S4-53)."""
    if hand.visitor is None:
        return None
    shift, venue = hand.visitor.shift, hand.visitor.venue
    if shift and shift.item and (shift.item != ticket.item or (shift.session and shift.session != ticket.session)):
        return "wrong_event"
    places = [place for place in (ticket.face.get("venue"), *ticket.face.get("places", ())) if place]
    return "wrong_venue" if venue and places and venue not in [place.get("id") for place in places] else None


def _cancelled(ticket: Ticket) -> str | None:
    if ticket.cancelled_at:
        return "event_cancelled" if ticket.calling_off_id else "cancelled"
    return None


def _dead(current: Worth) -> str | None:
    if current.ticket.suspended_at and current.left and not current.ticket.cancelled_at:
        return "cancelled"
    return _cancelled(current.ticket) or (None if current.total else "moved")


def _share_only(current: Worth) -> str | None:
    ticket = current.ticket
    return "share_only" if ticket.face.get("share") == "only" and ticket.shared_by_id is None else None


def _out_of_time(asked: Asked, current: Worth) -> str | None:
    if asked.wish.at:
        return _share_only(current) or (None if handing_in.is_in_time(asked, current.ticket) else "late")
    early_or_another_day = current.timing == "early" or (current.timing == "over" and current.ticket.session)
    if early_or_another_day:
        return "wrong_date"
    return _share_only(current) or ("expired" if current.timing == "over" else None)


def _too_many(asked: Asked, standing: Standing, current: Worth) -> str | None:
    """Whether there are units left for the wish, on the ticket and in the shop."""
    wish, wanted = asked.wish, _wanted(asked.wish, current)
    if current.left == 0:
        return "used"
    if wanted > current.left or _over_line(wish, current):
        return "few"
    if standing.shop_left is not None and wanted > standing.shop_left:
        return "spent"
    if wish.dry_run and asked.hand.visitor and _just_used_here(current, asked.hand.visitor, asked.now):
        return "used_self"
    return None


def _wanted(wish: Wish, current: Worth) -> int:
    if wish.lines is not None:
        return sum(wish.lines.values())
    return current.left if wish.units is None else wish.units


def _as_far_as(wish: Wish, current: Worth) -> int:
    """How many of the units can be used at all."""
    return min(_wanted(wish, current), current.left)


def _over_line(wish: Wish, current: Worth) -> bool:
    if not wish.lines:
        return False
    left = {line.line.type: line.left for line in current.lines}
    return any(units > left.get(kind, 0) for kind, units in wish.lines.items())


def _just_used_here(current: Worth, visitor: Visitor, now: datetime) -> bool:
    """A second look at a ticket that this device has just stamped asks before the rest goes in."""
    last = current.stamps[-1] if current.stamps else None
    return bool(last and last.sign_in_id == visitor.sign_in.id and now - last.at < JUST_NOW)


def _success(ticket: Ticket, left: int) -> str:
    """``part`` when some of a group have still to come; a pass with uses left is simply ok."""
    return "part" if left and ticket.session else "ok"


def _shares(wish: Wish, current: Worth, units: int) -> dict[int, int]:
    """The units of each line: as they are named, else from the first line on; never more than are left."""
    shares = {}
    for each in current.lines:
        share = min(each.left, units if wish.lines is None else wish.lines.get(each.line.type, 0))
        units -= share
        if share:
            shares[each.line.id] = share
    return shares
