"""A ticket of 1200 by 630 pixels, as other sites show it where a page is shared: picture, perforation, words, stub."""

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont, ImageOps

from generator.pictures.card import SIZE, Card, Figure
from generator.pictures.typefaces import font
from generator.pictures.typesetting import Lines, broken, cut

_EDGE = 34
_STUB = 62
_HOLE = 19
_SHEET = (_EDGE, _EDGE, SIZE[0] - _EDGE, SIZE[1] - _EDGE)
_END = (SIZE[0] - _EDGE - _STUB, _EDGE, SIZE[0] - _EDGE, SIZE[1] - _EDGE)
_PAPER, _WHITE, _INK, _SOFT = "#f7f6f2", "#fffffe", "#1a1817", "#5d5751"
_TONES = {"saturday": "#2a5a8c", "sunday": "#b5321f", "": _INK}
_RULE = 50
"""Height of the double rule with its space."""
_OPENING = "「『【《〈〔\uff08"
TORN = {True: 596, False: 452}
"""Where the perforation is, with a picture before it and without."""


def drawn(card: Card) -> bytes:
    """The ticket as JPEG. Needs letters (see ``typefaces``) that have every sign of its words."""
    torn = TORN[card.photo is not None]
    image = _blank(torn, card.accent, card.stub, None if card.photo else card.figure).copy()
    if card.photo:
        box = (_EDGE, _EDGE, torn, SIZE[1] - _EDGE)
        image.paste(cropped(card.photo.source, (box[2] - box[0], box[3] - box[1])), box, mask=ticket(torn).crop(box))
    if card.title:
        _words(ImageDraw.Draw(image), card, torn + 46, SIZE[0] - _EDGE - _STUB - 34)
    return jpeg(image)


def cropped(source: Path, size: tuple[int, int]) -> Image.Image:
    """The picture filling ``size``, a little more of its upper part than of its lower."""
    with Image.open(source) as image:
        share = max(size[0] / image.width, size[1] / image.height)
        image.draft("RGB", (int(image.width * share) + 1, int(image.height * share) + 1))
        upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        ground = Image.new("RGBA", upright.size, _WHITE)
        upright = Image.alpha_composite(ground, upright.convert("RGBA"))
    return ImageOps.fit(upright.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.42))


def jpeg(image: Image.Image) -> bytes:
    """The file; red letters need their colour in every pixel."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, subsampling=0)
    return out.getvalue()


def _words(draw: ImageDraw.ImageDraw, card: Card, left: int, right: int) -> None:
    """Title above, notes below, a printer's double rule between them."""
    width = right - left
    title, letters = _title(card.title, width)
    notes = [_day(card.day, width)] if card.day else []
    notes += [line for note in card.notes for line in _note(note, width)]
    step = round(letters.size * 1.24)
    top = (SIZE[1] - step * len(title) - sum(_step(each) for _, each in notes) - (_RULE if notes else 0)) / 2
    for line in title:
        draw.text((left - _hanging(line, letters), top), line, font=letters, fill=_INK)
        top += step
    if notes:
        draw.line((left, top + 24, right, top + 24), fill=_INK, width=3)
        draw.line((left, top + 30, right, top + 30), fill=_INK, width=1)
        top += _RULE
    for place, (line, small) in enumerate(notes):
        draw.text((left, top), line, font=small, fill=_INK if card.day and place == 0 else _SOFT)
        top += _step(small)


def _title(text: str, width: int) -> tuple[tuple[str, ...], ImageFont.FreeTypeFont]:
    """The title as large as it fits without dividing a word, and when it is very long, shortened."""
    divided: tuple[Lines, ImageFont.FreeTypeFont] | None = None
    for size, most in ((88, 2), (80, 3), (72, 3), (64, 3), (58, 4), (52, 4), (46, 5), (40, 5), (34, 6)):
        letters = _letters("title", size)
        made = broken(text, letters.getlength, width, most)
        if made and made.whole:
            return made.lines, letters
        divided = divided or (made and (made, letters)) or None
    if divided:
        return divided[0].lines, divided[1]
    return (cut(text, letters.getlength, width),), letters


def _day(text: str, width: int) -> tuple[str, ImageFont.FreeTypeFont]:
    """The date on one line, in the letters of the title."""
    letters = _fitting((36, 33, 30, 27, 24), lambda each: each.getlength(text) <= width)
    return cut(text, letters.getlength, width), letters


