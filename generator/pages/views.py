"""What a sale page is told about an item: its state now, its dates and prices, its words in one language."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from generator.found.json_ld import described
from generator.pages.dates import Dates, dates
from generator.pictures.gallery import NONE, Pictures
from generator.pictures.images import Photo
from generator.pictures.variants import Copies
from generator.reading import Reading
from webhook import policy, sales
from webhook.catalogue import Item, Session, Shop, TicketType
from webhook.words import Words


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """A ticket type of a session and its sale state at the build."""

    ticket: TicketType
    state: sales.State


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """A session, its sale state at the build, and whether it is over."""

    session: Session
    state: sales.State
    past: bool
    tickets: tuple[TicketView, ...]


class ItemView:
    """An item as a page shows it. What a page does not ask for is never worked out.

    ``key`` names all that the view is made of, and the phase of the item's life at this moment. ``over`` is whether
    nothing more will come of it: put away by its creator, or an event whose last date is past.
    """

    def __init__(
        self, item: Item, sight: "Sight", language: str, others: Mapping[str, "ItemView"], *, over: bool
    ) -> None:
        self.item, self.over = item, over
        self._sight, self._language, self._others = sight, language, others
        self._photo: Photo | None = sight.reading.photos.get(item.image) if item.image else None
        phase = bisect_right(sight.reading.moments[item.id], sight.moment)
        words = sight.reading.key(item.id, language)
        photo = self._photo.name if self._photo else ""
        named = f"{photo} {self.copies and self.copies.key}" if item.image else " None"
        self.key = f"{words} {phase} {named} {sight.pictures.key(words) if '<img' in words else ''}"

    @cached_property
    def body(self) -> Markup:
        """Its words."""
        shop = self._sight.shop
        words = self._sight.reading.words(self.item.id, self._language, prefix(shop, self._language))
        return self._sight.pictures.in_words(words)

    @cached_property
    def state(self) -> sales.State:
        """Its sale state at the build."""
        return sales.state(self.item, None, None, self._sight.now)

    @cached_property
    def sessions(self) -> tuple[SessionView, ...]:
        """Its sessions in order of time."""
        return tuple(self._session(session) for session in self.item.sessions)

    @cached_property
    def dates(self) -> Dates:
        """Its dates as they are laid out."""
        sight = self._sight
        daily = self.item.id in sight.reading.daily
        return dates(self.sessions, ZoneInfo(sight.shop.time_zone), daily=daily)

    @property
    def cancel_sentences(self) -> list[str]:
        """Its cancellation policy."""
        return policy.sentences(self.item.cancel, self._sight.words, self._language)

    @property
    def qr_opens(self) -> str:
        """How long before the start its QR shows, in words; empty when it shows from the purchase on."""
        ahead = self.item.qr_opens
        return policy.duration(ahead, self._sight.words, self._language) if ahead is not None else ""

    @property
    def price_from(self) -> int | None:
        """Its lowest price, in the smallest unit."""
        return min(self._prices, default=None)

    @property
    def price_to(self) -> int | None:
        """Its highest price, in the smallest unit."""
        return max(self._prices, default=None)

    @property
    def copies(self) -> Copies | None:
        """The lighter copies of its picture."""
        return self._sight.pictures.copies.get(self.item.image or "")

    @property
    def image_width(self) -> int | None:
        """Of its picture, in pixels."""
        return self._photo.width if self._photo else None

    @property
    def image_height(self) -> int | None:
        """Of its picture, in pixels."""
        return self._photo.height if self._photo else None

    @cached_property
    def json_ld(self) -> dict[str, Any]:
        """What search engines are told."""
        sight = self._sight
        return described(self.item, sight.shop, self._language, prefix(sight.shop, self._language), sight.now)

    @property
    def related(self) -> tuple["ItemView", ...]:
        """What else may please; without what is archived."""
        if not self.item.related:
            return ()
        found = (self._others.get(name) for name in self.item.related)
        return tuple(view for view in found if view and not view.item.archived)

    @property
    def _prices(self) -> list[int]:
        prices = [ticket.price for ticket in self.item.tickets] if self.item.kind == "event" else [self.item.price]
        return [price for price in prices if price is not None]

    def _session(self, session: Session) -> SessionView:
        item, now = self.item, self._sight.now
        tickets = (TicketView(ticket=each, state=sales.state(item, session, each, now)) for each in item.tickets)
        state = sales.state(item, session, None, now)
        return SessionView(session=session, state=state, past=sales.past(session, now), tickets=tuple(tickets))


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What making views needs: the shop as it was read, its words, and the moment it is seen at."""

    reading: Reading
    shop: Shop
    words: Words
    now: datetime
    pictures: Pictures = NONE

    @cached_property
    def moment(self) -> float:
        """``now`` in seconds since 1970."""
        return self.now.timestamp()

    def views(self, language: str) -> dict[str, ItemView]:
        """A view of every item that has a page, by id, in the order of the shop window."""
        if language not in self._views:
            views = self._views[language] = dict[str, ItemView]()
            for item, over in self._window:
                views[item.id] = ItemView(item, self, language, views, over=over)
        return self._views[language]

    @cached_property
    def _views(self) -> dict[str, dict[str, ItemView]]:
        return {}

    @cached_property
    def _window(self) -> list[tuple[Item, bool]]:
        """What comes next first, then what has no date, then what is over, the latest first; of each whether it is."""
        coming: list[tuple[float, str, Item]] = []
        over: list[tuple[float, str, Item]] = []
        for item in self.reading.items:
            if item.kind == "coupon":
                continue
            start = None
            for each in item.sessions:
                if not sales.past(each, self.now):
                    start = each.starts
                    break
            if start or not item.sessions:
                coming.append((start.timestamp() if start else float("inf"), item.id, item))
            else:
                over.append((-item.sessions[-1].starts.timestamp(), item.id, item))
        first = [(item, item.archived) for _, _, item in sorted(coming, key=_place)]
        return [*first, *((item, True) for _, _, item in sorted(over, key=_place))]


def _place(entry: tuple[float, str, Item]) -> tuple[float, str]:
    return entry[:2]


def prefix(shop: Shop, language: str) -> str:
    """What stands before the paths of a language: nothing for the first, else ``/en``."""
    return "" if language == shop.languages[0] else f"/{language}"
