"""The sentence that staff read for a verdict: words of ``door.toml`` with the facts of the ticket filled in."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webhook import formats
from webhook.catalogue import Shop, localised
from webhook.door.wishes import Verdict
from webhook.words import Words

JUST_NOW = 60  # seconds


def sentence(verdict: Verdict, words: Words, shop: Shop, language: str, now: datetime) -> str:
    """「使用済みです 18:42 (田中)」. Undoing has no verdict to tell."""
    key = f"door.results.{verdict.result}"
    return words.text(language, key, **_facts(verdict, words, shop, language, now)) if words.has(language, key) else ""


def _facts(verdict: Verdict, words: Words, shop: Shop, language: str, now: datetime) -> dict[str, Any]:
    shown = verdict.worth
    if shown is None:
        return {}
    zone, kind = ZoneInfo(shop.time_zone), shown.ticket.kind
    used = verdict.stamp.units if verdict.stamp else shown.left
    first_day = shown.ticket.window_from
    facts: dict[str, Any] = {
        "event": localised(shown.ticket.face["title"], language),
        "venue": localised(shown.ticket.face.get("venue", {}).get("name", {}), language),
        "left": _people(shown.left, kind, words, language),
        "people": _people(used, kind, words, language),
        "plan": _plan(verdict, words, language),
        "date": formats.day(first_day.astimezone(zone), language) if first_day else "",
        "at": "",
        "staff": "",
        "ago": "",
    }
    if verdict.previous:
        age = int((now - verdict.previous.at).total_seconds())
        facts["at"] = formats.clock(verdict.previous.at.astimezone(zone), language)
        facts["staff"] = verdict.previous.staff_name
        unit, n = ("seconds", age) if age < JUST_NOW else ("minutes", age // 60)
        facts["ago"] = words.text(language, f"door.ago.{unit}", n=max(0, n))
    return facts


def _people(units: int, kind: str, words: Words, language: str) -> str:
    return words.text(language, f"door.people.{kind}", n=units)


def _plan(verdict: Verdict, words: Words, language: str) -> str:
    """「一般 2名・学生 1名」: what is let in, or what is left when nothing was yet."""
    if verdict.worth is None:
        return ""
    stamped = verdict.shares if verdict.stamp else None
    parts = []
    for each in verdict.worth.lines:
        units = each.left if stamped is None else stamped.get(each.line.id, 0)
        if units:
            people = _people(units, verdict.worth.ticket.kind, words, language)
            name = localised(each.line.name, language)
            parts.append(words.text(language, "door.plan_line", name=name, people=people, n=units).strip())
    return words.text(language, "door.and").join(parts)
