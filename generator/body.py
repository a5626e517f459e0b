"""Markdown to HTML that is safe to publish: no raw HTML, no scripts in links, headings below the page's own."""

import html
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from markupsafe import Markup

_SCHEMES = ("http", "https", "mailto", "tel")
_HERE = secrets.token_hex(8)
"""Stands before addresses of the shop's own pages until the language of the page is known."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A published picture: its address and size in pixels."""

    address: str
    width: int
    height: int


class Links(Protocol):
    """What a body can point to. Both answer None after having reported a dead end."""

    def page(self, target: str) -> str | None:
        """The path of a page of the shop, without language, for a link as it was written."""

    def picture(self, target: str) -> Picture | None:
        """The picture in the content folder."""


@dataclass(frozen=True)
class Body:
    """HTML whose links into the shop still wait for their language."""

    html: str

    def under(self, prefix: str) -> Markup:
        """The HTML for pages below ``prefix``, which is empty for the first language."""
        return Markup(self.html.replace(_HERE, prefix))  # noqa: S704 - made safe by the guard below


def renderer() -> Callable[[str, Links], Body]:
    """A function from Markdown to HTML; it keeps its parser, which is slow to make, and belongs to one thread."""
    parser = Markdown(extensions=[TableExtension(use_align_attribute=True)], output_format="html")
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.deregister("html")
    guard = _Guard(parser)
    parser.treeprocessors.register(guard, "guard", -10)

    def render(text: str, links: Links) -> Body:
        guard.links = links
        parser.reset()
        try:
            return Body(parser.convert(text))
        except RecursionError:
            return Body(f"<p>{html.escape(text)}</p>")

    return render


class _Guard(Treeprocessor):
    """The last look at the tree, when every attribute has its final text."""

    links: Links

    def run(self, root: Element) -> None:
        _shift_headings(root)
        for element in root.iter():
            if element.tag == "a":
                self._link(element)
            elif element.tag == "img":
                self._picture(element)

    def _link(self, element: Element) -> None:
        target = _plain(element.get("href", ""))
        kind = scheme(target)
        if kind is None and not target.startswith(("#", "//")):
            path = self.links.page(target)
            element.set("href", f"{_HERE}{path}" if path else "#")
        elif target.startswith("#"):
            element.set("href", target)
        elif kind in _SCHEMES:
            element.set("href", target)
            if kind in ("http", "https"):
                element.set("rel", "noopener")
        else:
            element.attrib.pop("href", None)

    def _picture(self, element: Element) -> None:
        found = self.links.picture(_plain(element.get("src", "")))
        if found is None:
            element.attrib.pop("src", None)
            return
        element.set("src", found.address)
        element.set("width", str(found.width))
        element.set("height", str(found.height))
        element.set("loading", "lazy")


def scheme(target: str) -> str | None:
    """What stands before the first colon of an address, in small letters; None for a path."""
    found = re.match(r"([^/?#]*?):", target)
    return found[1].lower() if found else None


def _plain(target: str) -> str:
    """An address as a browser would read it: entities resolved, blanks and control signs gone."""
    text = html.unescape(target.replace(AMP_SUBSTITUTE, "&"))
    return re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\u2060\ufeff]", _blank, text.strip())


def _blank(found: re.Match[str]) -> str:
    return "%20" if found[0] == " " else ""


def _shift_headings(root: Element) -> None:
    """Let the highest heading be h2: the page's title is its only h1."""
    headings = list(_headings(root))
    if headings:
        shift = 2 - min(int(each.tag[1]) for each in headings)
        for each in headings:
            each.tag = f"h{min(int(each.tag[1]) + shift, 6)}"


def _headings(root: Element) -> Iterator[Element]:
    return (each for each in root.iter() if isinstance(each.tag, str) and re.fullmatch(r"h[1-6]", each.tag))
