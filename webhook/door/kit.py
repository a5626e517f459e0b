"""The door kit: everything for an evening on paper. The list, the signs, the shift's QR, a guide, the words to come."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from jinja2 import Environment

from webhook import moments, qr, worth
from webhook.catalogue import Catalogue, Localised
from webhook.crew import shifts
from webhook.crew.shifts import Scope
from webhook.door import house
from webhook.models import Shift, Ticket
from webhook.refusals import Refused
from webhook.words import Words
from webhook.worth import Worth

EARLY = timedelta(hours=3)
LATE = timedelta(hours=1)
"""The words are printed from so long before the start to so long after the end."""
LONG = timedelta(hours=3)
"""How long a session is that does not say when it ends."""
HOURS = timedelta(hours=8)
"""What has no date has words for the hours that follow."""
RESULTS = ("ok", "used", "wrong_date", "wrong_event", "moved", "cancelled", "pending", "offline_ok", "offline_new")
"""The verdicts that the guide explains."""
BLANK_ROWS = 12


@dataclass(frozen=True, kw_only=True)
class Guest:
    """A row of the list; ``units`` by ticket type, used and left."""

    holder: str
    six_digit: str
    lines: list[tuple[Localised, int, int]]
    id_check: bool
    age_min: int | None


def page(
    item: str, session: str, *, catalogue: Catalogue, env: Environment, base: str, now: datetime, lang: str
) -> str:
    """The kit as one HTML page for A4 paper. It opens a shift unless one for the same runs already.

    Refuses with ``unknown_item``, ``unknown_session`` or ``session_over``.
    """
    show = house.show(item, session, catalogue)
    if show is None or (show.kind == "event" and not session):
        raise Refused("unknown_session" if catalogue.item(item) else "unknown_item", 422)
    shift = _shift(item, session, catalogue, now)
    link = f"{base}{catalogue.shop.path('/staff/', lang)}#code={shift.code}"
    guests, words = _guests(item, session, now), cast(Words, env.globals["words"])
    context: dict[str, Any] = {
        "lang": lang,
        "languages": catalogue.shop.languages,
        "show": show,
        "shift": shift,
        "link": link,
        "qr": qr.svg(link, ""),
        "guests": guests,
        "units": sum(used + left for guest in guests for _, used, left in guest.lines),
        "words_to_come": _words_to_come(item, show, catalogue, words, now),
        "results": RESULTS,
        "support": catalogue.shop.support,
        "blank_rows": BLANK_ROWS,
        "now": now,
    }
    return env.get_template("door-kit.html").render(context)


def _shift(item: str, session: str, catalogue: Catalogue, now: datetime) -> Shift:
    """The one that runs for exactly this, else a new one: printing twice must not make the first print worthless."""
    running = Shift.select().where(Shift.item == item, Shift.session == session, Shift.venue == "", Shift.ends_at > now)
    found: Shift | None = running.order_by(Shift.id.desc()).first()
    return found or shifts.open_(Scope(item=item, session=session), catalogue, now)


def _guests(item: str, session: str, now: datetime) -> list[Guest]:
    """Everybody who may come, sorted as names are looked for."""
    alive = Ticket.cancelled_at.is_null() & Ticket.suspended_at.is_null()
    found = list(Ticket.select().where(Ticket.item == item, Ticket.session == session, alive))
    worths = [each for each in worth.of_all(found, now).values() if each.total and (session or each.timing == "open")]
    return sorted(map(_guest, worths), key=lambda guest: (_sort_key(guest.holder), guest.six_digit))


def _guest(shown: Worth) -> Guest:
    ticket = shown.ticket
    return Guest(
        holder=ticket.holder,
        six_digit=ticket.six_digit,
        lines=[(each.line.name, each.used, each.left) for each in shown.lines if each.line.units],
        id_check=bool(ticket.face.get("id_check")),
        age_min=ticket.face.get("age_min"),
    )


def _sort_key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


def _words_to_come(
    item: str, show: house.Show, catalogue: Catalogue, words: Words, now: datetime
) -> Sequence[dict[str, Any]]:
    """The word of each ten minutes of the evening, in the shop's first language, as phones show it (journeys 5.4)."""
    zone, language = ZoneInfo(catalogue.shop.time_zone), catalogue.shop.languages[0]
    begin, end = _evening(show, now)
    first = int(begin.timestamp()) // moments.EVERY
    last = int(end.timestamp()) // moments.EVERY
    times = [datetime.fromtimestamp(slot * moments.EVERY, zone) for slot in range(first, last)]
    return [moments.word(item, words, language, at) | {"at": at} for at in times]


def _evening(show: house.Show, now: datetime) -> tuple[datetime, datetime]:
    session = show.session
    if session is None:
        return now, now + HOURS
    if session.all_day:
        return session.starts + timedelta(hours=9), session.starts + timedelta(hours=22)
    return session.starts - EARLY, (session.ends or session.starts + LONG) + LATE
