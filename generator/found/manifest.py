"""Web manifests: the shop, the door and the owner's screens on a home screen, each with its own first page."""

import json
from collections.abc import Iterator

from generator.pages.links import FIXED
from generator.pages.views import prefix
from generator.pictures.icons import PAPER, SIZES
from webhook.catalogue import Shop, localised
from webhook.words import Words

_SHORT = 12
"""Signs of a name that fit below an icon (Web App Manifest, ``short_name``)."""


def manifests(shop: Shop, words: Words, language: str) -> Iterator[tuple[str, str]]:
    """Path (without language) and text of each manifest."""
    name = localised(shop.name, language)
    yield "/manifest.webmanifest", _manifest(shop, language, name, name, "/", "minimal-ui")
    for page in ("staff", "owner"):  # those who work here put the screen of their work on the home screen (S4-48)
        title = words.text(language, f"title.{page}")
        yield f"/{page}.webmanifest", _manifest(shop, language, f"{title} | {name}", title, FIXED[page], "standalone")


def _manifest(shop: Shop, language: str, name: str, short: str, start: str, display: str) -> str:
    icons = [
        {
            "src": f"/{file}",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "maskable" if "maskable" in file else "any",
        }
        for file, size in SIZES.items()
        if file.startswith("icon")
    ]
    home = prefix(shop, language)
    table = {
        "id": f"{home}{start}",
        "name": name,
        "short_name": short[:_SHORT],
        "lang": language,
        "start_url": f"{home}{start}",
        "scope": "/",
        "display": display,
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"
