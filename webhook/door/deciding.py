"""The rules of the door: what a wish is answered on a ticket as it stands. Pure: nothing is read or written here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from webhook.accounts import Visitor
from webhook.door.wishes import Hand, Wish
from webhook.models import Stamp, Ticket
from webhook.refusals import Refused
from webhook.worth import Worth

JUST_NOW = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All that was loaded for one wish: its ticket as it is worth now, or the one whose old code (``moved``) it has.

    ``before`` is the stamp that has the wish's nonce already; ``shop_left`` what a coupon is still good for in the
    whole shop, None without a limit.
    """

    worth: Worth | None = None
    moved: Worth | None = None
    before: Stamp | None = None
    shop_left: int | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The result code; ``shares``, units by the id of their line, are what is to be stamped, None for nothing."""

    result: str
    shares: dict[int, int] | None = None


def decide(wish: Wish, standing: Standing, hand: Hand, now: datetime) -> Decision:
    """What ``wish`` is answered. Refuses with ``nonce_used`` when its nonce was another ticket's."""
    current, before = standing.worth, standing.before
    if current is None:
        return Decision(result="moved" if standing.moved else "unknown")
    if before:
        if before.ticket_id != current.ticket.id:
            raise Refused("nonce_used", 409, field="nonce")
        return Decision(result=_success(current.ticket, before.left))
    refusal = _refusal(wish, standing, current, hand, now)
    if refusal:
        return Decision(result=refusal)
    result = _success(current.ticket, current.left - _asked(wish, current))
    return Decision(result=result, shares=None if wish.dry_run else _shares(wish, current))


def ended(current: Worth) -> str | None:
    """Why a ticket is good for nobody any more, or not for its holder."""
    ticket = current.ticket
    if ticket.cancelled_at:
        return "event_cancelled" if ticket.calling_off_id else "cancelled"
    if ticket.suspended_at and current.left:
        return "cancelled"
    if current.state == "moved":
        return "moved"
    return "share_only" if ticket.face.get("share") == "only" and ticket.shared_by_id is None else None


def _refusal(wish: Wish, standing: Standing, current: Worth, hand: Hand, now: datetime) -> str | None:
    """The first check that fails wins, so that a cancelled ticket never looks merely used (journeys 3.2)."""
    ticket, shift = current.ticket, hand.visitor.shift if hand.visitor else None
    if shift and shift.item and (shift.item != ticket.item or (shift.session and shift.session != ticket.session)):
        return "wrong_event"
    return ended(current) or _out_of_time(current) or _too_many(wish, standing, current, hand, now)


def _out_of_time(current: Worth) -> str | None:
    if current.timing == "open":
        return None
    return "wrong_date" if current.timing == "early" or current.ticket.session else "expired"


def _too_many(wish: Wish, standing: Standing, current: Worth, hand: Hand, now: datetime) -> str | None:
    """Whether there are units left for the wish, on the ticket and in the shop."""
    asked = _asked(wish, current)
    if current.left == 0:
        return "used"
    if asked > current.left or _over_line(wish, current):
        return "few"
    if standing.shop_left is not None and asked > standing.shop_left:
        return "spent"
    if wish.dry_run and hand.visitor and _just_used_here(current, hand.visitor, now):
        return "used_self"
    return None


def _asked(wish: Wish, current: Worth) -> int:
    if wish.lines is not None:
        return sum(wish.lines.values())
    return current.left if wish.units is None else wish.units


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


def _shares(wish: Wish, current: Worth) -> dict[int, int]:
    """The units of each line: as they are named, else from the first line on."""
    units, shares = _asked(wish, current), {}
    for each in current.lines:
        share = min(each.left, units) if wish.lines is None else wish.lines.get(each.line.type, 0)
        units -= share
        if share:
            shares[each.line.id] = share
    return shares
