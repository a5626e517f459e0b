"""The shop's icons for home screens: its logo on paper, or a ticket in its colour."""

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from generator.files import File
from generator.pictures.images import Photo

SIZES = {"icon-192.png": 192, "icon-512.png": 512, "icon-maskable.png": 512, "apple-touch-icon.png": 180}
"""Files at the root of the site, in pixels: what Chrome asks for to install, and Apple's."""

PAPER = "#f7f6f2"
_VERSION = 1
_ROOM = {"icon-maskable.png": 0.56, "apple-touch-icon.png": 0.76}
"""How much of the width the logo takes. Of a maskable icon only a circle of four fifths is sure to be seen."""


def icons(logo: Photo | None, accent: str) -> Iterator[File]:
    """The icons as PNG."""
    for name, size in SIZES.items():
        key = f"icon {_VERSION} {name} {size} {accent} {logo.digest if logo else ''}"
        yield File(path=name, key=key, make=partial(_drawn, logo, accent, size, _ROOM.get(name, 0.8)))


def _drawn(logo: Photo | None, accent: str, size: int, room: float) -> bytes:
    image = Image.new("RGB", (size, size), PAPER if logo else accent)
    sign = _logo(logo.source, round(size * room)) if logo else _ticket(round(size * room), accent)
    image.paste(sign, ((size - sign.width) // 2, (size - sign.height) // 2), mask=sign)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _logo(source: Path, room: int) -> Image.Image:
    """The logo without empty edges, as large as fits."""
    with Image.open(source) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGBA")
    image = image.crop(image.getchannel("A").getbbox())
    return ImageOps.contain(image, (room, room), Image.Resampling.LANCZOS)


def _ticket(room: int, accent: str) -> Image.Image:
    """A white ticket with its notches, perforation and hole, drawn large and made small, for smooth edges."""
    scale = 4
    wide, high = room * scale, round(room * 0.6) * scale
    image = Image.new("RGBA", (wide, high), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, wide - 1, high - 1), radius=wide // 40, fill="#fffffe")
    torn, notch = wide * 0.36, wide * 0.065
    for edge in (0, high):
        draw.circle((torn, edge), notch, fill=(0, 0, 0, 0))
    holes = 6
    for place in range(holes):
        y = notch * 1.7 + (high - notch * 3.4) * place / (holes - 1)
        draw.circle((torn, y), wide * 0.014, fill=accent)
    draw.circle((wide * 0.69, high / 2), high * 0.24, outline=accent, width=round(wide * 0.045))
    return image.resize((wide // scale, high // scale), Image.Resampling.LANCZOS)
