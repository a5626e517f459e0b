"""What was written becomes what the service knows: catalogue items, with every rule of one file checked."""

from datetime import timedelta
from typing import Any

from generator.content import Content, Entry
from generator.law import rules
from generator.sessions import sessions
from generator.writing.fields import Listed, Wrong
from generator.writing.kinds import FOLDERS
from generator.writing.schema import Values
from generator.writing.values import amount_off, percent_off
from webhook.catalogue import Benefit, CancelTier, Item, Organiser, TicketType, Validity, Venue

_PLAIN = (
    "title", "summary", "image", "image_alt", "use", "price", "single_price", "face", "uses", "stock", "limit",
    "limit_per_person", "gift", "resale_protection", "qr_opens", "entry_numbers", "id_check", "age_min",
    "min_participants", "decide_by", "public_counts", "archived", "fee_reason", "refund_if_cancelled", "guardian",
    "under6", "single_at", "tax_rate", "share", "share_used", "share_limit", "total_uses", "show_code", "code_for",
    "order",
)  # fmt: skip
"""Keys that mean in the catalogue what they mean in the file."""

_LISTS = ("tags", "related", "channels", "paused")
_FOLDER_OF = {kind: folder for folder, kind in FOLDERS.items()}


def item_of(content: Content, entry: Entry) -> Item | None:
    """The item an entry describes, made of what is right in its files; None when that is too little."""
    extra = _extra(content, entry)
    values = entry.values
    if not values.get("title"):
        return None
    plain = {name: values[name] for name in _PLAIN if values.get(name) is not None}
    lists: dict[str, Any] = {name: tuple(dict.fromkeys(values.get(name, ()))) for name in _LISTS}
    sales = values.get("sales") or Values()
    return Item(
        id=entry.id,
        kind=entry.kind,  # type: ignore[arg-type]
        path=f"/{_FOLDER_OF[entry.kind]}/{entry.id}/",
        sales_from=sales.get("from"),
        sales_until=sales.get("until"),
        organiser=_organiser(content, entry),
        konbini_stop=(values.get("konbini") or Values()).get("stop"),
        **lists,
        **plain,
        **extra,
    )


def _extra(content: Content, entry: Entry) -> dict[str, Any]:
    if entry.kind == "event":
        return _event(content, entry)
    return _coupon(entry) if entry.kind == "coupon" else _prepaid(content, entry)


def _event(content: Content, entry: Entry) -> dict[str, Any]:
    dates = sessions(entry)
    rules.event(entry, dates)
    return {
        "sessions": dates,
        "tickets": tuple(_tickets(entry)),
        "thanks": bool(entry.values.get("thanks", content.shop.values.get("thanks", False))),
        "venue": _venue(content, entry, "venue", entry.values.get("venue"), entry.values.at("venue")),
        "cancel": tuple(_tier(one) for one in entry.values.get("cancel", ()) if _whole(one, "until", "fee")),
    }


def _prepaid(content: Content, entry: Entry) -> dict[str, Any]:
    rules.prepaid(entry)
    places = entry.values.get("places") or Listed()
    found = (_venue(content, entry, "places", *place) for place in zip(places, places.lines, strict=True))
    return {"valid": _validity(entry.values.get("valid")), "places": tuple(venue for venue in found if venue)}


def _coupon(entry: Entry) -> dict[str, Any]:
    rules.coupon(entry)
    benefit = _benefit(entry)
    money_off = benefit is not None and benefit.type in ("amount_off", "percent_off")
    here = entry.values.get("code_for", "here") == "here"
    takes_code = bool(money_off and here and entry.values.get("code"))
    return {"valid": _validity(entry.values.get("valid")), "benefit": benefit, "takes_code": takes_code}


def _tickets(entry: Entry) -> list[TicketType]:
    written = (one for one in entry.values.get("tickets", ()) if _whole(one, "id", "name", "price"))
    return [TicketType(**one.data) for one in written]


def _tier(one: Values) -> CancelTier:
    until: timedelta = one["until"]
    return CancelTier(until=until, fee=one["fee"])


def _organiser(content: Content, entry: Entry) -> Organiser | None:
    """Who puts it on, by the id in the shop; the fee stays with the statement."""
    name = entry.values.get("organiser")
    if name is None:
        return None
    known = content.shop.values.get("organisers") or Values()
    if not known.written(name):
        names = ", ".join(str(each) for each in known.data) or "–"
        entry.problem("organiser_unknown", entry.values.at("organiser"), "organiser", value=name, known=names)
    written = known.get(name)
    if not written or not written.get("name"):
        return None
    return Organiser(id=name, name=written["name"], url=written.get("url"))


def _venue(content: Content, entry: Entry, key: str, written: Any, line: int) -> Venue | None:
    """A place by its id in the shop, or as a block; ``legal_entity`` stays with the checks."""
    name = written if isinstance(written, str) else None
    if name is not None:
        venues = content.shop.values.get("venues") or Values()
        if not venues.written(name):
            known = ", ".join(str(each) for each in venues.data) or "–"
            entry.problem("venue_unknown", line, key, value=name, known=known)
        written = venues.get(name)
    if not written or not written.get("name"):
        return None
    return Venue(id=name, **{key: value for key, value in written.data.items() if key != "legal_entity"})


def _validity(valid: Values | None) -> Validity | None:
    if valid is None or not valid.data:
        return None
    return Validity(days=valid.get("days"), starts=valid.get("from"), until=valid.get("to"))


def _benefit(entry: Entry) -> Benefit | None:
    """``value`` is money, a percentage or words, depending on ``type``."""
    written = entry.values.get("benefit")
    if not written or not written.get("type"):
        return None
    if not written.get("value"):
        if not written.written("value"):
            entry.problem("required", written.line, "value", example="300")
        return None
    if written["type"] not in ("amount_off", "percent_off"):
        return Benefit(type=written["type"], text=written["value"])
    words = str(next(iter(written["value"].values())))
    try:
        value = (amount_off if written["type"] == "amount_off" else percent_off)(words)
    except Wrong as wrong:
        entry.problem(wrong.code, written.at("value"), "value", **wrong.values)
        return None
    return Benefit(type=written["type"], value=value, purchase_min=written.get("purchase_min"))


def _whole(one: Values, *names: str) -> bool:
    return all(one.get(name) is not None for name in names)
