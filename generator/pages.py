"""Which pages a shop has, in every language: their addresses, templates and what each template is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from generator.content import Entry
from generator.links import FIXED
from generator.reading import tag_path
from generator.schema import Values
from generator.views import ItemView, Sight, prefix
from webhook.catalogue import localised

LONGEST = 160
"""Signs of a description that search results show."""


@dataclass(frozen=True, kw_only=True)
class PageInfo:
    """What every template knows of its page. ``path`` has no language; ``alternates`` are addresses by language."""

    kind: str
    path: str
    title: str
    description: str
    image: str | None
    menu: bool
    alternates: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page to be written: ``file`` is its place in the site folder."""

    file: str
    template: str
    context: dict[str, Any]


def pages(sight: Sight, *, reload: bool) -> Iterator[Page]:
    """Every page of the shop."""
    for language in sight.shop.languages:
        yield from _Edition(sight, language, reload=reload).pages()


class _Edition:
    """The shop in one language."""

    def __init__(self, sight: Sight, language: str, *, reload: bool) -> None:
        self.shop, self.words, self.reading, self.language = sight.shop, sight.words, sight.reading, language
        self.views = sight.views(language)
        self.menu = [_link(self, entry) for entry in self.reading.pages if entry.values.get("menu")]
        logo = (self.reading.content.shop.values.get("theme") or Values()).get("logo")
        self.common = {"lang": language, "menu": self.menu, "reload": reload, "shop_logo": self.address(logo)}

    def pages(self) -> Iterator[Page]:
        shown = [view for view in self.views.values() if not view.item.archived]
        tags = list(dict.fromkeys(tag for view in shown for tag in view.item.tags))
        yield self._front(shown, tags)
        for view in self.views.values():
            yield self._item(view)
        for tag in tags:
            title = self.words.text(self.language, "title.tag", tag=tag)
            items = [view for view in shown if tag in view.item.tags]
            yield self._page("tag", tag_path(tag), "tag.html", title, {"tag": tag, "items": items})
        for entry in self.reading.pages:
            yield self._words(entry)
        for name, path in FIXED.items():
            title = self.words.text(self.language, f"title.{name.replace('-', '_')}")
            yield self._page(name, path, f"{name}.html", title)
        yield self._page("404", "/404.html", "404.html", self.words.text(self.language, "title.not_found"))

    def _front(self, shown: list[ItemView], tags: list[str]) -> Page:
        values = self.reading.content.shop.values
        body = self._body("shop")
        extra = {"body": body, "items": shown, "tags": tags}
        words = {"description": opening(body), "image": values.get("image")}
        return self._page("front", "/", "front.html", self._text(self.shop.name), extra, **words)

    def _item(self, view: ItemView) -> Page:
        item = view.item
        words: dict[str, Any] = {
            "title": self._text(item.title),
            "description": self._text(item.summary) or opening(view.body),
        }
        return self._page(item.kind, item.path, f"{item.kind}.html", extra={"view": view}, image=item.image, **words)

    def _words(self, entry: Entry) -> Page:
        title, body = self._text(entry.values["title"]), self._body(entry.id)
        description = self._text(entry.values.get("summary", {})) or opening(body)
        extra, menu = {"body": body, "title": title}, bool(entry.values.get("menu"))
        return self._page("page", f"/{entry.id}/", "page.html", title, extra, description=description, menu=menu)

    def _page(
        self,
        kind: str,
        path: str,
        template: str,
        title: str,
        extra: Mapping[str, Any] = MappingProxyType({}),
        *,
        description: str = "",
        image: str | None = None,
        menu: bool = False,
    ) -> Page:
        info = PageInfo(
            kind=kind,
            path=path,
            title=title,
            description=description,
            image=self.address(image),
            menu=menu,
            alternates={code: f"{self.shop.url or ''}{prefix(self.shop, code)}{path}" for code in self.shop.languages},
        )
        file = unquote(f"{prefix(self.shop, self.language)}{path}")[1:]
        file = f"{file}index.html" if file.endswith("/") or not file else file
        return Page(file=file, template=template, context={**self.common, "page": info, **extra})

    def _body(self, name: str) -> Markup:
        return self.reading.body(name, self.language).under(prefix(self.shop, self.language))

    def _text(self, text: dict[str, str]) -> str:
        return localised(text, self.language)

    def address(self, path: str | None) -> str | None:
        """The address of a picture of the content folder."""
        return self.shop.assets.get(path) if path else None


def opening(body: Markup) -> str:
    """The first paragraph as plain text, for where a page is named without being shown."""
    first = Markup(body.partition("<p>")[2].partition("</p>")[0]).striptags()  # noqa: S704 - a part of what is safe
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"


def _link(edition: _Edition, entry: Entry) -> dict[str, str]:
    title = localised(entry.values.get("title", {}), edition.language)
    return {"title": title, "path": f"/{entry.id}/"}
