"""Where the words of a body may lead: other files of the shop, its pages, its pictures. Dead ends are reported."""

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, unquote

from generator.assets import Assets
from generator.body import Picture, scheme
from generator.content import Content, Entry
from generator.frontmatter import Document, Report
from generator.images import Photo, Unfit, photo
from generator.problems import Problem

Found = TypeVar("Found")

FIXED = {
    "cart": "/cart/",
    "confirm": "/confirm/",
    "thanks": "/thanks/",
    "sign-in": "/sign-in/",
    "staff": "/staff/",
    "owner": "/owner/",
}
"""The pages every shop has, by name."""


class Signposts:
    """All the addresses of the shop, by file and by path."""

    def __init__(self, content: Content, paths: Iterable[str], assets: Assets) -> None:
        self._content, self._assets = content, assets
        self.files: dict[str, str | None] = {
            _relative(entry.file, content): path_of(entry) for entry in [content.shop, *content.entries]
        }
        self.paths = {"/", *FIXED.values(), *paths, *(path for path in self.files.values() if path)}

    def of(self, entry: Entry, document: Document) -> "Trail":
        """The links of one document."""
        return Trail(posts=self, document=document, report=entry.place.report)

    def photo(self, path: str) -> Photo:
        """A picture by its path in the content folder, published from now on; raises Unfit."""
        found = photo(self._content.folder / path)
        self._assets.publish(path, found)
        return found

    def address(self, path: str) -> Picture:
        """The same as a picture of a page; raises Unfit."""
        found = self.photo(path)
        return Picture(address=self._assets.publish(path, found), width=found.width, height=found.height)

    def has(self, path: str) -> bool:
        """Whether the content folder has a file there."""
        return (self._content.folder / path).is_file()

    def leads(self, path: str) -> bool:
        """Whether ``path`` is a page of the shop, with or without a language before it."""
        first, _, rest = path[1:].partition("/")
        return path in self.paths or (first in self._content.languages[1:] and f"/{rest}" in self.paths)

    def beside(self, document: Document, target: str) -> str:
        """``target`` as a path in the content folder, seen from the file that links to it."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(_relative(document.file, self._content)), target))

    def original(self, file: str) -> str:
        """The file a translation belongs to; any other file as it is."""
        for language in self._content.languages[1:]:
            file = file.replace(f".{language}.md", ".md") if file.endswith(f".{language}.md") else file
        return file


@dataclass(frozen=True, kw_only=True)
class Trail:
    """The links of one document (see ``body.Links``)."""

    posts: Signposts
    document: Document
    report: Report

    def page(self, target: str) -> str | None:
        """See ``body.Links``."""
        return self._unless_dead(self._page, target)

    def picture(self, target: str) -> Picture | None:
        """See ``body.Links``."""
        return self._unless_dead(self._picture, target)

    def _page(self, target: str) -> str:
        bare, tail = _split(target)
        if bare.startswith("/"):
            path = quote(unquote(bare), safe="/")
            path = path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/"
            found: str | None = path if self.posts.leads(path) else ""
        elif bare.endswith(".md"):
            file = self.posts.original(self.posts.beside(self.document, unquote(bare)))
            found = self.posts.files.get(file, "")
        else:
            raise Unfit("not_published")
        if not found:
            raise Unfit("dead_link" if found == "" else "no_page")
        return f"{found}{tail}"

    def _picture(self, target: str) -> Picture:
        bare = unquote(_split(target)[0])
        if scheme(target) or bare.startswith("//"):
            raise Unfit("image_elsewhere")
        choices = [self.posts.beside(self.document, bare), posixpath.normpath(bare.lstrip("/"))]
        inside = [path for path in choices if not path.startswith("..")]
        there = next((path for path in inside if self.posts.has(path)), None)
        if there is None:
            raise Unfit("image_missing")
        return self.posts.address(there)

    def _unless_dead(self, find: Callable[[str], Found], target: str) -> Found | None:
        try:
            return find(target)
        except Unfit as unfit:
            lines = self.document.body.split("\n")
            spellings = (target, unquote(target), target.replace("&", "&amp;"))
            number = next((n for n, line in enumerate(lines) if any(each in line for each in spellings)), 0)
            line, values = self.document.body_line + number, {**unfit.values, "value": target}
            self.report(Problem(file=self.document.file, line=line, code=unfit.code, values=values))
            return None


def path_of(entry: Entry) -> str | None:
    """The path of an entry's page without its language; None for a coupon, which nobody can look up."""
    if entry.kind == "coupon":
        return None
    if entry.kind == "shop":
        return "/"
    folder = {"event": "/events", "pass": "/passes", "voucher": "/vouchers"}.get(entry.kind, "")
    return f"{folder}/{entry.id}/"


def _relative(file: str, content: Content) -> str:
    return file.removeprefix(f"{content.shown}/")


def _split(target: str) -> tuple[str, str]:
    """An address, and what follows from its ``?`` or ``#`` on."""
    ends = min((place for sign in "?#" if (place := target.find(sign)) >= 0), default=len(target))
    return target[:ends], target[ends:]
