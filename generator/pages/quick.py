"""Python-Markdown without the searches that cannot find anything, and with less ado: quicker, the same HTML."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import Pattern
from markdown.serializers import RE_AMP
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX, STX, AtomicString

_SIGNS = {
    "backtick": ("`",), "escape": ("\\",), "reference": ("[",), "link": ("[",), "image_link": ("![",),
    "image_reference": ("![",), "short_reference": ("[",), "short_image_ref": ("![",), "autolink": ("<",),
    "automail": ("<",), "linebreak": ("  \n",), "entity": ("&",), "em_strong": ("*", "_"),
}  # fmt: skip
"""Of which a text must have one in it for a pattern to match anywhere; a pattern not named here is always tried."""

_BLOCK_SIGNS = {
    "indent": ("    ",), "code": ("    ",), "table": ("|",), "hashheader": ("#",), "setextheader": ("\n=", "\n-"),
    "hr": ("-", "_", "*"), "ulist": ("- ", "* ", "+ "), "olist": (". ",), "quote": (">",), "reference": ("]:",),
}  # fmt: skip
"""The same for kinds of blocks."""

_ALWAYS = ("",)
_EMPTY = ("br", "hr", "img")
"""Elements without an end, of those that Markdown knows."""


def quicken(parser: Markdown) -> None:
    """Put the quick stages in the place of the parser's own; call it when everything is registered."""
    registry = parser.inlinePatterns
    signs = {registry.get_index_for_name(name): each for name, each in _SIGNS.items() if name in registry}
    patterns = [(pattern, signs.get(number, _ALWAYS)) for number, pattern in enumerate(registry)]
    parser.treeprocessors.register(_Inline(parser, patterns), "inline", 20)
    parser.treeprocessors.register(_Unescape(parser), "unescape", 0)
    parser.is_block_level = frozenset(parser.block_level_elements).__contains__  # type: ignore[assignment, method-assign]
    _quicken_blocks(parser.parser)
    parser.serializer = _serialized


def _quicken_blocks(parser: BlockParser) -> None:
    """Let only those kinds be tried whose signs are there."""
    registry = parser.blockprocessors
    signs = {registry.get_index_for_name(name): each for name, each in _BLOCK_SIGNS.items() if name in registry}
    kinds: list[tuple[BlockProcessor, str, str, str]] = []
    for number, kind in enumerate(registry):
        first, *more = signs.get(number, _ALWAYS)
        kinds.append((kind, first, more[0] if more else first, more[-1] if more else first))

    def parse(parent: Element, blocks: list[str]) -> None:
        while blocks:
            block = blocks[0]
            for kind, one, two, three in kinds:
                if not (one in block or two in block or three in block):
                    continue
                if kind.test(parent, block) and kind.run(parent, blocks) is not False:
                    break

    parser.parseBlocks = parse  # type: ignore[method-assign]


class _Inline(InlineProcessor):
    def __init__(self, parser: Markdown, patterns: list[tuple[Pattern, tuple[str, ...]]]) -> None:
        super().__init__(parser)
        self._numbered = list(enumerate(patterns))
        ends = {sign[-1:] for _, signs in patterns for sign in signs}
        self._signed = re.compile(f"[{re.escape(''.join(ends))}]{'|' if '' in ends else ''}").search

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - its name there
        if isinstance(data, AtomicString) or not self._signed(data):
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for number, (pattern, signs) in self._numbered[patternIndex:]:
            matched, start = signs[0] in data or signs[-1] in data, 0
            while matched:
                data, matched, start = apply(pattern, data, number, start)
        return data

    def _InlineProcessor__processPlaceholders(  # noqa: N802 - its name there
        self,
        data: str | None,
        parent: Element,
        isText: bool = True,  # noqa: N803
    ) -> list[tuple[Element, list[str]]]:
        if data is None or INLINE_PLACEHOLDER_PREFIX in data:
            return super()._InlineProcessor__processPlaceholders(data, parent, isText)  # type: ignore[misc, no-any-return]
        if isText:
            parent.text = parent.text + data if parent.text else data
        else:
            parent.tail = parent.tail + data if parent.tail else data
        return []


class _Unescape(UnescapeTreeprocessor):
    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text


def _serialized(element: Element) -> str:
    """The tree as HTML. It has nothing but elements, and none of the attributes that stand without a value."""
    parts: list[str] = []
    _write(element, parts)
    return "".join(parts)


def _write(element: Element, parts: list[str]) -> None:
    tag, text, attributes = element.tag, element.text, element.items()
    told = (
        "".join([f' {name}="{_escaped(value, quotes=True)}"' for name, value in sorted(attributes)])
        if attributes
        else ""
    )
    parts.append(f"<{tag}{told}>")
    if text:
        parts.append(_escaped(text))
    for child in element:
        _write(child, parts)
        if child.tail:
            parts.append(_escaped(child.tail))
    if tag not in _EMPTY:
        parts.append(f"</{tag}>")


def _escaped(text: str, *, quotes: bool = False) -> str:
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace('"', "&quot;") if quotes and '"' in text else text
