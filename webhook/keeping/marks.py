"""Moments the shop remembers of itself: the last backup, when its data begins, when its books were compared."""

from datetime import datetime
from typing import Any

from webhook.models import Mark


def note(name: str, now: datetime, **facts: Any) -> None:
    """Remember it, in place of the one before."""
    kept = Mark.insert(name=name, at=now, facts=facts)
    kept.on_conflict(conflict_target=[Mark.name], update={Mark.at: now, Mark.facts: facts}).execute()


def last(name: str) -> Mark | None:
    """The newest of that name."""
    found: Mark | None = Mark.get_or_none(Mark.name == name)
    return found
