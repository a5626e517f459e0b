"""Markdown to HTML that is safe to publish: no raw HTML, no scripts in links, headings below the page's own."""

import html
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension
from markdown.util import AMP_SUBSTITUTE

from generator.pages.filling import CLOSE, OPEN, Body, Link, scheme
from generator.pages.pieces import converter
from generator.pages.quick import quicken

_SCHEMES = ("http", "https", "mailto", "tel")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def renderer() -> Callable[[str], Body]:
    """A function from Markdown to a body; it keeps its parser, which is slow to make, and belongs to one thread."""
    parser = Markdown(extensions=[TableExtension(use_align_attribute=True)], output_format="html")
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    quicken(parser)
    convert = converter(parser, lambda part: _Guard().look(part))

    def render(text: str) -> Body:
        text = re.sub(f"[{OPEN}{CLOSE}]", "", text)
        try:
            return convert(text)
        except RecursionError:
            return Body(html=f"<p>{html.escape(text)}</p>")

    return render


class _Guard:
    """The last look at a part, when every attribute has its final text."""

    def __init__(self) -> None:
        self.links: list[Link] = []

    def look(self, part: Element) -> tuple[tuple[Link, ...], int]:
        """Its links into the shop, and the level of its highest heading, 0 without any."""
        highest = 0
        for element in part.iter():
            tag = element.tag
            if tag == "a":
                self._link(element)
            elif tag == "img":
                self._picture(element)
            elif tag in _HEADINGS:
                highest = min(highest or 6, int(tag[1]))
        return tuple(self.links), highest

    def _link(self, element: Element) -> None:
        target = _plain(element.get("href", ""))
        kind = scheme(target)
        if kind is None and not target.startswith(("#", "//")):
            element.set("href", self._gap(Link(target=target)))
        elif target.startswith("#"):
            element.set("href", target)
        elif kind in _SCHEMES:
            element.set("href", target)
            if kind in ("http", "https"):
                element.set("rel", "noopener")
        else:
            element.attrib.pop("href", None)

    def _picture(self, element: Element) -> None:
        gap = self._gap(Link(target=_plain(element.attrib.pop("src", "")), picture=True))
        element.set("src", gap)

    def _gap(self, link: Link) -> str:
        self.links.append(link)
        return f"{OPEN}{len(self.links) - 1}{CLOSE}"


def _plain(target: str) -> str:
    """An address as a browser would read it: entities resolved, blanks and control signs gone."""
    text = html.unescape(target.replace(AMP_SUBSTITUTE, "&"))
    return re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\u2060\ufeff]", _blank, text.strip())


def _blank(found: re.Match[str]) -> str:
    return "%20" if found[0] == " " else ""
