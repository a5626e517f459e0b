"""The Atom feed of a shop in one language: what is sold, the latest first."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement

from generator.found.sitemap import xml
from generator.pages.views import ItemView, prefix
from webhook.catalogue import Item, Shop, localised

MOST = 50
"""Entries of a feed: what a reader that comes once a month may have missed."""

PATH = "/feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def feed(views: Iterable[ItemView], shop: Shop, language: str, now: datetime) -> str:
    """The feed (RFC 4287) of a shop that has an address: an entry's id is its address.

    An entry was updated when selling began, a date passed or selling ended, whichever was last: that is in the files,
    so a feed is the same until something happens, however often and wherever it is built.
    """
    shown = [(view.item, _moments(view.item)) for view in views if not view.item.archived]
    floor = min((moment for _, moments in shown for moment in moments), default=_LONG_AGO)
    floor = min(floor, now)
    updated = ((max((each for each in moments if each <= now), default=floor), item) for item, moments in shown)
    dated = _newest(updated)
    home = f"{shop.url}{prefix(shop, language)}"
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _text(root, "title", localised(shop.name, language))
    _text(root, "id", f"{home}/")
    _text(root, "updated", _moment(dated[0][0] if dated else floor))
    _link(root, f"{home}/", "alternate", "text/html", language)
    _link(root, f"{home}{PATH}", "self", "application/atom+xml", language)
    _text(SubElement(root, "author"), "name", localised(shop.name, language))
    for when, item in dated:
        _entry(root, item, when, home, language)
    return xml(root)


def _entry(root: Element, item: Item, updated: datetime, home: str, language: str) -> None:
    entry = SubElement(root, "entry")
    _text(entry, "title", localised(item.title, language))
    _text(entry, "id", f"{home}{item.path}")
    _text(entry, "updated", _moment(updated))
    _link(entry, f"{home}{item.path}", "alternate", "text/html", language)
    for tag in item.tags:
        SubElement(entry, "category", term=_clean(tag))
    _text(entry, "summary", localised(item.summary, language))


def _newest(dated: Iterable[tuple[datetime, Item]]) -> list[tuple[datetime, Item]]:
    """The latest first, those of the same moment by their ids."""
    by_id = sorted(dated, key=lambda each: each[1].id)
    return sorted(by_id, key=lambda each: each[0], reverse=True)[:MOST]


def _moments(item: Item) -> list[datetime]:
    known = (item.sales_from, item.sales_until, *(session.starts for session in item.sessions))
    return [moment for moment in known if moment]


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _link(parent: Element, href: str, rel: str, kind: str, language: str) -> None:
    SubElement(parent, "link", rel=rel, type=kind, hreflang=language, href=href)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """Without the control signs that XML has no way to write."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
