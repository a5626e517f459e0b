"""What search engines are told about an item, in the words of schema.org."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from webhook import sales
from webhook.catalogue import Item, Session, Shop, Venue, localised

MOST_SESSIONS = 30
"""Dates told of one event; a calendar of a whole year would outweigh the page."""

_AVAILABILITY = {"on_sale": "InStock", "not_yet": "PreOrder", "sold_out": "SoldOut"}


def described(item: Item, shop: Shop, language: str, prefix: str, now: datetime) -> dict[str, Any]:
    """The item as linked data: one Event a coming session, or a Product with its offer."""
    teller = _Teller(item, shop, language, prefix, now)
    if item.kind != "event":
        return {"@context": "https://schema.org", **teller.product()}
    coming = [each for each in item.sessions if now < (each.ends or sales.last_sale(each))] or item.sessions[-1:]
    return {"@context": "https://schema.org", "@graph": [teller.event(each) for each in coming[:MOST_SESSIONS]]}


class _Teller:
    def __init__(self, item: Item, shop: Shop, language: str, prefix: str, now: datetime) -> None:
        self.item, self.shop, self.language, self.now = item, shop, language, now
        self.url = f"{shop.url or ''}{prefix}{item.path}"

    def event(self, session: Session) -> dict[str, Any]:
        starts = session.starts.date() if session.all_day else session.starts
        return _present(
            {
                "@type": "Event",
                **self._common(),
                "startDate": starts.isoformat(),
                "doorTime": session.doors.isoformat() if session.doors else None,
                "endDate": session.ends.isoformat() if session.ends else None,
                "eventStatus": "https://schema.org/EventScheduled",
                "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode" if self.item.venue else None,
                "location": self._place(self.item.venue) if self.item.venue else None,
                "organizer": self._shop(),
                "offers": [
                    {
                        "name": self._text(ticket.name),
                        **self._offer(ticket.price, sales.state(self.item, session, ticket, self.now)),
                    }
                    for ticket in self.item.tickets
                ],
            }
        )

    def product(self) -> dict[str, Any]:
        offer = self._offer(self.item.price or 0, sales.state(self.item, None, None, self.now))
        return _present({"@type": "Product", **self._common(), "offers": offer})

    def _common(self) -> dict[str, Any]:
        image = self.shop.assets.get(self.item.image or "")
        return {
            "name": self._text(self.item.title),
            "description": self._text(self.item.summary),
            "image": f"{self.shop.url or ''}{image}" if image else None,
            "url": self.url,
        }

    def _shop(self) -> dict[str, Any]:
        return _present({"@type": "Organization", "name": self._text(self.shop.name), "url": self.shop.url})

    def _place(self, venue: Venue) -> dict[str, Any]:
        return _present(
            {
                "@type": "Place",
                "name": self._text(venue.name),
                "address": self._text(venue.address),
                "hasMap": venue.map,
            }
        )

    def _offer(self, price: int, state: str) -> dict[str, Any]:
        major = Decimal(price).scaleb(-get_currency_precision(self.shop.currency))
        starts = self.item.sales_from
        return _present(
            {
                "@type": "Offer",
                "price": f"{major:f}",
                "priceCurrency": self.shop.currency,
                "availability": f"https://schema.org/{_AVAILABILITY.get(state, 'Discontinued')}",
                "validFrom": starts.isoformat() if starts else None,
                "url": self.url,
            }
        )

    def _text(self, text: dict[str, str]) -> str:
        return localised(text, self.language)


def _present(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in (None, "", [])}
