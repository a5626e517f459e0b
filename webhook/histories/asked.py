"""What the owner asks a history for: the filters in an address, read once for the screen and for its CSV."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from webhook.catalogue import Catalogue, Shop, localised
from webhook.refusals import Refused

PAGE = 50
BLANK = "blank"
"""The place of a use that no staff made: 「(空欄)」 (S2-36, S2-37)."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Filters; empty ones ask for everything. ``since`` is included, ``until`` is not.

    ``place`` is ``blank``, ``staff:NUMBER`` or ``venue:NAME``; ``each`` shows every unit of a use as a row of its own
    (A14); ``after`` is the last row of the page before.
    """

    item: str = ""
    session: str = ""
    kind: str = ""
    ticket: str = ""
    customer: str = ""
    staff: str = ""
    place: str = ""
    status: str = ""
    tag: str = ""
    q: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None
    each: bool = False


def read(params: Mapping[str, str], shop: Shop) -> Asked:
    """The filters in an address; refuses with ``bad_value`` what cannot be read."""
    plain = ("item", "session", "kind", "ticket", "customer", "staff", "status", "tag")
    texts = {name: _text(params, name) for name in plain}
    return Asked(
        **texts,
        place=_place(_text(params, "place")),
        q=_text(params, "q").lower(),
        since=_edge(params, "from", shop, low=True),
        until=_edge(params, "to", shop, low=False),
        after=_whole(params, "after"),
        each=params.get("each", "") in ("1", "true", "yes"),
    )


def items_at(venue: str, catalogue: Catalogue) -> list[str]:
    """The items that take place there, by the venue's name in the shop's first language."""
    return [item.id for item in catalogue.items if item.venue and venue == venue_name(item.venue.name, catalogue.shop)]


def venue_name(name: dict[str, str], shop: Shop) -> str:
    """The name under which a venue is asked for."""
    return localised(name, shop.languages[0])


def _text(params: Mapping[str, str], name: str) -> str:
    value = params.get(name, "").strip()
    if "\0" in value or len(value) > 200:
        raise Refused("bad_value", 422, field=name)
    return value


def _place(text: str) -> str:
    if text and text != BLANK and not text.startswith(("staff:", "venue:")):
        raise Refused("bad_value", 422, field="place")
    return text


def _edge(params: Mapping[str, str], name: str, shop: Shop, *, low: bool) -> datetime | None:
    """The beginning of a day of the shop, or, for the last day that counts, of the day after it."""
    text = _text(params, name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=0 if low else 1)
    except (ValueError, OverflowError) as error:
        raise Refused("bad_value", 422, field=name) from error
    return datetime.combine(day, time(0), ZoneInfo(shop.time_zone))


def _whole(params: Mapping[str, str], name: str) -> int | None:
    text = _text(params, name)
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused("bad_value", 422, field=name)
    return int(text) if text else None
