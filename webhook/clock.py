"""The one clock: every "now" of shop and service is asked here, so that tests, development and ``--now`` can set it."""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _offset


def set_to(moment: datetime | None) -> None:
    """Let the clock read ``moment`` (aware) and run on from there; None returns it to the real time."""
    global _offset
    _offset = timedelta(0) if moment is None else moment - datetime.now(UTC)


def is_set() -> bool:
    """Whether the clock was moved away from the real time."""
    return _offset != timedelta(0)
