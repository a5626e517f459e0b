"""Which pages a shop has, in every language: their addresses, templates and what each template is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote

from markupsafe import Markup

from generator import scaffold
from generator.content import Entry
from generator.found.json_ld import shop_described
from generator.law import legal
from generator.law.goods import Good, good
from generator.pages import archive
from generator.pages.links import FIXED
from generator.pages.page import Page
from generator.pages.telling import info, opening, told_of_item
from generator.pages.views import ItemView, Sight, prefix
from generator.pictures.share import ShareImage, share_images
from generator.reading import tag_path
from generator.writing.schema import Values
from webhook.catalogue import localised


def pages(sight: Sight, base: str, *, reload: bool) -> Iterator[Page]:
    """Every page of the shop. ``base`` names what all of them are made of: templates, words, styles, the program."""
    for language in sight.shop.languages:
        yield from _Edition(sight, language, base, reload=reload).pages()


class _Edition:
    """The shop in one language."""

    def __init__(self, sight: Sight, language: str, base: str, *, reload: bool) -> None:
        self.shop, self.words, self.reading, self.language = sight.shop, sight.words, sight.reading, language
        self.views = sight.views(language)
        self.menu = [_link(self, entry) for entry in self.reading.pages if entry.values.get("menu")]
        logo = (self.reading.content.shop.values.get("theme") or Values()).get("logo")
        self.common = {"lang": language, "menu": self.menu, "reload": reload, "shop_logo": self.address(logo)}
        self.logo = logo
        self.common["logo_copies"] = sight.pictures.copies.get(logo or "")
        self.shelves = archive.years(self.views.values())
        self.common["archive"] = archive.PATH if self.shelves else ""
        self.base = _hash(f"{base} {self.common}")
        self.home = prefix(self.shop, language)
        self.sight = sight
        self.shares = share_images(sight, self.views, language, opening) if sight.shop.url else {}
        self.front_share = self.shares.get("/")

    def pages(self) -> Iterator[Page]:
        shown = [view for view in self.views.values() if not view.over]
        tagged: dict[str, list[ItemView]] = {}
        for view in shown:
            for tag in view.item.tags:
                tagged.setdefault(tag, []).append(view)
        yield self._front(shown, list(tagged))
        for view in self.views.values():
            yield self._item(view)
        for tag, items in tagged.items():
            title = self.words.text(self.language, "title.tag", tag=tag)
            extra: dict[str, Any] = {"tag": tag, "items": items}
            cards = [(view, False) for view in items]
            yield self._page("tag", tag_path(tag), "tag.html", title, extra, made_of=items, cards=cards)
        for entry in self.reading.pages:
            yield self._words(entry)
        yield from self._archive()
        for name, path in FIXED.items():
            title = self.words.text(self.language, f"title.{name.replace('-', '_')}")
            extra = {"patterns": self._patterns()} if name == "owner" else {}
            yield self._page(name, path, f"{name}.html", title, extra)
        settings = self.reading.content.shop.values
        for notice in legal.notices(settings, self._sold(), self.words, self.language):
            yield self._notice(notice)
        yield self._page("404", "/404.html", "404.html", self.words.text(self.language, "title.not_found"))

    def _sold(self) -> list[Good]:
        """What is sold, in the order of the files."""
        found = [self.views[item.id] for item in self.reading.items if item.id in self.views]
        return [view.kept("good", "", good, view.item, self.language) for view in found if not view.item.archived]

    def _patterns(self) -> dict[str, str]:
        """What a new pass or coupon looks like, for the owner to paste (S1-10, S2-03)."""
        return {kind: scaffold.fresh(self.reading.content, kind, f"my-{kind}") for kind in ("pass", "coupon")}

    def _archive(self) -> Iterator[Page]:
        """What is over, year by year; no page before anything is."""
        if self.shelves:
            title = self.words.text(self.language, "title.archive")
            ended = [view for _, views in self.shelves for view in views]
            yield self._page("archive", archive.PATH, "archive.html", title, {"years": self.shelves}, made_of=ended)

    def _front(self, shown: list[ItemView], tags: list[str]) -> Page:
        image = self.reading.content.shop.values.get("image")
        body = self._body("shop")
        about = shop_described(self.shop, self.language, prefix(self.shop, self.language), self.logo)
        events = [view for view in shown if view.item.kind == "event"]
        others = [view for view in shown if view.item.kind != "event"]
        extra = {"body": body, "items": shown, "events": events, "others": others, "tags": tags, "linked": about}
        describe = lambda: opening(body)  # noqa: E731
        return self._page(
            "front",
            "/",
            "front.html",
            self._text(self.shop.name),
            extra,
            describe=describe,
            image=image,
            made_of=shown,
            cards=[(view, view.item.kind != "event") for view in shown],
        )

    def _item(self, view: ItemView) -> Page:
        """The page of an item. There are thousands: what is not needed for its key is left to when it is made."""
        related, share = view.related, self._share(view.item.path, view.item.image)
        made_of = (self.base, share and share.name, [other.key for other in related]) if related or share else self.base
        return view.kept("page", made_of, self._item_page, view, related, share)

    def _item_page(self, view: ItemView, related: Sequence[ItemView], share: ShareImage | None) -> Page:
        item = view.item
        image = self.address(item.image) if item.image else None
        key = f"{self.base} {item.kind} {item.id} {image} {share and share.name} {view.key}"
        if related:
            key += _hash(str([other.key for other in related]))
        return Page(
            item.kind,
            item.path,
            f"{self.home}{item.path}index.html"[1:],
            f"{item.kind}.html",
            key,
            share,
            self.common,
            partial(told_of_item, view, image, share),
            [(other, True) for other in related],
            True,
        )

    def _words(self, entry: Entry) -> Page:
        title, body = self._text(entry.values["title"]), self._body(entry.id)
        summary, menu = self._text(entry.values.get("summary", {})), bool(entry.values.get("menu"))
        extra = {"body": body, "title": title, "summary": summary}
        describe = lambda: summary or opening(body)  # noqa: E731
        return self._page("page", f"/{entry.id}/", "page.html", title, extra, describe=describe, menu=menu)

    def _notice(self, notice: legal.Notice) -> Page:
        return self._page(
            "legal",
            notice.path,
            notice.template,
            notice.title,
            notice.context,
            describe=lambda: notice.description,
        )

    def _page(
        self,
        kind: str,
        path: str,
        template: str,
        title: str,
        extra: Mapping[str, Any] = MappingProxyType({}),
        *,
        describe: Callable[[], str] = str,
        image: str | None = None,
        menu: bool = False,
        made_of: Sequence[ItemView] | None = None,
        cards: Sequence[tuple[ItemView, bool]] = (),
    ) -> Page:
        """A page; ``made_of`` are the items it shows. Without any, what its template is told is its key."""
        share = self._share(path, image)
        address = self.address(image)
        parts = "\n".join([view.key for view in made_of]) if made_of is not None else sorted(extra.items())
        told = f"{template} {title} {address} {share and share.name} {extra.get('body', '')} {parts}"
        key = f"{self.base} {path} {_hash(told)}"

        def tell() -> Mapping[str, Any]:
            return {"page": info(self.shop, kind, path, title, describe, address, share, menu=menu), **extra}

        return Page(kind, path, self._file(path), template, key, share, self.common, tell, cards, bool(cards))

    def _share(self, path: str, image: str | None) -> ShareImage | None:
        """The picture that a page is shared with, if not its own ``image``."""
        return self.shares.get(path) or (None if image else self.front_share)

    def _file(self, path: str) -> str:
        file = f"{self.home}{path}"[1:]
        file = unquote(file) if "%" in file else file
        return f"{file}index.html" if file.endswith("/") or not file else file

    def _body(self, name: str) -> Markup:
        words = self.reading.words(name, self.language, prefix(self.shop, self.language))
        return self.sight.pictures.in_words(words, first=name == "shop")

    def _text(self, text: dict[str, str]) -> str:
        return localised(text, self.language)

    def address(self, path: str | None) -> str | None:
        """The address of a picture of the content folder."""
        return self.shop.assets.get(path) if path else None


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


class _Link(NamedTuple):
    """A page in the menu."""

    title: str
    path: str


def _link(edition: _Edition, entry: Entry) -> _Link:
    return _Link(title=localised(entry.values.get("title", {}), edition.language), path=f"/{entry.id}/")
