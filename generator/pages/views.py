"""What a sale page is told about an item: its state now, its dates and prices, its words in one language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from markupsafe import Markup

from generator.found.json_ld import described
from generator.pages.dates import Dates, dates
from generator.pages.window import Standing, window
from generator.pictures.gallery import NONE, Pictures
from generator.pictures.images import Photo
from generator.pictures.variants import Copies
from generator.reading import Reading
from webhook import policy, sales
from webhook.catalogue import Session, Shop, TicketType
from webhook.words import Words

T = TypeVar("T")


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

    ``key`` names all that the view is made of, and the phase of the item's life at this moment. ``over`` is as in its
    ``standing``; ``answers`` say where the links of its words lead.
    """

    def __init__(self, standing: Standing, sight: "Sight", language: str, others: Mapping[str, "ItemView"]) -> None:
        self.standing, self.item, self.over = standing, standing.item, standing.over
        self.sight, self.language, self.others = sight, language, others
        item = self.item
        self.answers = sight.reading.answers.get(item.id)
        self._photo: Photo | None = sight.reading.photos.get(item.image) if item.image else None
        words = sight.reading.key(item.id, language)
        photo = self._photo.name if self._photo else ""
        named = f"{photo} {self.copies and self.copies.key}" if item.image else " None"
        self.key = f"{item.id} {words} {standing.phase} {named} {sight.pictures.key(words) if '<img' in words else ''}"
        self._kept: dict[str, tuple[object, Any]] = {}

    def kept(self, what: str, made_of: object, make: Callable[..., T], *told: object) -> T:
        """What ``make(*told)`` makes of this view and of ``made_of``: that of an earlier build as long as both stay."""
        known = self._kept.get(what)
        if known is None or known[0] != made_of:
            known = self._kept[what] = made_of, make(*told)
        made: T = known[1]
        return made

    @cached_property
    def body(self) -> Markup:
        """Its words."""
        shop = self.sight.shop
        words = self.sight.reading.words(self.item.id, self.language, prefix(shop, self.language))
        return self.sight.pictures.in_words(words)

    @cached_property
    def state(self) -> sales.State:
        """Its sale state at the build."""
        return sales.state(self.item, None, None, self.sight.now)

    @cached_property
    def sessions(self) -> tuple[SessionView, ...]:
        """Its sessions in order of time."""
        return tuple(self._session(session) for session in self.item.sessions)

    @cached_property
    def dates(self) -> Dates:
        """Its dates as they are laid out."""
        sight = self.sight
        daily = self.item.id in sight.reading.daily
        return dates(self.sessions, ZoneInfo(sight.shop.time_zone), daily=daily)

    @property
    def cancel_sentences(self) -> list[str]:
        """Its cancellation policy."""
        return policy.sentences(self.item.cancel, self.sight.words, self.language)

    @property
    def qr_opens(self) -> str:
        """How long before the start its QR shows, in words; empty when it shows from the purchase on."""
        ahead = self.item.qr_opens
        return policy.duration(ahead, self.sight.words, self.language) if ahead is not None else ""

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
        return self.sight.pictures.copies.get(self.item.image or "")

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
        sight = self.sight
        return described(self.item, sight.shop, self.language, prefix(sight.shop, self.language), sight.now)

    @property
    def related(self) -> tuple["ItemView", ...]:
        """What else may please; without what is archived."""
        if not self.item.related:
            return ()
        found = (self.others.get(name) for name in self.item.related)
        return tuple(view for view in found if view and not view.item.archived)

    @property
    def _prices(self) -> list[int]:
        prices = [ticket.price for ticket in self.item.tickets] if self.item.kind == "event" else [self.item.price]
        return [price for price in prices if price is not None]

    def _session(self, session: Session) -> SessionView:
        item, now = self.item, self.sight.now
        tickets = (TicketView(ticket=each, state=sales.state(item, session, each, now)) for each in item.tickets)
        state = sales.state(item, session, None, now)
        return SessionView(session=session, state=state, past=sales.past(session, now), tickets=tuple(tickets))


class Sight:
    """What making views needs: the shop as it was read, its words, and the moment ``now`` it is seen at.

    The views of the ``last`` one, made earlier in the same process, serve again where nothing about them has changed.
    """

    def __init__(
        self,
        *,
        reading: Reading,
        shop: Shop,
        words: Words,
        now: datetime,
        pictures: Pictures = NONE,
        last: "Sight | None" = None,
    ) -> None:
        self.reading, self.shop, self.words, self.now, self.pictures = reading, shop, words, now, pictures
        self._views: dict[str, dict[str, ItemView]] = {}
        alike = last and last.shop == shop and last.words is words and last.pictures.copies == pictures.copies
        self._last = last._views.copy() if last and alike else {}
        if last and alike:
            self.shop = last.shop  # which what was kept knows; so no build is remembered for the sake of a few views
        self.window: list[Standing] = window(reading.items, reading.moments, now, last.window if last and alike else ())

    def views(self, language: str) -> dict[str, ItemView]:
        """A view of every item that has a page, by id, in the order of the shop window."""
        if language not in self._views:
            self._views[language] = self._made(language, self._last.pop(language, {}))
        return self._views[language]

    def _made(self, language: str, last: Mapping[str, ItemView]) -> dict[str, ItemView]:
        views, answers = dict[str, ItemView](), self.reading.answers.get
        for standing in self.window:
            name = standing.item.id
            view = last.get(name)
            if view is not None and view.standing is standing and view.answers is answers(name):
                view.sight, view.others = self, views
            else:
                view = ItemView(standing, self, language, views)
            views[name] = view
        return views


def prefix(shop: Shop, language: str) -> str:
    """What stands before the paths of a language: nothing for the first, else ``/en``."""
    return "" if language == shop.languages[0] else f"/{language}"
