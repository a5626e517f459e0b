"""What search engines are told about the shop and its items, in the words of schema.org."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from webhook import sales
from webhook.catalogue import Item, Session, Shop, Venue, localised

MOST_SESSIONS = 10
"""Dates told of one event, the next ones: a year of them would outweigh the page."""

_AVAILABILITY = {"on_sale": "InStock", "not_yet": "PreOrder", "sold_out": "SoldOut"}


def described(item: Item, shop: Shop, language: str, prefix: str, now: datetime) -> dict[str, Any]:
    """The item as linked data: an Event for each coming session, or a Product with its offer; and the way to it.

    Search engines show the dates of a run only when each is an Event of its own (Google, "Event structured data"). What
    all of them share, the place and the organiser, is told once and pointed to.
    """
    teller = _Teller(item, shop, language, prefix, now)
    if item.kind != "event":
        return {"@context": "https://schema.org", "@graph": [teller.product(), teller.way()]}
    coming = [each for each in item.sessions if not sales.past(each, now)] or item.sessions[-1:]
    events = [teller.event(each, first=place == 0) for place, each in enumerate(coming[:MOST_SESSIONS])]
    return {"@context": "https://schema.org", "@graph": [*events, teller.way()]}


def shop_described(shop: Shop, language: str, prefix: str, logo: str | None) -> dict[str, Any]:
    """The shop itself, for its front page; ``logo`` is a path in the content folder."""
    home = f"{shop.url or ''}{prefix}/"
    name = localised(shop.name, language)
    address = shop.assets.get(logo or "")
    support = _present(
        {
            "@type": "ContactPoint",
            "contactType": "customer support",
            "email": shop.support.mail or shop.mail,
            "telephone": shop.support.phone,
        }
    )
    organisation = _present(
        {
            "@type": "Organization",
            "@id": f"{shop.url or ''}/#shop",
            "name": name,
            "url": f"{shop.url or ''}/",
            "logo": f"{shop.url or ''}{address}" if address else None,
            "contactPoint": support if len(support) > 2 else None,
        }
    )
    site = {"@type": "WebSite", "name": name, "url": home, "inLanguage": language, "publisher": _at(organisation)}
    return {"@context": "https://schema.org", "@graph": [site, organisation]}


class _Teller:
    def __init__(self, item: Item, shop: Shop, language: str, prefix: str, now: datetime) -> None:
        self.item, self.shop, self.language, self.now = item, shop, language, now
        self.home = f"{shop.url or ''}{prefix}/"
        self.url = f"{shop.url or ''}{prefix}{item.path}"

    def event(self, session: Session, *, first: bool) -> dict[str, Any]:
        """One date. The first one carries the words and what all dates share."""
        starts = session.starts.date() if session.all_day else session.starts
        place = self._place(self.item.venue) if self.item.venue else None
        return _present(
            {
                "@type": "Event",
                **self._common(),
                "startDate": starts.isoformat(),
                "doorTime": session.doors.isoformat() if session.doors else None,
                "endDate": session.ends.isoformat() if session.ends else None,
                "eventStatus": f"https://schema.org/Event{'Cancelled' if session.cancelled else 'Scheduled'}",
                "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode" if place else None,
                "location": place if first or place is None else _at(place),
                "organizer": self._organiser() if first else _at(self._organiser()),
                "typicalAgeRange": f"{self.item.age_min}-" if self.item.age_min else None,
                "inLanguage": self.language,
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
        until = self.item.sales_until
        brand = {"@type": "Brand", "name": self._text(self.shop.name)}
        offer |= {"priceValidUntil": until.date().isoformat()} if until else {}
        return _present({"@type": "Product", "sku": self.item.id, **self._common(), "brand": brand, "offers": offer})

    def way(self) -> dict[str, Any]:
        """From the front page to this one."""
        steps = [(self._text(self.shop.name), self.home), (self._text(self.item.title), self.url)]
        trail = [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(steps, start=1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": trail}

    def _common(self) -> dict[str, Any]:
        image = self.shop.assets.get(self.item.image or "")
        return {
            "name": self._text(self.item.title),
            "description": self._text(self.item.summary),
            "image": [f"{self.shop.url or ''}{image}"] if image else None,
            "url": self.url,
        }

    def _shop(self) -> dict[str, Any]:
        name, url = self._text(self.shop.name), self.shop.url
        return _present({"@type": "Organization", "@id": f"{url or ''}/#shop", "name": name, "url": url})

    def _organiser(self) -> dict[str, Any]:
        who = self.item.organiser
        if who is None:
            return self._shop()
        about = {"@id": f"{self.shop.url or ''}/#organiser-{who.id}", "name": self._text(who.name), "url": who.url}
        return _present({"@type": "Organization", **about})

    def _place(self, venue: Venue) -> dict[str, Any]:
        address = self._text(venue.address)
        code = re.search(r"〒\s*(\d{3}-?\d{4})", address)
        street = address.replace(code[0], "").strip() if code else address
        # The country is known from the clock: the shop's zone lies in one.
        from babel.core import get_global  # here and below: slow to load, and many builds describe nothing

        country = get_global("zone_territories").get(self.shop.time_zone)
        postal = {"streetAddress": street, "postalCode": code[1] if code else None, "addressCountry": country}
        return _present(
            {
                "@type": "Place",
                "@id": f"{self.url}#place",
                "name": self._text(venue.name),
                "address": _present({"@type": "PostalAddress", **postal}) if street else self._text(venue.name),
                "hasMap": venue.map,
            }
        )

    def _offer(self, price: int, state: str) -> dict[str, Any]:
        from babel.numbers import get_currency_precision

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


def _at(thing: dict[str, Any]) -> dict[str, Any]:
    """A thing that is described elsewhere on the page."""
    return {"@id": thing["@id"]}


def _present(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value not in (None, "", [])}
