"""Notices on their way to the accounts: one mail each, in a rush one for many (S4-60).

The first five of ten minutes are told one by one. What follows waits up to five minutes for others, and so on until
ten minutes pass with fewer than five. Each notice stands in exactly one mail to each account that wants its kind.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from webhook import codes
from webhook.database import alone_here, transaction
from webhook.mailing import outbox
from webhook.models import Notice

WINDOW = timedelta(minutes=10)
RUSH = 5
"""Notices told one by one within one window."""
GATHERED = timedelta(minutes=5)
"""How long what follows is put off at most."""
MOST = 250
"""Notices in one digest: mail programs cut longer ones."""
PERIOD = 1.0
"""Seconds between two looks."""
_NAME = 0x6E6F7469636573
"""So that of several processes one hands out at a time."""
_TEMPLATES = {"order": "notice-order", "cancel": "notice-cancel"}

Told = Mapping[str, Sequence[str]]
"""Who hears of each kind of notice: their mail addresses."""


def work(told: Told, now: datetime) -> int:
    """Post the mails of what is due; returns how many notices were told."""
    if not Notice.select(Notice.id).where(Notice.due_at <= now).limit(1).exists():
        return 0
    with transaction():
        alone_here(_NAME)
        due = list(Notice.select().where(Notice.due_at <= now).order_by(Notice.id))
        gathered = any(each.due_at > each.at for each in due)
        ready = due if gathered else _put_off(due, now)
        for part in _parts(ready, MOST if gathered else 1):
            _post(part, told, now)
        _note(ready, due_at=None, told_at=now)
    return len(ready)


def _put_off(fresh: list[Notice], now: datetime) -> list[Notice]:
    """Those of the new ones that are told at once; the others wait for the digest."""
    pending = Notice.select().where(Notice.due_at > now).order_by(Notice.due_at).first()
    lately = Notice.select(Notice.id).where(Notice.told_at > now - WINDOW).limit(RUSH)
    room = 0 if pending else RUSH - len(lately)
    _note(fresh[room:], due_at=pending.due_at if pending else now + GATHERED)
    return fresh[:room]


def _parts(notices: list[Notice], most: int) -> list[list[Notice]]:
    return [notices[start : start + most] for start in range(0, len(notices), most)]


def _note(notices: list[Notice], **what: Any) -> None:
    for part in _parts(notices, MOST):
        Notice.update(**what).where(Notice.id.in_([each.id for each in part])).execute()


def _post(part: list[Notice], told: Told, now: datetime) -> None:
    """One mail to each address that wants something of it."""
    for address in dict.fromkeys(address for kind in _TEMPLATES for address in told[kind]):
        wanted = [each for each in part if address in told[each.kind]]
        if wanted:
            template, values = _mail(wanted)
            key = f"{template}:{wanted[0].key}:{codes.digest(address)[:12]}"
            outbox.post(key, template, address, "", values, now)


def _mail(wanted: list[Notice]) -> tuple[str, dict[str, Any]]:
    if len(wanted) == 1:
        return _TEMPLATES[wanted[0].kind], wanted[0].facts
    told = [each.facts | {"kind": each.kind, "at": each.at.isoformat()} for each in wanted]
    return "notice-digest", {"notices": told}
