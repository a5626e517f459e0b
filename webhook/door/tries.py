"""Wrong six-digit IDs: ten in a row pause the sign-in that typed them for a minute (spec A04)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from webhook.models import SignIn
from webhook.refusals import Refused

MOST = 10
PAUSE = timedelta(seconds=60)


class _Missed(NamedTuple):
    misses: int
    paused_until: datetime | None


class Tries:
    """The tries of a batch, counted on the sign-ins it has locked and written together."""

    def __init__(self) -> None:
        self._changed: dict[int, _Missed] = {}

    def check(self, sign_in: SignIn, now: datetime) -> None:
        """Refuses with ``too_many`` while this sign-in must wait."""
        until = self._of(sign_in).paused_until
        if until and now < until:
            raise Refused("too_many", 429, retry_after=int((until - now).total_seconds()) + 1)

    def count(self, sign_in: SignIn, now: datetime, *, missed: bool) -> None:
        """Note a try; a right one forgives the wrong ones before it."""
        before = self._of(sign_in)
        if not missed and not before.misses:
            return
        misses = before.misses + 1 if missed else 0
        self._changed[sign_in.id] = _Missed(0, now + PAUSE) if misses >= MOST else before._replace(misses=misses)

    def store(self) -> None:
        """Write what has changed, within the caller's transaction."""
        for number, each in self._changed.items():
            SignIn.update(each._asdict()).where(SignIn.id == number).execute()

    def _of(self, sign_in: SignIn) -> _Missed:
        return self._changed.get(sign_in.id) or _Missed(sign_in.misses, sign_in.paused_until)
