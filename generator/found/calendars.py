"""Calendar files of the dates: one for each, or one for an event of many dates, and one of the whole shop."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import islice
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from generator.files import File
from generator.pages.dates import FEW
from generator.pages.views import ItemView, Sight, prefix
from webhook import sales
from webhook.catalogue import Item, Session, localised
from webhook.ics import CalendarEvent, calendar, entry_of

MOST = 10
"""Dates of one event in the shop's own calendar, so that a daily one does not bury the rest."""

MOST_OF_ALL = 200
"""Dates in the shop's own calendar, the next ones: it is subscribed to, and fetched again every day."""

SHOP = "/calendar.ics"


def path_of(item: Item, session: Session) -> str:
    """The path, without language, of the calendar file that ``session`` is in: its own where dates are few."""
    return f"{item.path}{'dates' if len(item.sessions) > FEW else session.id}.ics"


def calendars(sight: Sight, views: Mapping[str, ItemView], language: str, base: str) -> Iterator[File]:
    """Every calendar file in one language; ``base`` names what all of them are made of."""
    teller = _Teller(sight, language, base)
    events = [view for view in views.values() if view.item.kind == "event"]
    for view in events:
        yield from view.kept("calendars", base, teller.files, view)
    yield teller.named(SHOP, "\n".join([view.key for view in events]), partial(teller.shop_file, events))


class _Teller:
    """The dates as calendar entries in one language."""

    def __init__(self, sight: Sight, language: str, base: str) -> None:
        self.shop, self.words, self.language, self.now = sight.shop, sight.words, language, sight.now
        self.base = base
        self.zone = ZoneInfo(sight.shop.time_zone)
        self.host = urlsplit(sight.shop.url or "").hostname or "mogiri.invalid"
        self.prefix = prefix(sight.shop, language)
        self.home = f"{sight.shop.url}{self.prefix}" if sight.shop.url else ""

    def named(self, path: str, key: str, make: Callable[[], str]) -> File:
        """The file at a ``path`` without language, which is made of ``key``."""
        digest = blake2b(f"{self.base} {path} {key}".encode(), digest_size=16).hexdigest()
        return File(f"{self.prefix}{path}"[1:], digest, make)

    def files(self, view: ItemView) -> list[File]:
        """Those of one event."""
        item, each = view.item, [[session] for session in view.item.sessions]
        files = [(path_of(item, dates[0]), dates) for dates in ([item.sessions] if len(each) > FEW else each)]
        return [self.named(path, view.key, partial(self.file, item, dates)) for path, dates in files]

    def file(self, item: Item, sessions: Sequence[Session]) -> str:
        """The calendar file of ``sessions``."""
        return calendar([self.event(item, session) for session in sessions], language=self.language)

    def shop_file(self, views: Sequence[ItemView]) -> str:
        """The shop's calendar, to subscribe to: the next dates of each event.

        ``views`` are in the order of their next dates, so that those after the first so many have none to add.
        """
        coming: list[tuple[ItemView, Session]] = []
        for view in islice((view for view in views if not view.over), MOST_OF_ALL):
            dates = (session for session in view.item.sessions if not sales.past(session, self.now))
            coming += ((view, session) for session in islice(dates, MOST))
        coming.sort(key=lambda each: (each[1].starts, each[0].item.id, each[1].id))
        told = [
            view.kept(f"date {session.id}", self.base, self.entry, view.item, session)
            for view, session in coming[:MOST_OF_ALL]
        ]
        return calendar(told, name=localised(self.shop.name, self.language), language=self.language)

    def entry(self, item: Item, session: Session) -> str:
        """A date as the text of its entry."""
        return entry_of(self.event(item, session), self.language)

    def event(self, item: Item, session: Session) -> CalendarEvent:
        """A date as an entry. What is told of it is as old as the date, which is all that can change in it."""
        url = f"{self.home}{item.path}" if self.home else None
        return CalendarEvent(
            uid=f"{item.id}.{session.id}@{self.host}",
            title=localised(item.title, self.language),
            starts=session.starts,
            ends=session.ends,
            stamp=item.sales_from or session.starts,
            all_day=session.all_day,
            place=", ".join(text for text in self._place(item) if text),
            text="\n".join(text for text in self._text(item, session, url) if text),
            url=url,
            tags=item.tags,
            cancelled=session.cancelled,
        )

    def _place(self, item: Item) -> tuple[str, str]:
        if item.venue is None:
            return "", ""
        return localised(item.venue.name, self.language), localised(item.venue.address, self.language)

    def _text(self, item: Item, session: Session, url: str | None) -> tuple[str, str, str]:
        doors = f"{session.doors.astimezone(self.zone):%H:%M}" if session.doors else ""
        told = self.words.text(self.language, "shop.doors_at", time=doors) if doors else ""
        return localised(item.summary, self.language), told, url or ""
