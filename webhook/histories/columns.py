"""The columns of each history's CSV: those of the specification first and in its order, more after them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webhook.words import Words

JSON = dict[str, Any]


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
_WORDS = {"method": "history.method", "state": "history.state", "status": "orders.status", "kind": "usage.kinds"}
_WORDS |= {"method_words": "money.methods"}
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
    more = (("kind", "kind"), ("session", "session"), ("email", "email"), ("undone_at", "undone_at"), ("item", "item"))
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
        *(("kind", "kind"), ("session", "session"), ("email", "email"), ("channel", "channel"), ("order", "order")),
        *(("paid", "paid"), ("note", "note"), ("cancelled_at", "cancelled_at"), ("item", "item")),
    )
    return Sheet(columns=(*nine, *more))


def written(
    sheet: Sheet, words: Words, zone: ZoneInfo, language: str
) -> tuple[list[str], Callable[[JSON], list[object]]]:
    """The head in words, and what makes a row of cells of a row of a history; moments are the shop's."""

    def cell(row: JSON, member: str) -> object:
        value = _member(row, member)
        if member in _MOMENTS:
            return datetime.fromisoformat(value).astimezone(zone).isoformat(timespec="seconds") if value else ""
        if isinstance(value, list):
            return ", ".join(value)
        if isinstance(value, bool):
            return words.text(language, f"history.{'yes' if value else 'no'}")
        known = f"{_WORDS[member]}.{value}" if member in _WORDS and value else ""
        return words.text(language, known) if known and words.has(language, known) else value

    header = [words.text(language, f"history.column.{name}") for name, _ in sheet.columns]
    return header, lambda row: [cell(row, member) for _, member in sheet.columns]


def _member(row: JSON, member: str) -> Any:
    """A member, or one that only the CSV has."""
    if member == "ticket_id":
        return row["id"]
    if member == "method_words":
        return row["method"]
    if member == "shared_words":
        name, number = row["shared_from"], row["shared_from_id"]
        return name if name == number or not name else f"{name} ({number})"
    return row[member]
