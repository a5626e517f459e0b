"""Markdown in pieces that mean the same wherever they stand, so that what many pages say is made into HTML once."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown

from generator.pages.filling import CLOSE, OPEN, Body, Link

Look = Callable[[Element], tuple[tuple[Link, ...], int]]
"""Makes what is in an element safe; returns the links it waits for, and its highest heading, 0 without any."""

MOST = 1000
"""Pieces that are remembered: house rules and the like return soon, the rest need not stay in memory."""

_BRANCHES = re.compile(r"^[\s>*+\-0-9]", re.MULTILINE)
"""A line that may begin, or go on with, a list, a quotation or code."""

_BETWEEN = f"{OPEN}{CLOSE}"
_GAP = re.compile(f"{OPEN}(\\d+){CLOSE}")
_HEADING = re.compile(r"(?<=<h)[1-6](?=>)|(?<=</h)[1-6](?=>)")


class Piece(NamedTuple):
    """HTML with a gap for each of its ``links``; ``highest`` is the level of its highest heading, 0 without any."""

    html: str
    links: tuple[Link, ...]
    highest: int


def divided(text: str) -> list[str]:
    """``text`` in pieces none of which needs another. A definition of a link may be needed anywhere: then it is one."""
    if "]:" in text:
        return [text]
    opening, *blocks = text.split("\n\n")
    pieces = [opening]
    for block in blocks:
        sign = block[:1]
        if sign.isalpha() or (sign.strip() and not (_BRANCHES.match(block) and _BRANCHES.search(pieces[-1]))):
            pieces.append(block)
        else:
            pieces[-1] += f"\n\n{block}"
    return pieces


def converter(parser: Markdown, look: Look) -> Callable[[str], Body]:
    """A function from Markdown to a body, which remembers pieces of what it made."""
    known: dict[str, Piece] = {}

    def convert(text: str) -> Body:
        lines = text.split("\n")
        for preprocessor in parser.preprocessors:
            lines = preprocessor.run(lines)
        pieces = divided("\n".join(lines))
        new = [piece for piece in dict.fromkeys(pieces) if piece not in known]
        if len(known) > MOST:
            known.clear()
            new = list(dict.fromkeys(pieces))
        if new:
            known.update(zip(new, _made(parser, look, new), strict=True))
        return _joined([known[piece] for piece in pieces])

    return convert


def _made(parser: Markdown, look: Look, pieces: Sequence[str]) -> list[Piece]:
    """What ``Markdown.convert`` does after reading the text, for all of them at once."""
    parser.reset()
    root, parts = Element(parser.doc_tag), []
    for piece in pieces:
        part = Element(parser.doc_tag)  # of its own: a list would go on with one that stands before it here
        parser.parser.parseChunk(part, piece)
        root.extend(part)
        parts.append(part)
    for processor in parser.treeprocessors:
        processor.run(root)
    looks = [look(part) for part in parts]
    room = len(parser.doc_tag) + 2
    html = _BETWEEN.join([parser.serializer(part)[room : -room - 1] for part in parts])
    for postprocessor in parser.postprocessors:
        html = postprocessor.run(html)
    return [Piece(html, *each) for html, each in zip(html.split(_BETWEEN), looks, strict=True)]


def _joined(pieces: Sequence[Piece]) -> Body:
    """One body: its links numbered through, its highest heading h2, for the page's title is its only h1."""
    parts: list[str] = []
    links: list[Link] = []
    for piece in pieces:
        parts.append(_numbered(piece.html, len(links)) if piece.links and links else piece.html)
        links += piece.links
    html = "".join(parts).strip()
    highest = min((piece.highest for piece in pieces if piece.highest), default=2)
    if highest != 2:
        html = _HEADING.sub(lambda level: str(min(int(level[0]) + 2 - highest, 6)), html)
    return Body(html=html, links=tuple(links))


def _numbered(html: str, first: int) -> str:
    return _GAP.sub(lambda gap: f"{OPEN}{first + int(gap[1])}{CLOSE}", html)
