"""The files beside the pages: for search engines, feed readers, calendars and home screens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b

from generator.files import File
from generator.found.calendars import calendars
from generator.found.feeds import PATH, feed
from generator.found.manifest import manifests
from generator.found.sitemap import robots, sitemap
from generator.pages.page import Page
from generator.pages.views import Sight, prefix
from generator.pictures.card import ACCENT, Drawing
from generator.pictures.icons import icons
from generator.writing.schema import Values


def beside(sight: Sight, pages: Sequence[Page]) -> Iterator[File]:
    """Each file; its content is the same for the same content folder and moment, and is made when it is asked for."""
    shop = sight.shop
    base = _digest(f"{sight.reading.base} {replace(shop, assets={})}")
    yield _file("robots.txt", base, partial(robots, shop))
    if shop.url:
        key = f"{base} {[(page.kind, page.path) for page in pages]}"
        yield _file("sitemap.xml", key, partial(sitemap, pages, shop))
    for language in shop.languages:
        yield from _of_language(sight, language, base)
    theme = sight.reading.content.shop.values.get("theme") or Values()
    logo = sight.reading.photos.get(theme.get("logo") or "")
    own = sight.reading.assets.addresses
    # A shop's own icon is copied as it is.
    yield from (each for each in icons(logo, theme.get("accent") or ACCENT) if f"images/{each.path}" not in own)
    # After the icons: letters, once loaded, stay in memory.
    shares = {page.share.name: page.share for page in pages if page.share}
    yield from (
        File(path=each.address[1:], key=name, make=Drawing(each.tell), drawn=True) for name, each in shares.items()
    )


def _of_language(sight: Sight, language: str, base: str) -> Iterator[File]:
    shop, views = sight.shop, sight.views(language)
    home = prefix(shop, language)[1:]
    home = f"{home}/" if home else ""
    base = _digest(f"{base} {language} {sight.words.table(language, 'shop', 'title')}")
    if shop.url:
        key = f"{base} {[view.key for view in views.values()]}"
        yield _file(f"{home}{PATH[1:]}", key, partial(feed, views.values(), shop, language, sight.now))
    yield from calendars(sight, views, language, base)
    for path, text in manifests(shop, sight.words, language):
        yield _file(f"{home}{path[1:]}", text, partial(str, text))


def _file(path: str, key: str, make: Callable[[], str]) -> File:
    return File(path=path, key=_digest(f"{path} {key}"), make=make)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
