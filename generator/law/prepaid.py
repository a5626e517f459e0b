"""Prepaid goods: how long a pass or voucher may stay valid, and where, before 資金決済法 has something to say."""

from collections.abc import Iterable
from datetime import date

from generator.content import Entry
from generator.writing.schema import Values
from webhook.prepaid import is_long

MOST_DAYS = 180
"""Valid this long from its issue, a paid pass is surely used within six months, and outside the law (4条2号)."""

MOST_DAYS_IN_SIX_MONTHS = 184


def look(entry: Entry, shop: Values, *, japanese: bool) -> None:
    """Report what a pass or voucher should have checked before it is sold."""
    values = entry.values
    if values.get("share", "no") != "no" and values.get("price") != 0:
        entry.problem("share_paid", values.at("share"), "share", uses=values.get("uses", 1))
    if not japanese or not values.get("price") or values.written("psa_ack"):
        return
    code = _too_long(values)
    if code:
        line = values.at("valid")
        entry.problem(code, line, "valid", level="warning", file=entry.file, days=MOST_DAYS)
    entities = _entities(values, shop)
    if len(entities) > 1:
        listed = ", ".join(sorted(entities))
        entry.problem("psa_entities", values.at("places"), "places", level="warning", entities=listed)


def provider(entries: Iterable[Entry]) -> None:
    """W-PSA-3, once a shop: until somebody signed for one of its paid passes, ask what the payment provider says."""
    passes = [entry for entry in entries if _is_prepaid_many(entry)]
    if passes and not any(entry.values.written("psa_ack") for entry in passes):
        passes[0].problem("psa_provider", passes[0].values.at("price"), "psa_ack", level="warning")


def _is_prepaid_many(entry: Entry) -> bool:
    """Whether it is money or several uses paid for in advance."""
    if entry.kind not in ("pass", "voucher"):
        return False
    values = entry.values
    several = values.get("uses", 1) > 1 or values.get("face")
    return bool(values.get("price") and several) and not values.get("archived")


def _too_long(values: Values) -> str:
    """``psa_near`` up to six calendar months, ``psa`` beyond or without an end, else nothing."""
    valid = values.get("valid") or Values()
    days, end = valid.get("days"), valid.get("to")
    if days is not None:
        return "psa" if days > MOST_DAYS_IN_SIX_MONTHS else "psa_near" if days > MOST_DAYS else ""
    if end is None:
        return "psa"
    issued = _first_issue(values, valid, end)
    if (end - issued).days < MOST_DAYS:
        return ""
    return "psa" if is_long(issued, end) else "psa_near"


def _first_issue(values: Values, valid: Values, end: date) -> date:
    """The first day it can be in somebody's hands: the time runs from the issue, not from the first use."""
    sales = (values.get("sales") or Values()).get("from")
    starts: date = valid.get("from") or end
    return min(starts, sales.date()) if sales else starts


def _entities(values: Values, shop: Values) -> set[str]:
    """The companies at whose places it is good."""
    venues, legal = shop.get("venues") or Values(), shop.get("legal") or Values()
    own = next(iter((legal.get("name") or shop.get("name") or {}).values()), "")
    places = (venues.get(name) for name in values.get("places", ()) if venues.get(name))
    return {place.get("legal_entity") or own for place in places}
