"""Wrong six-digit IDs: ten in a row pause the sign-in that typed them for a minute (spec A04)."""

from datetime import datetime, timedelta

from webhook.models import SignIn
from webhook.refusals import Refused

MOST = 10
PAUSE = timedelta(seconds=60)


class Tries:
    """The tries of a batch, counted on the sign-ins it has locked and written together."""

    def __init__(self) -> None:
        self._changed: dict[int, SignIn] = {}

    def check(self, sign_in: SignIn, now: datetime) -> None:
        """Refuses with ``too_many`` while this sign-in must wait."""
        until = sign_in.paused_until
        if until and now < until:
            raise Refused("too_many", 429, retry_after=int((until - now).total_seconds()) + 1)

    def count(self, sign_in: SignIn, now: datetime, *, missed: bool) -> None:
        """Note a try; a right one forgives the wrong ones before it."""
        if not missed and not sign_in.misses:
            return
        sign_in.misses = sign_in.misses + 1 if missed else 0
        if sign_in.misses >= MOST:
            sign_in.misses, sign_in.paused_until = 0, now + PAUSE
        self._changed[sign_in.id] = sign_in

    def store(self) -> None:
        """Write what has changed, within the caller's transaction."""
        for each in self._changed.values():
            row = {"misses": each.misses, "paused_until": each.paused_until}
            SignIn.update(row).where(SignIn.id == each.id).execute()
