"""The picture other sites show where a page of the shop is shared: a ticket of it, drawn once for each content."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from hashlib import blake2b
from itertools import islice
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup

from generator.pages.dates import FEW
from generator.pages.views import ItemView, Sight
from generator.pictures.card import ACCENT, SIZE, Card, Figure
from generator.pictures.images import Photo
from generator.pictures.typefaces import identity
from generator.pictures.variants import FOLDER
from generator.writing.schema import Values
from webhook import formats, sales
from webhook.catalogue import localised

MOST = 60
"""Items that have a picture drawn for them, the next to come: a shop of a thousand evenings shares those."""

_VERSION = 3
"""To be raised when tickets come out differently, so that the kept ones are no longer used."""


@dataclass(frozen=True, kw_only=True)
class ShareImage:
    """A picture of 1200 by 630 pixels, drawn when it is asked for. ``name`` is its file below ``/assets/images/``.

    The name changes with all that the picture is made of.
    """

    name: str
    tell: Callable[[], Card]
    width: int = SIZE[0]
    height: int = SIZE[1]

    @property
    def address(self) -> str:
        """Where it is published."""
        return f"{FOLDER}{self.name}"

    @property
    def card(self) -> Card:
        """What it shows."""
        return self.tell()

    @property
    def alt(self) -> str:
        """What it says, for who cannot see it."""
        return " / ".join(text for text in (self.card.title, self.card.day, *self.card.notes) if text)


def share_images(
    sight: Sight, views: Mapping[str, ItemView], language: str, opening: Callable[[Markup], str]
) -> dict[str, ShareImage]:
    """The pictures of the front page and of items, by path; ``opening`` gives the first paragraph of a body.

    What is over has none, and of the rest the next ``MOST``: each is drawn when it comes near, and no shop is slow to
    build for being large.
    """
    teller = _Teller(sight, language, opening)
    made = {"/": _image("shop", teller.shop, f"{teller.key} {teller.photo and teller.photo.name}")}
    for view in islice((view for view in views.values() if not view.over), MOST):
        item = view.item
        made[item.path] = _image(item.id, partial(teller.item, view), f"{teller.key} {view.key} {item.venue}")
    return made


def _image(name: str, tell: Callable[[], Card], key: str) -> ShareImage:
    digest = blake2b(f"{_VERSION} {key}".encode(), digest_size=8).hexdigest()
    return ShareImage(name=f"share-{name}.{digest}.jpg", tell=cache(tell))


class _Teller:
    """The words of the tickets in one language."""

    def __init__(self, sight: Sight, language: str, opening: Callable[[Markup], str]) -> None:
        self.opening = opening
        self.shop_of, self.words, self.language, self.now = sight.shop, sight.words, language, sight.now
        self.photos, self.values = sight.reading.assets.photos, sight.reading.content.shop.values
        self.accent = (self.values.get("theme") or Values()).get("accent") or ACCENT
        self.zone = ZoneInfo(sight.shop.time_zone)
        self.name = localised(sight.shop.name, language)
        self.body = sight.reading.words("shop", language, "")
        table = sight.words.table(language, "shop")
        made_of = f"{language} {self.accent} {replace(sight.shop, assets={})} {self.body} {identity()} {table}"
        self.key = blake2b(made_of.encode(), digest_size=16).hexdigest()

    def shop(self) -> Card:
        """The ticket of the shop itself: its name, the first sentence of its words, its address."""
        sentence = re.match(r".*?(?:[。!?\uff01\uff1f]|[.](?=\s|$)|$)", self.opening(self.body))
        notes = (sentence[0],) if sentence and sentence[0] else ()
        host = urlsplit(self.shop_of.url or "").netloc or self.name
        return Card(title=self.name, stub=host, notes=notes, photo=self.photo, accent=self.accent)

    def item(self, view: ItemView) -> Card:
        """The ticket of something that is sold."""
        item = view.item
        day, notes, figure = self._event(view) if item.kind == "event" else self._prepaid(view)
        photo: Photo | None = self.photos.get(item.image or "")
        title = localised(item.title, self.language)
        return Card(
            title=title,
            stub=self.name,
            day=day,
            notes=tuple(note for note in notes if note),
            figure=None if photo else figure,
            photo=photo,
            accent=self.accent,
        )

    @property
    def photo(self) -> Photo | None:
        """The picture of the shop: the one its file names, else the first among its words."""
        if named := self.photos.get(self.values.get("image") or ""):
            return named
        found = re.search(rf'src="{FOLDER}([^"]+)"', self.body)
        return next((photo for photo in self.photos.values() if found and photo.name == found[1]), None)

    def _event(self, view: ItemView) -> tuple[str, list[str], Figure | None]:
        dates = [each for each in view.item.sessions if not sales.past(each, self.now)]
        venue = localised(view.item.venue.name, self.language) if view.item.venue else ""
        venue = "" if venue == self.name else venue  # the stub says it
        if not dates:
            return "", [venue], None
        first, last = (each.starts.astimezone(self.zone) for each in (dates[0], dates[-1]))
        if len(dates) > FEW:
            run = f"{formats.day(first, self.language)} – {formats.day(last, self.language)}"
            return run, [venue], Figure(number=f"{first.month}.{first.day}–{last.month}.{last.day}")
        note = [] if dates[0].all_day else [self._t("shop.starts_at", time=formats.clock(first, self.language))]
        note += [self._t("shop.more_dates", n=len(dates) - 1)] if len(dates) > 1 else []
        return formats.long_day(first, self.language), [" · ".join(note), venue], self._date(first)

    def _date(self, when: datetime) -> Figure:
        return Figure(
            before=self._t(f"shop.months.m{when.month}"),
            number=str(when.day),
            after=formats.weekday(when, self.language),
            tone={5: "saturday", 6: "sunday"}.get(when.weekday(), ""),
        )

    def _prepaid(self, view: ItemView) -> tuple[str, list[str], Figure | None]:
        item, money = view.item, ""
        if item.price is not None:
            price = formats.money(item.price, self.shop_of.currency, self.language)
            money = price if item.price else self._t("common.free")
        summary = localised(item.summary, self.language)
        if item.kind == "pass" or item.uses > 1:
            unit = self._t("shop.uses_unit" if item.kind == "pass" else "shop.sheets_unit", n=item.uses)
            gap = " " if unit.isascii() else ""
            figure = Figure(number=str(item.uses), after=unit)
            return f"{item.uses}{gap}{unit} · {money}", [summary], figure
        worth = item.face and formats.money(item.face, self.shop_of.currency, self.language)
        return money, [summary], Figure(number=worth or self._t("shop.exchange"))

    def _t(self, key: str, **values: object) -> str:
        return self.words.text(self.language, key, **values)
