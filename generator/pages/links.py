"""Where the words of a body may lead: other files of the shop, its pages, its pictures. Dead ends are reported."""

import posixpath
from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote

from generator.assets import Assets
from generator.content import Content, Entry
from generator.law import legal
from generator.pages.filling import Link, scheme
from generator.pictures.images import Photo, Unfit, photo
from generator.problems import Problem
from generator.writing.frontmatter import Document

FIXED = {
    "cart": "/cart/",
    "confirm": "/confirm/",
    "thanks": "/thanks/",
    "sign-in": "/sign-in/",
    "staff": "/staff/",
    "owner": "/owner/",
}
"""The pages every shop has, by name."""

_FOLDERS = {"event": "/events", "pass": "/passes", "voucher": "/vouchers"}


class Signposts:
    """All the addresses of the shop, by file and by path.

    ``looked`` is how many links so far took more than a look at the names of files.
    """

    def __init__(self, content: Content, paths: Iterable[str], assets: Assets) -> None:
        self._content, self._assets, self.looked = content, assets, 0
        self.files: dict[str, str | None] = {
            _relative(entry.file, content): path_of(entry) for entry in [content.shop, *content.entries]
        }
        notices = map(legal.path_of, legal.names(content.shop.values))
        self.paths = {"/", *FIXED.values(), *notices, *paths, *(path for path in self.files.values() if path)}

    def answers(self, entry: Entry, language: str, links: Sequence[Link]) -> tuple[str, ...]:
        """Where the links of a body lead: a path, or a picture's HTML; empty, and reported, at a dead end."""
        if not links:
            return ()
        folder = _relative(entry.file, self._content).rpartition("/")[0]
        known = self.files.get  # most links are to a file beside this one, and need no second look
        return tuple([known(f"{folder}/{each[0]}") or self._answer(entry, language, folder, each) for each in links])

    def photo(self, path: str) -> Photo:
        """A picture by its path in the content folder, published from now on; raises Unfit."""
        found = photo(self._content.folder / path)
        self._assets.publish(path, found)
        return found

    def has(self, path: str) -> bool:
        """Whether the content folder has a file there."""
        return (self._content.folder / path).is_file()

    def leads(self, path: str) -> bool:
        """Whether ``path`` is a page of the shop, with or without a language before it."""
        first, _, rest = path[1:].partition("/")
        return path in self.paths or (first in self._content.languages[1:] and f"/{rest}" in self.paths)

    def beside(self, folder: str, target: str) -> str:
        """``target`` as a path in the content folder, seen from a file in its ``folder`` that links to it."""
        return posixpath.normpath(posixpath.join(folder, target))

    def original(self, file: str) -> str:
        """The file a translation belongs to; any other file as it is."""
        for language in self._content.languages[1:]:
            file = file.replace(f".{language}.md", ".md") if file.endswith(f".{language}.md") else file
        return file

    def _answer(self, entry: Entry, language: str, folder: str, link: Link) -> str:
        self.looked += 1
        find = self._picture if link.picture else self._page
        try:
            return find(folder, link.target)
        except Unfit as unfit:
            document = entry.documents[language]
            line, values = _line_of(document, link.target), {**unfit.values, "value": link.target}
            entry.report(Problem(file=document.file, line=line, code=unfit.code, values=values))
            return ""

    def _page(self, folder: str, target: str) -> str:
        bare, tail = _split(target)
        if bare.startswith("/"):
            path = quote(unquote(bare), safe="/")
            path = path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/"
            found: str | None = path if self.leads(path) else ""
        elif bare.endswith(".md"):
            file = self.original(self.beside(folder, unquote(bare)))
            found = self.files.get(file, "")
        else:
            raise Unfit("not_published")
        if not found:
            raise Unfit("dead_link" if found == "" else "no_page")
        return f"{found}{tail}"

    def _picture(self, folder: str, target: str) -> str:
        bare = unquote(_split(target)[0])
        if scheme(target) or bare.startswith("//"):
            raise Unfit("image_elsewhere")
        choices = [self.beside(folder, bare), posixpath.normpath(bare.lstrip("/"))]
        inside = [path for path in choices if not path.startswith("..")]
        there = next((path for path in inside if self.has(path)), None)
        if there is None:
            raise Unfit("image_missing")
        found = self.photo(there)
        address = self._assets.publish(there, found)
        return f'<img src="{address}" width="{found.width}" height="{found.height}" loading="lazy">'


def _line_of(document: Document, target: str) -> int:
    """The line of the file on which a link was written."""
    spellings = (target, unquote(target), target.replace("&", "&amp;"))
    lines = document.body.split("\n")
    return document.body_line + next((n for n, line in enumerate(lines) if any(each in line for each in spellings)), 0)


def path_of(entry: Entry) -> str | None:
    """The path of an entry's page without its language; None for a coupon, which nobody can look up."""
    if entry.kind == "coupon":
        return None
    if entry.kind == "shop":
        return "/"
    return f"{_FOLDERS.get(entry.kind, '')}/{entry.id}/"


def _relative(file: str, content: Content) -> str:
    return file[len(content.shown) + 1 :]


def _split(target: str) -> tuple[str, str]:
    """An address, and what follows from its ``?`` or ``#`` on."""
    ends = min((place for sign in "?#" if (place := target.find(sign)) >= 0), default=len(target))
    return target[:ends], target[ends:]
