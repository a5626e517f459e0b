"""The shop's icons for home screens: its logo on paper, or a ticket in its colour."""

from collections.abc import Iterator
from functools import partial

from generator.files import File
from generator.pictures.images import Photo

SIZES = {"icon-192.png": 192, "icon-512.png": 512, "icon-maskable.png": 512, "apple-touch-icon.png": 180}
"""Files at the root of the site, in pixels: what Chrome asks for to install, and Apple's."""

PAPER = "#f7f6f2"
_VERSION = 2
_ROOM = {"icon-maskable.png": 0.56, "apple-touch-icon.png": 0.76}
"""How much of the width the logo takes. Of a maskable icon only a circle of four fifths is sure to be seen."""


def icons(logo: Photo | None, accent: str) -> Iterator[File]:
    """The icons as PNG."""
    for name, size in SIZES.items():
        key = f"icon {_VERSION} {name} {size} {accent} {logo.digest if logo else ''}"
        yield File(path=name, key=key, make=partial(_drawn, logo, accent, size, _ROOM.get(name, 0.8)), drawn=True)


def _drawn(logo: Photo | None, accent: str, size: int, room: float) -> bytes:
    from generator.pictures.icon import drawn  # slow to load, and seldom needed

    return drawn(logo, accent, size, room)
