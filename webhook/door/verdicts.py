"""The sentence that staff read for a verdict: words of ``door.toml`` with the facts of the ticket filled in."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from webhook import formats
from webhook.catalogue import Shop, localised
from webhook.door.wishes import Verdict
from webhook.words import Words
from webhook.worth import Worth

JUST_NOW = 60  # seconds


def sentence(verdict: Verdict, words: Words, shop: Shop, language: str, now: datetime) -> str:
    """「使用済みです 18:42 (田中)」. Undoing has no verdict to tell."""
    more = _more(verdict, words, shop, language)
    kind = verdict.worth.ticket.kind if verdict.worth else "event"
    key = worded(f"door.results.{verdict.result}", kind, words, language) + ("_more" if more else "")
    if not words.has(language, key):
        return ""
    if verdict.worth is None:
        return words.text(language, key, more=more)
    facts = _Facts(verdict, verdict.worth, words, shop, language, now)
    facts["more"] = more
    return words.filled(language, key, facts)


def worded(key: str, kind: str, words: Words, language: str) -> str:
    """The key of the words for that kind of ticket: a coffee is not admitted, and its day is only the first of many."""
    own = f"{key}_use"
    return own if kind != "event" and words.has(language, own) else key


def _more(verdict: Verdict, words: Words, shop: Shop, language: str) -> str:
    """Until when, or why, where that is known; the sentence is another one then."""
    if verdict.result not in ("pending", "expired", "cancelled"):
        return ""
    zone = ZoneInfo(shop.time_zone)
    if verdict.result == "pending" and verdict.order and verdict.order.pay_by:
        return formats.day(verdict.order.pay_by.astimezone(zone), language)
    ticket = verdict.worth.ticket if verdict.worth else None
    if ticket and verdict.result == "expired" and ticket.window_until:
        return formats.day((ticket.window_until - timedelta(seconds=1)).astimezone(zone), language)
    if ticket and verdict.result == "cancelled" and ticket.cancelled_at:
        named = f"money.reasons.{ticket.cancel_reason}"
        return ticket.cancel_detail or (words.text(language, named) if words.has(language, named) else "")
    return ""


class _Facts(dict[str, Any]):
    """What a sentence may name, found out when it does."""

    def __init__(self, verdict: Verdict, shown: Worth, words: Words, shop: Shop, language: str, now: datetime) -> None:
        super().__init__()
        self._verdict, self._shown, self._words, self._language, self._now = verdict, shown, words, language, now
        self._zone = ZoneInfo(shop.time_zone)

    def __missing__(self, name: str) -> str:
        return str(getattr(self, f"_{name}")())

    def _event(self) -> str:
        return localised(self._shown.ticket.face["title"], self._language)

    def _venue(self) -> str:
        return localised(self._shown.ticket.face.get("venue", {}).get("name", {}), self._language)

    def _left(self) -> str:
        return self._counted(self._shown.left)

    def _people(self) -> str:
        stamp = self._verdict.stamp
        return self._counted(stamp.units if stamp else self._shown.left)

    def _date(self) -> str:
        first_day = self._shown.ticket.window_from
        return formats.day(first_day.astimezone(self._zone), self._language) if first_day else ""

    def _at(self) -> str:
        previous = self._verdict.previous
        moment = previous.at.astimezone(self._zone).replace(second=0, microsecond=0) if previous else None
        return formats.clock(moment, self._language) if moment else ""

    def _staff(self) -> str:
        return self._verdict.previous.staff_name if self._verdict.previous else ""

    def _ago(self) -> str:
        if self._verdict.previous is None:
            return ""
        age = max(0, int((self._now - self._verdict.previous.at).total_seconds()))
        unit, n = ("seconds", age) if age < JUST_NOW else ("minutes", age // 60)
        return self._words.text(self._language, f"door.ago.{unit}", n=n)

    def _plan(self) -> str:
        """「一般 2名・学生 1名」: what is let in, or what is left when nothing was yet."""
        shares = self._verdict.shares if self._verdict.stamp else None
        parts = []
        for each in self._shown.lines:
            units = each.left if shares is None else shares.get(each.line.id, 0)
            if units:
                name = localised(each.line.name, self._language)
                parts.append(_plan_line(name, self._counted(units), units, self._words, self._language))
        return self._words.text(self._language, "door.and").join(parts)

    def _counted(self, units: int) -> str:
        return _people(units, self._shown.ticket.kind, self._words, self._language)


@lru_cache(1024)
def _people(units: int, kind: str, words: Words, language: str) -> str:
    return words.text(language, f"door.people.{kind}", n=units)


@lru_cache(1024)
def _plan_line(name: str, people: str, units: int, words: Words, language: str) -> str:
    return words.text(language, "door.plan_line", name=name, people=people, n=units).strip()
