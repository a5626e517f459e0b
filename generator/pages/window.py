"""The shop window: which item comes before which, and how long it stays like that without anybody's doing."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from webhook import sales
from webhook.catalogue import Item


class Standing(NamedTuple):
    """Where an item stands. Nothing about it changes by itself from ``since`` until ``until`` (seconds since 1970).

    ``phase`` is how much has happened to it by itself; ``over`` is whether nothing more will come of it: put away by
    its creator, or an event whose last date is past. ``place`` is its place among others.
    """

    item: Item
    phase: int
    since: float
    until: float
    over: bool
    place: tuple[bool, float, str]


def window(
    items: Iterable[Item], moments: Mapping[str, Sequence[float]], now: datetime, last: Iterable[Standing]
) -> list[Standing]:
    """What comes next first, then what has no date, then what is over, the latest first; what has no page is left out.

    ``moments`` are those at which an item changes by itself, by its id. Of those in the ``last`` window that still hold
    the same objects are in the new one.
    """
    known, moment = {each.item.id: each for each in last}, now.timestamp()
    made: dict[str, Standing | None] = dict.fromkeys(known)  # in nearly the right order already, which is quick to sort
    for item in items:
        if item.kind != "coupon":
            standing = known.get(item.id)
            if standing is None or standing.item is not item or not standing.since <= moment < standing.until:
                standing = _standing(item, moments[item.id], now, moment)
            made[item.id] = standing
    return sorted(filter(None, made.values()), key=attrgetter("place"))


def _standing(item: Item, moments: Sequence[float], now: datetime, moment: float) -> Standing:
    phase = bisect_right(moments, moment)
    since = moments[phase - 1] if phase else float("-inf")
    until = moments[phase] if phase < len(moments) else float("inf")
    start = None
    for session in item.sessions:
        if not sales.past(session, now):
            start = session.starts
            break
    if start or not item.sessions:
        place = False, start.timestamp() if start else float("inf"), item.id
        return Standing(item, phase, since, until, item.archived, place)
    return Standing(item, phase, since, until, True, (True, -item.sessions[-1].starts.timestamp(), item.id))
