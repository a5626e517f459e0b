"""The first half of a build: everything read, typed, checked and turned into items and HTML, nothing written yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from generator import content as contents
from generator.assets import Assets
from generator.body import Body, renderer
from generator.checks import check
from generator.content import Content, Entry
from generator.frontmatter import Report
from generator.images import Photo
from generator.items import items
from generator.links import Signposts
from generator.schema import Values
from webhook.catalogue import Item, Shop, Support


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the files say. ``bodies`` are by entry id and language."""

    content: Content
    items: tuple[Item, ...]
    photos: Mapping[str, Photo]
    bodies: Mapping[tuple[str, str], Body]
    assets: Assets

    @property
    def pages(self) -> list[Entry]:
        """The plain pages, in the order of the menu."""
        pages = (entry for entry in self.content.entries if entry.kind == "page")
        return sorted(pages, key=lambda page: (page.values.get("order", 1000), page.id))

    def body(self, name: str, language: str) -> Body:
        """The words of an entry in a language, else in the shop's first."""
        default = self.bodies.get((name, self.content.languages[0]), Body(""))
        return self.bodies.get((name, language), default)


def read(folder: Path, sites: Sequence[Path], report: Report) -> Reading | None:
    """Everything in the content ``folder``; every problem goes to ``report``. None when there is no shop."""
    content = contents.read(folder, report)
    if content is None:
        return None
    theme = content.shop.values.get("theme") or Values()
    assets = Assets(sites, accent=theme.get("accent"))
    goods = items(content)
    posts = Signposts(content, [tag_path(tag) for item in goods for tag in item.tags], assets)
    photos = check(content, posts)
    return Reading(content=content, items=goods, photos=photos, bodies=_bodies(content, posts), assets=assets)


def shop(reading: Reading, *, practice: bool) -> Shop:
    """The shop as everybody may see it. A practice shop has no address of its own: the one it is served at counts."""
    values = reading.content.shop.values
    support = (values.get("support") or Values()).data
    known = {key: values[key] for key in ("currency", "time_zone", "mail", "day_ends") if values.get(key) is not None}
    addresses = {} if practice else {key: values.get(key) for key in ("url", "service")}
    return Shop(
        name=values["name"],
        languages=reading.content.languages,
        support=Support(**support),
        assets=reading.assets.addresses,
        **{"currency": "JPY", "time_zone": "Asia/Tokyo", **known, **addresses},
    )


def tag_path(tag: str) -> str:
    """The path of the page of everything with ``tag``."""
    return f"/tags/{quote(tag, safe='')}/"


def _bodies(content: Content, posts: Signposts) -> dict[tuple[str, str], Body]:
    render = renderer()
    return {
        (entry.id, language): render(document.body, posts.of(entry, document))
        for entry in [content.shop, *content.entries]
        for language, document in entry.documents.items()
    }
