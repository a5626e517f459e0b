"""Python-Markdown without the searches that cannot find anything, and with less ado: quicker, the same HTML."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import Pattern
from markdown.serializers import HTML_EMPTY, _escape_attrib_html, _escape_cdata  # type: ignore[attr-defined]
from markdown.treeprocessors import InlineProcessor, PrettifyTreeprocessor
from markdown.util import BLOCK_LEVEL_ELEMENTS, AtomicString

_SIGNS = {
    "backtick": ("`",), "escape": ("\\",), "reference": ("[",), "link": ("[",), "image_link": ("![",),
    "image_reference": ("![",), "short_reference": ("[",), "short_image_ref": ("![",), "autolink": ("<",),
    "automail": ("<",), "linebreak": ("  \n",), "entity": ("&",), "em_strong": ("*", "_"),
}  # fmt: skip
"""Of which a text must have one in it for a pattern to match anywhere; a pattern not named here is always tried."""

_ALWAYS = ("",)
_BLOCKS = frozenset(BLOCK_LEVEL_ELEMENTS)


class Tables(TableExtension):
    """Tables, which are looked for only where there is a bar."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - its name there
        """See Extension."""
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(_Tables(md.parser, self.getConfigs()), "table", 75)


class _Tables(TableProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return "|" in block and super().test(parent, block)


def quicken(parser: Markdown) -> None:
    """Put the quick stages in the place of the parser's own; call it when everything is registered."""
    registry = parser.inlinePatterns
    signs = {registry.get_index_for_name(name): each for name, each in _SIGNS.items() if name in registry}
    patterns = [(pattern, signs.get(number, _ALWAYS)) for number, pattern in enumerate(registry)]
    parser.treeprocessors.register(_Quick(parser, patterns), "inline", 20)
    parser.treeprocessors.register(_Prettify(parser), "prettify", 10)
    parser.parser.blockprocessors = list(parser.parser.blockprocessors)  # type: ignore[assignment]
    parser.serializer = _serialized


class _Quick(InlineProcessor):
    def __init__(self, parser: Markdown, patterns: list[tuple[Pattern, tuple[str, ...]]]) -> None:
        super().__init__(parser)
        self._signed = patterns

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - its name there
        if isinstance(data, AtomicString):
            return data
        start = 0
        while patternIndex < len(self._signed):
            pattern, signs = self._signed[patternIndex]
            if signs[0] in data or signs[-1] in data:
                apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
                data, matched, start = apply(pattern, data, patternIndex, start)
                if matched:
                    continue
            patternIndex, start = patternIndex + 1, 0  # noqa: N806
        return data


class _Prettify(PrettifyTreeprocessor):
    def _prettifyETree(self, elem: Element) -> None:  # noqa: N802 - its name there
        if elem.tag in _BLOCKS and elem.tag not in ("code", "pre"):
            if len(elem) and elem[0].tag in _BLOCKS and not (elem.text and elem.text.strip()):
                elem.text = "\n"
            for each in elem:
                if each.tag in _BLOCKS:
                    self._prettifyETree(each)
        if not (elem.tail and elem.tail.strip()):
            elem.tail = "\n"


def _serialized(root: Element) -> str:
    """The HTML of a tree in which every tag is a plain name and no attribute is without a value."""
    parts: list[str] = []
    _serialize(root, parts.append)
    return "".join(parts)


def _serialize(element: Element, write: Callable[[str], None]) -> None:
    tag = element.tag
    write(f"<{tag}")
    for name, value in sorted(element.items()):
        write(f' {name}="{_escape_attrib_html(value)}"')
    write(">")
    if element.text:
        write(_escape_cdata(element.text))
    for each in element:
        _serialize(each, write)
    if tag not in HTML_EMPTY:
        write(f"</{tag}>")
    if element.tail:
        write(_escape_cdata(element.tail))
