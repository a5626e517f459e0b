"""What a sale page is told about an item: its state now, its dates and prices, its words in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from generator.images import Photo
from generator.json_ld import described
from generator.reading import Reading
from webhook import policy, sales
from webhook.catalogue import Item, Session, Shop, TicketType
from webhook.words import Words


@dataclass(frozen=True, kw_only=True)
class TicketView:
    """A ticket type of a session and its sale state at the build."""

    ticket: TicketType
    state: str


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """A session, its sale state at the build, and whether it is over."""

    session: Session
    state: str
    past: bool
    tickets: tuple[TicketView, ...]


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """An item as a page shows it. ``price_from`` is its lowest price; ``related`` are short views without their own."""

    item: Item
    body: Markup
    state: str
    sessions: tuple[SessionView, ...]
    cancel_sentences: list[str]
    price_from: int | None
    image_width: int | None
    image_height: int | None
    json_ld: dict[str, Any]
    related: tuple["ItemView", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What making views needs: the shop as it was read, its words, and the moment it is seen at."""

    reading: Reading
    shop: Shop
    words: Words
    now: datetime

    def views(self, language: str) -> dict[str, ItemView]:
        """A view of every item that has a page, by id, in the order of the shop window."""
        public = sorted((item for item in self.reading.items if item.kind != "coupon"), key=self._when)
        short = {item.id: self._view(item, language, {}) for item in public}
        return {
            name: self._view(view.item, language, short) if view.item.related else view for name, view in short.items()
        }

    def _when(self, item: Item) -> tuple[bool, timedelta, str]:
        """What comes next first, then what has no date, then what is over, the latest first."""
        coming = [session.starts for session in item.sessions if not self._past(session)]
        if coming or not item.sessions:
            return False, coming[0] - self.now if coming else timedelta.max, item.id
        return True, self.now - item.sessions[-1].starts, item.id

    def _past(self, session: Session) -> bool:
        return self.now >= (session.ends or sales.last_sale(session))

    def _view(self, item: Item, language: str, short: Mapping[str, ItemView]) -> ItemView:
        photo: Photo | None = self.reading.photos.get(item.image or "")
        prices = [ticket.price for ticket in item.tickets] if item.kind == "event" else [item.price]
        related = [short[name] for name in item.related if name in short and not short[name].item.archived]
        return ItemView(
            item=item,
            body=self.reading.body(item.id, language).under(prefix(self.shop, language)),
            state=sales.state(item, None, None, self.now),
            sessions=tuple(self._session(item, session) for session in item.sessions),
            cancel_sentences=policy.sentences(item.cancel, self.words, language),
            price_from=min((price for price in prices if price is not None), default=None),
            image_width=photo.width if photo else None,
            image_height=photo.height if photo else None,
            json_ld=described(item, self.shop, language, prefix(self.shop, language), self.now),
            related=tuple(related),
        )

    def _session(self, item: Item, session: Session) -> SessionView:
        tickets = (
            TicketView(ticket=ticket, state=sales.state(item, session, ticket, self.now)) for ticket in item.tickets
        )
        state = sales.state(item, session, None, self.now)
        return SessionView(session=session, state=state, past=self._past(session), tickets=tuple(tickets))


def prefix(shop: Shop, language: str) -> str:
    """What stands before the paths of a language: nothing for the first, else ``/en``."""
    return "" if language == shop.languages[0] else f"/{language}"
