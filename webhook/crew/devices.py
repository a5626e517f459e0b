"""The devices at the door: what they say of themselves, and stopping one at once."""

from datetime import datetime

from webhook.crew.accounts import Visitor
from webhook.models import Shift, SignIn, Staff
from webhook.refusals import Refused


def beat(visitor: Visitor, unsent: int, offset: int, now: datetime) -> None:
    """A device is there, has ``unsent`` stamps waiting, and its clock is ``offset`` seconds ahead of ours."""
    row = {"seen_at": now, "unsent": unsent, "offset": offset}
    SignIn.update(row).where(SignIn.id == visitor.sign_in.id).execute()


def of(shift: Shift) -> list[SignIn]:
    """The devices that joined a shift, with their people, in order."""
    query = SignIn.select(SignIn, Staff).join(Staff).where(SignIn.shift == shift)
    return list(query.order_by(SignIn.id))


def stop(device_id: str, now: datetime) -> SignIn:
    """From now on the device may do nothing; refuses with ``not_found``. Stopping it twice is stopping it once."""
    known = SignIn.id == int(device_id) if device_id.isdecimal() and len(device_id) < 10 else None
    found = SignIn.get_or_none(known, SignIn.shift.is_null(False)) if known is not None else None
    if found is None:
        raise Refused("not_found", 404)
    if found.stopped_at is None:
        SignIn.update(stopped_at=now).where(SignIn.id == found.id).execute()
        found.stopped_at = now
    return found
