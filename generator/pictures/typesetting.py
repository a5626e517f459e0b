"""Lines of a title: where Japanese and Latin words may be broken, and which breaks read best."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

Measure = Callable[[str], float]
"""The width of a text in pixels."""

_NOT_FIRST = set(
    "、。・゛゜´¨ヽヾゝゞ々ー’”〕〉》」』】°′″℃¢%‰ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.!?:;)]}…‥〜～–—"
    "\uff0c\uff0e\uff1a\uff1b\uff1f\uff01\uff09\uff3d\uff5d\uff05"  # the same of full width
)
"""Signs that no line may begin with (JIS X 4051, 行頭禁則)."""

_NOT_LAST = set("‘“〔〈《「『【([{¥£$#@\uff08\uff3b\uff5b\uffe5\uff04")
"""Signs that no line may end with (行末禁則)."""

_AFTER = set("、。・〕〉》」』】 \u3000\uff0c\uff0e\uff1a\uff1b\uff1f\uff01\uff09\uff3d\uff5d")
_PARTICLES = set("はがをにのともでへや")
_RAGGED = 60.0
"""What a line costs whose length is off by all of its width, beside the cost of breaking a word."""

WORD = 8.0
"""A break that costs this much or more divides a word."""


class Lines(NamedTuple):
    """A text in lines; ``whole`` when no word had to be divided."""

    lines: tuple[str, ...]
    whole: bool


def broken(text: str, measure: Measure, width: float, most: int) -> Lines | None:
    """``text`` in at most ``most`` lines of ``width`` pixels, as few and as even as can be; None if it is longer."""
    pieces = [_Piece(piece, measure(piece), measure(piece.rstrip()), cost) for piece, cost in _pieces(text)]
    made = [found for count in range(1, most + 1) if (found := _even(pieces, width, count))]
    return next((found for found in made if found.whole), made[0] if made else None)


def cut(text: str, measure: Measure, width: float) -> str:
    """``text`` on one line, with an ellipsis where it does not fit."""
    if measure(text) <= width:
        return text
    while text and measure(f"{text}…") > width:
        text = text[:-1].rstrip()
    return f"{text}…"


class _Piece(NamedTuple):
    """A part that no line break may divide: its width, its width at the end of a line, the cost of a break after it."""

    text: str
    width: float
    bare: float
    cost: float


def _even(pieces: list[_Piece], width: float, count: int) -> Lines | None:
    """The cheapest way to set the pieces in exactly ``count`` lines."""
    wanted = min(sum(piece.width for piece in pieces) / count, width)

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]] | None:
        """The cost of the pieces from ``start`` in ``left`` lines, and where each line ends."""
        if left == 0 or start == len(pieces):
            return (0.0, ()) if left == 0 and start == len(pieces) else None
        found: tuple[float, tuple[int, ...]] | None = None
        before = 0.0
        for end, piece in enumerate(pieces[start:], start=start + 1):
            here, before = before + piece.bare, before + piece.width
            if here > width:
                break
            if (rest := best(end, left - 1)) is not None:
                cost = _RAGGED * ((here - wanted) / width) ** 2 + (piece.cost if left > 1 else 0.0) + rest[0]
                found = min(found or (cost, (end, *rest[1])), (cost, (end, *rest[1])))
        return found

    chosen = best(0, count)
    if chosen is None:
        return None
    ends = chosen[1]
    made = ("".join(piece.text for piece in pieces[start:end]).strip() for start, end in pairwise((0, *ends)))
    return Lines(tuple(made), all(pieces[end - 1].cost < WORD for end in ends[:-1]))


def _pieces(text: str) -> list[tuple[str, float]]:
    """The parts that no line break may divide, each with what breaking after it costs."""
    made: list[tuple[str, float]] = []
    start = 0
    for place, (before, after) in enumerate(pairwise(text), start=1):
        cost = _cost(before, after)
        if cost is not None:
            made.append((text[start:place], cost))
            start = place
    return [*made, (text[start:], 0.0)]


def _cost(before: str, after: str) -> float | None:
    """What it costs to break between two signs; None where it is not done."""
    if after in _NOT_FIRST or before in _NOT_LAST or after == " ":
        return None
    if before in _AFTER or after in _NOT_LAST:
        return 0.0
    kinds = _kind(before), _kind(after)
    if kinds == ("latin", "latin") or (before.isdigit() and kinds[1] == "kanji"):  # 1,000円, 10杯
        return None
    if kinds[0] == kinds[1]:
        return {"kanji": 9.0, "katakana": 16.0}.get(kinds[0], 3.0 if before in _PARTICLES else 8.0)
    if kinds == ("kanji", "hiragana"):  # an ending, or a particle: both stay with their word
        return 14.0
    if kinds[0] == "hiragana" and before in _PARTICLES:
        return 1.0
    return 6.0 if kinds == ("hiragana", "kanji") else 3.0


def _kind(sign: str) -> str:
    if "\u3041" <= sign <= "\u309f":
        return "hiragana"
    if "\u30a0" <= sign <= "\u30ff" or sign == "ー":
        return "katakana"
    if sign >= "\u3400" and not "\uff01" <= sign <= "\uff9f":
        return "kanji"
    return "latin"
