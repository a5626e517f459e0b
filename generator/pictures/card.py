"""What the ticket says that other sites show where a page is shared, before it is drawn (see ``share_card``)."""

from generator.pictures.images import Photo
from webhook.frozen import dataclass

SIZE = (1200, 630)
ACCENT = "#d0402a"
"""Vermilion, when the shop has chosen no colour of its own."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The biggest thing on a ticket without a picture: 「12月 24 木」, 「10 回」. ``tone`` is a day's."""

    number: str
    before: str = ""
    after: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the ticket says. ``stub`` runs along its end; ``day`` and ``notes`` stand below the title."""

    title: str = ""
    stub: str = ""
    day: str = ""
    notes: tuple[str, ...] = ()
    figure: Figure | None = None
    photo: Photo | None = None
    accent: str = ACCENT
