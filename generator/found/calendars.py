"""Calendar files of the dates: one for each, or one for an event of many dates, and one of the whole shop."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from itertools import islice
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from generator.pages.dates import FEW
from generator.pages.views import ItemView, Sight, prefix
from webhook import sales
from webhook.catalogue import Item, Session, localised
from webhook.ics import CalendarEvent, calendar

MOST = 10
"""Dates of one event in the shop's own calendar, so that a daily one does not bury the rest."""

MOST_OF_ALL = 200
"""Dates in the shop's own calendar, the next ones: it is subscribed to, and fetched again every day."""

SHOP = "/calendar.ics"


def path_of(item: Item, session: Session) -> str:
    """The path, without language, of the calendar file that ``session`` is in: its own where dates are few."""
    return f"{item.path}{'dates' if len(item.sessions) > FEW else session.id}.ics"


def calendars(
    sight: Sight, views: Mapping[str, ItemView], language: str
) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Path (without language) of every calendar file in one language, what it is made of, and how to get its text."""
    teller = _Teller(sight, language)
    events = [view for view in views.values() if view.item.kind == "event"]
    for view in events:
        item = view.item
        if len(item.sessions) > FEW:
            yield path_of(item, item.sessions[0]), view.key, partial(teller.file, item, item.sessions)
        else:
            for session in item.sessions:
                yield path_of(item, session), view.key, partial(teller.file, item, [session])
    whole = blake2b(str([view.key for view in events]).encode(), digest_size=16).hexdigest()
    yield SHOP, whole, partial(teller.shop_file, events)


class _Teller:
    """The dates as calendar entries in one language."""

    def __init__(self, sight: Sight, language: str) -> None:
        self.shop, self.words, self.language, self.now = sight.shop, sight.words, language, sight.now
        self.zone = ZoneInfo(sight.shop.time_zone)
        self.host = urlsplit(sight.shop.url or "").hostname or "mogiri.invalid"
        self.home = f"{sight.shop.url}{prefix(sight.shop, language)}" if sight.shop.url else ""

    def file(self, item: Item, sessions: Sequence[Session]) -> str:
        """The calendar file of ``sessions``."""
        return calendar(self.events(item, sessions), language=self.language)

    def shop_file(self, views: Sequence[ItemView]) -> str:
        """The shop's calendar, to subscribe to: the next dates of each event.

        ``views`` are in the order of their next dates, so that those after the first so many have none to add.
        """
        coming: list[tuple[Item, Session]] = []
        for view in islice((view for view in views if not view.over), MOST_OF_ALL):
            dates = (session for session in view.item.sessions if not sales.past(session, self.now))
            coming += ((view.item, session) for session in islice(dates, MOST))
        coming.sort(key=lambda each: (each[1].starts, each[0].id, each[1].id))
        told = (event for item, session in coming[:MOST_OF_ALL] for event in self.events(item, [session]))
        return calendar(told, name=localised(self.shop.name, self.language), language=self.language)

    def events(self, item: Item, sessions: Iterable[Session]) -> list[CalendarEvent]:
        """An entry for each session. What is told of it is as old as its date, which is all that can change in it."""
        url = f"{self.home}{item.path}" if self.home else None
        place = ", ".join(text for text in self._place(item) if text)
        return [
            CalendarEvent(
                uid=f"{item.id}.{session.id}@{self.host}",
                title=localised(item.title, self.language),
                starts=session.starts,
                ends=session.ends,
                stamp=item.sales_from or session.starts,
                all_day=session.all_day,
                place=place,
                text="\n".join(text for text in self._text(item, session, url) if text),
                url=url,
                tags=item.tags,
                cancelled=session.cancelled,
            )
            for session in sessions
        ]

    def _place(self, item: Item) -> tuple[str, str]:
        if item.venue is None:
            return "", ""
        return localised(item.venue.name, self.language), localised(item.venue.address, self.language)

    def _text(self, item: Item, session: Session, url: str | None) -> tuple[str, str, str]:
        doors = f"{session.doors.astimezone(self.zone):%H:%M}" if session.doors else ""
        told = self.words.text(self.language, "shop.doors_at", time=doors) if doors else ""
        return localised(item.summary, self.language), told, url or ""
