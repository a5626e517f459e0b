"""One icon, drawn: a logo on paper, or a ticket."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from generator.pictures.icons import PAPER
from generator.pictures.images import Photo

_WHITE = "#fffffe"


def drawn(logo: Photo | None, accent: str, size: int, room: float) -> bytes:
    """The PNG of ``size`` pixels, of whose width the sign takes ``room``."""
    image = Image.new("RGB", (size, size), PAPER if logo else accent)
    sign = _logo(logo.source, round(size * room)) if logo else _ticket(round(size * room))
    place = ((size - sign.width) // 2, (size - sign.height) // 2)
    image.paste(sign if logo else _WHITE, place, mask=sign)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _logo(source: Path, room: int) -> Image.Image:
    """The logo without empty edges, as large as fits."""
    with Image.open(source) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGBA")
    image = image.crop(image.getchannel("A").getbbox())
    return ImageOps.contain(image, (room, room), Image.Resampling.LANCZOS)


def _ticket(room: int) -> Image.Image:
    """A ticket with its notches, perforation and hole, which show the ground; drawn large and made small."""
    scale = 4
    wide, high = room * scale, round(room * 0.6) * scale
    ticket = Image.new("L", (wide, high), 0)
    draw = ImageDraw.Draw(ticket)
    draw.rounded_rectangle((0, 0, wide - 1, high - 1), radius=wide // 40, fill=255)
    torn, notch = wide * 0.36, wide * 0.065
    for edge in (0, high):
        draw.circle((torn, edge), notch, fill=0)
    holes = 6
    for place in range(holes):
        y = notch * 1.7 + (high - notch * 3.4) * place / (holes - 1)
        draw.circle((torn, y), wide * 0.014, fill=0)
    draw.circle((wide * 0.69, high / 2), high * 0.24, outline=0, width=round(wide * 0.045))
    return ticket.reduce(scale)
