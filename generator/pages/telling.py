"""What the template of a page is told when the page is made, which most pages of a build are not."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from generator.pages.page import PageInfo
from generator.pages.views import ItemView, prefix
from generator.pictures.share import ShareImage
from webhook.catalogue import Shop, localised

LONGEST = 160
"""Signs of a description that search results show."""


def told_of_item(view: ItemView, image: str | None, share: ShareImage | None) -> Mapping[str, Any]:
    """What the template of an item's page is told; ``image`` and ``share`` are its pictures."""
    item, language = view.item, view.language
    describe = lambda: localised(item.summary, language) or opening(view.body)  # noqa: E731
    title = localised(item.title, language)
    return {
        "page": info(view.sight.shop, item.kind, item.path, title, describe, image, share, menu=False),
        "view": view,
    }


def info(
    shop: Shop,
    kind: str,
    path: str,
    title: str,
    describe: Callable[[], str],
    image: str | None,
    share: ShareImage | None,
    *,
    menu: bool,
) -> PageInfo:
    """What every template knows of its page; ``path`` has no language."""
    return PageInfo(
        kind=kind,
        path=path,
        title=title,
        describe=describe,
        image=image,
        menu=menu,
        alternates={code: f"{shop.url or ''}{prefix(shop, code)}{path}" for code in shop.languages},
        share=share,
    )


def opening(body: Markup) -> str:
    """The first paragraph that has words, as plain text, for where a page is named without being shown."""
    texts = (Markup(part.partition("</p>")[0]).striptags() for part in body.split("<p>")[1:])  # noqa: S704 - safe parts
    first = next((text for text in texts if text), "")
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"
