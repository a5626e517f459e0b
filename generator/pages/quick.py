"""Python-Markdown without the searches that cannot find anything, and with less ado: quicker, the same HTML."""

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

_SIGNS = {
    "backtick": ("`",), "escape": ("\\",), "reference": ("[",), "link": ("[",), "image_link": ("![",),
    "image_reference": ("![",), "short_reference": ("[",), "short_image_ref": ("![",), "autolink": ("<",),
    "automail": ("<",), "linebreak": ("  \n",), "entity": ("&",), "em_strong": ("*", "_"),
}  # fmt: skip
"""Of which a text must have one in it for a pattern to match anywhere; a pattern not named here is always tried."""

_ALWAYS = ("",)


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
    parser.parser.blockprocessors = list(parser.parser.blockprocessors)  # type: ignore[assignment]


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