def _note(text: str, width: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Plain words in at most three lines."""
    letters = _letters("text", 27)
    made = broken(text, letters.getlength, width, 3)
    return [(line, letters) for line in (made.lines if made else (cut(text, letters.getlength, width),))]


def _step(letters: ImageFont.FreeTypeFont) -> int:
    return round(letters.size * 1.5)


def _figure(draw: ImageDraw.ImageDraw, figure: Figure, span: tuple[int, int]) -> None:
    """The numeral in the middle of ``span``, what belongs to it above and beside."""
    room = span[1] - span[0] - 84
    small = _letters("title", 46)
    sizes = (270, 240, 200, 160, 130, 104, 84, 66, 52)
    after = small.getlength(figure.after) + 16 if figure.after else 0
    large = _fitting(sizes, lambda each: each.getlength(figure.number) + after <= room)
    wide = large.getlength(figure.number)
    left, base = (span[0] + span[1] - wide - after) / 2, SIZE[1] / 2 + large.size * 0.38
    draw.text((left, base), figure.number, font=large, fill=_INK, anchor="ls")
    draw.text((left + wide + 16, base), figure.after, font=small, fill=_TONES[figure.tone], anchor="ls")
    draw.text((left + 8, base - large.size * 0.86), figure.before, font=small, fill=_INK, anchor="ls")


def _mark(draw: ImageDraw.ImageDraw, middle: tuple[float, float], accent: str) -> None:
    """The seal of the house, where there is neither a picture nor a date: two rings and a perforated line."""
    for radius, width in ((128, 9), (104, 3)):
        draw.circle(middle, radius, outline=accent, width=width)
    for x in range(int(middle[0]) - 66, int(middle[0]) + 67, 22):
        draw.circle((x, middle[1]), 5, fill=accent)


def _end(image: Image.Image, torn: int, accent: str, stub: str) -> None:
    """The shop's name along the coloured end of the ticket: upright signs stand, Latin ones lie."""
    box = _END
    room = box[3] - box[1] - 90
    if stub.isascii() or len(stub) * 24 > room:
        letters = _letters("title", 27)
        strip = Image.new("RGB", (box[3] - box[1], _STUB), accent)
        middle = (strip.width / 2, strip.height / 2 - 1)
        words = cut(stub, letters.getlength, room)
        ImageDraw.Draw(strip).text(middle, words, font=letters, fill=_on(accent), anchor="mm")
        lying = strip.rotate(270, expand=True)
        image.paste(lying, box[:2], mask=ticket(torn).crop(box))
        return
    letters = _letters("title", min(34, room // max(len(stub), 1)))
    step = min(round(letters.size * 1.5), room // max(len(stub), 1))
    draw, top = ImageDraw.Draw(image), (box[1] + box[3] - step * len(stub)) / 2 + step / 2
    for place, sign in enumerate(standing(stub)):
        at = ((box[0] + box[2]) / 2, top + place * step)
        draw.text(at, sign, font=letters, fill=_on(accent), anchor="mm")


def standing(text: str) -> str:
    """A text whose signs stand below each other: some have another form there."""
    return text.translate(str.maketrans("ー-()\uff08\uff09「」", "︱︱︵︶︵︶﹁﹂"))


@lru_cache(maxsize=1)
def _blank(torn: int, accent: str, stub: str, figure: Figure | None) -> Image.Image:
    """A ticket without words, with what is seen first on it: the same for all of a shop on a day, which are neighbours.

    It is kept until the next day's: each takes 3 MB.
    """
    image = _sheet(torn, accent, stub).copy()
    if figure:
        _figure(ImageDraw.Draw(image), figure, (_EDGE, torn))
    elif torn == TORN[False]:
        _mark(ImageDraw.Draw(image), ((_EDGE + torn) / 2, SIZE[1] / 2), accent)
    return image


@lru_cache(maxsize=1)
def _sheet(torn: int, accent: str, stub: str) -> Image.Image:
    """The paper of a ticket on the table, with its shadow and its coloured end, on which the shop's name stands."""
    outline, image = ticket(torn), Image.new("RGB", SIZE, _PAPER)
    for lower, blur, strength in ((10, 16, 0.20), (2, 2, 0.16)):
        shadow = Image.new("L", SIZE, 0)
        shadow.paste(outline.point(lambda value, strength=strength: int(value * strength)), (0, lower))
        image.paste("#3c2d1e", mask=_blurred(shadow, blur))
    image.paste(_WHITE, mask=outline)
    image.paste(accent, _END, mask=outline.crop(_END))
    if stub:
        _end(image, torn, accent, stub)
    return image


def _blurred(image: Image.Image, radius: int) -> Image.Image:
    """A soft shadow has no detail: blurred small it is the same, and quicker."""
    small = image.reduce(max(radius // 4, 1))
    soft = small.filter(ImageFilter.GaussianBlur(radius * small.width / image.width))
    return soft.resize(image.size, Image.Resampling.BICUBIC)


@lru_cache(maxsize=2)
def ticket(torn: int) -> Image.Image:
    """The outline of the ticket with its notches and holes, drawn large and made small, for smooth edges."""
    scale = 3
    sheet = Image.new("L", (SIZE[0] * scale, SIZE[1] * scale), 0)
    draw = ImageDraw.Draw(sheet)
    draw.rounded_rectangle([edge * scale for edge in _SHEET], radius=5 * scale, fill=255)
    holes: list[tuple[float, int]] = [(_HOLE, _SHEET[1]), (_HOLE, _SHEET[3])]
    holes += [(3.4, y) for y in range(_SHEET[1] + _HOLE + 15, _SHEET[3] - _HOLE - 10, 16)]
    for radius, y in holes:
        draw.circle((torn * scale, y * scale), radius * scale, fill=0)
    return sheet.reduce(scale)


def _on(accent: str) -> str:
    """White letters, or ink on a light colour (relative luminance as WCAG has it, roughly)."""
    red, green, blue = (value / 255 for value in ImageColor.getrgb(accent)[:3])
    return _INK if 0.21 * red**2.2 + 0.72 * green**2.2 + 0.07 * blue**2.2 > 0.34 else _WHITE


def _hanging(text: str, letters: ImageFont.FreeTypeFont) -> float:
    """How far a bracket at the head of a line stands out, so that the signs below each other begin on one edge."""
    return letters.size * 0.5 if text[:1] in _OPENING else 0.0


def _fitting(sizes: Sequence[int], fits: Callable[[ImageFont.FreeTypeFont], bool]) -> ImageFont.FreeTypeFont:
    """The letters of a title in the first size that ``fits``, else in the last; no others are loaded."""
    letters = _letters("title", sizes[0])
    for size in sizes[1:]:
        if fits(letters):
            break
        letters = _letters("title", size)
    return letters


def _letters(role: str, size: int) -> ImageFont.FreeTypeFont:
    letters = font(role, size)
    if letters is None:
        raise LookupError("no letters on this machine")
    return letters
