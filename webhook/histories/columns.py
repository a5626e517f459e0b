"""The columns of each history's CSV: those of the specification first and in its order, more after them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from webhook.words import Words

JSON = dict[str, Any]
Fill = Callable[[JSON], object]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Column by column the words of its head (below ``history.column``) and the member of a row that fills it."""

    columns: tuple[tuple[str, str], ...]


_MOMENTS = frozenset(
    (
        "at",
        "undone_at",
        "delivered_at",
        "opened_at",
        "last_used_at",
        "valid_until",
        "created_at",
        "paid_at",
        "cancelled_at",
        "marketing_at",
    )
)
_WORDS = {"method": "history.method", "state": "history.state", "status": "orders.status", "kind_word": "usage.kinds"}
_WORDS |= {"method_words": "money.methods"}
_FLAGS = ("marketing",)
_MEANT = {"ticket_id": "id", "method_words": "method"}
"""Members that only the CSV has, and what they are in a row."""
_WHO = (("customer_id", "customer_id"), ("customer", "customer"))
_PLACE = (("staff_id", "staff_id"), ("staff", "staff"))
_IDS = {"coupon": "coupon_id", "pass": "pass_id"}

CUSTOMERS = Sheet(
    columns=(
        *(("customer_id", "id"), ("customer", "name"), ("email", "email"), ("phone", "phone")),
        *(("orders", "orders"), ("tickets", "tickets"), ("shares", "shares"), ("referrals", "referrals")),
        *(
            ("tags", "tags"),
            ("marketing", "marketing"),
            ("agreed_at", "marketing_at"),
            ("last_used", "last_used_at"),
            ("since", "created_at"),
        ),
    )
)
ORDERS = Sheet(
    columns=(
        *(("order", "number"), ("ordered_at", "created_at"), ("paid_at", "paid_at"), ("status", "status")),
        *(("customer", "name"), ("email", "email"), ("phone", "phone"), ("channel", "channel"), ("what", "what")),
        *(("quantity", "quantity"), ("total", "total"), ("discount", "discount"), ("refunded", "refunded")),
        *(("currency", "currency"), ("payment", "method_words")),
    )
)


def uses(kind: str) -> Sheet:
    """Of passes the four columns of S1-28 to S1-31, of everything else the seven of S2-44."""
    more = (
        ("kind", "kind_word"),
        ("session", "session"),
        ("email", "email"),
        ("undone_at", "undone_at"),
        ("item", "item"),
    )
    if kind == "pass":
        first = (("pass", "title"), ("customer", "customer"), ("use_units", "units"), ("used_at", "at"))
        return Sheet(columns=(*first, ("pass_id", "ticket"), _WHO[0], *_PLACE, ("method", "method"), *more))
    seven = ((_IDS.get(kind, "id"), "ticket"), ("title", "title"), *_WHO, *_PLACE, ("used_at", "at"))
    return Sheet(columns=(*seven, ("use_units", "units"), ("method", "method"), *more))


def recipients(kind: str) -> Sheet:
    """The nine columns of S2-40, and what the shop asks next."""
    nine = (
        *((_IDS.get(kind, "id"), "ticket_id"), ("title", "title"), *_WHO, ("delivered_at", "delivered_at")),
        *(("opened_at", "opened_at"), ("shared_from", "shared_words"), ("last_used", "last_used_at"), ("uses", "uses")),
    )
    more = (
        *(("issued", "units"), ("left", "units_left"), ("valid_until", "valid_until"), ("state", "state")),
        *(
            ("kind", "kind_word"),
            ("session", "session"),
            ("email", "email"),
            ("channel", "channel"),
            ("order", "order"),
        ),
        *(("paid", "paid"), ("note", "note"), ("cancelled_at", "cancelled_at"), ("item", "item")),
    )
    return Sheet(columns=(*nine, *more))


def written(
    sheet: Sheet, words: Words, zone: ZoneInfo, language: str
) -> tuple[list[str], Callable[[JSON], list[object]]]:
    """The head in words, and what makes a row of cells of a row of a history; moments are the shop's."""
    header = [words.text(language, f"history.column.{name}") for name, _ in sheet.columns]
    fills = [_fill(member, words, zone, language) for _, member in sheet.columns]
    return header, lambda row: [fill(row) for fill in fills]


def _fill(member: str, words: Words, zone: ZoneInfo, language: str) -> Fill:
    """What makes the cell of that member; whatever is the same in every row is done once."""
    if member == "shared_words":
        return _sharer
    name = _MEANT.get(member, member)
    if name in _MOMENTS:
        return lambda row: _moment(row[name], zone) if row[name] else ""
    if name == "tags":
        return lambda row: ", ".join(row["tags"])
    if name in _FLAGS:
        flags = {flag: words.text(language, f"history.{'yes' if flag else 'no'}") for flag in (True, False)}
        return lambda row: flags[row[name]]
    if member in _WORDS:
        said = _sayer(_WORDS[member], words, language)
        return lambda row: said(row[name])
    return itemgetter(name)


@lru_cache(4096)
def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _sayer(place: str, words: Words, language: str) -> Callable[[str], str]:
    """What says a code in words, or as it is when there are none."""

    @cache
    def said(code: str) -> str:
        key = f"{place}.{code}"
        return words.text(language, key) if code and words.has(language, key) else code

    return said


def _sharer(row: JSON) -> object:
    name, number = row["shared_from"], row["shared_from_id"]
    return name if name == number or not name else f"{name} ({number})"
