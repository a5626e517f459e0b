"""Verdicts as staff read them: the sentence, and what they may know of the ticket; never its owner's link."""

from datetime import datetime
from typing import Any, NamedTuple

from webhook import worth
from webhook.catalogue import Shop
from webhook.door import verdicts
from webhook.door.wishes import Verdict
from webhook.words import Words

Spoken = tuple[Words, Shop]
"""The words of every language, and the shop they are said for."""


class Reader(NamedTuple):
    """Who reads the answers: in which words and language, of which shop, when."""

    words: Words
    shop: Shop
    language: str
    now: datetime


def answer(verdict: Verdict, reader: Reader) -> dict[str, Any]:
    """A verdict as ``POST /api/stamps`` tells it."""
    shown, stamp, previous = verdict.worth, verdict.stamp, verdict.previous
    conflict = verdict.conflict
    right = shown.ticket.window_from if shown and verdict.result == "wrong_date" else None
    return {
        "result": verdict.result,
        "message": verdicts.sentence(verdict, reader.words, reader.shop, reader.language, reader.now),
        "ticket": worth.brief(shown, reader.language) if shown else None,
        "stamp": worth.stamp_json(stamp) if stamp else None,
        "previous": worth.stamp_json(previous) if previous else None,
        "right_date": right.isoformat() if right else None,
        "late": bool(stamp and stamp.late),
        "conflict": {"id": str(conflict.id), "over": conflict.over} if conflict else None,
    }
