"""What the ticket says that other sites show where a page is shared, before it is drawn (see ``share_card``)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from generator.pictures.images import Photo

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


class Drawing:
    """The file of a card that is told when it is drawn. To another process it crosses as what the card shows."""

    def __init__(self, tell: Callable[[], Card]) -> None:
        self.tell = tell

    def __call__(self) -> bytes:
        """Draw it."""
        return _drawn(self.tell())

    def __reduce__(self) -> tuple[object, tuple[object, Card]]:
        return partial, (_drawn, self.tell())


def _drawn(card: Card) -> bytes:
    from generator.pictures.drawing import share_file  # slow to load, and few builds draw

    return share_file(card)
