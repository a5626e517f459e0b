"""What is not sold although the catalogue says so: dates the shop has called off or closed since the last build."""

from datetime import datetime

from webhook.database import rows
from webhook.models import Halt

Halts = dict[tuple[str, str], str]
"""State by item and session; an empty session is the whole item."""


def known() -> Halts:
    """All of them."""
    return {(item, session): state for item, session, state in rows(Halt.select(Halt.item, Halt.session, Halt.state))}


def of(halts: Halts, item: str, session: str) -> str | None:
    """``cancelled`` or ``closed`` when that date is halted, alone or with its whole item."""
    return halts.get((item, session)) or halts.get((item, ""))


def set_state(item: str, session: str, state: str, now: datetime) -> None:
    """Halt a date, or with an empty session the item, in the caller's transaction."""
    lift(item, session)
    Halt.create(item=item, session=session, state=state, at=now)


def lift(item: str, session: str) -> None:
    """Sell it again, in the caller's transaction."""
    for halt in Halt.select().where(Halt.item == item, Halt.session == session):
        halt.delete_instance()
