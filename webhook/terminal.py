"""What every command at the terminal needs: words in its language, the settings, and the database."""

import locale
import logging
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from webhook import templates
from webhook.catalogue import CatalogueError
from webhook.settings import Settings, from_environment
from webhook.words import Words


def say(key: str, **values: Any) -> str:
    """Words of ``terminal.toml``, in the language of the terminal's locale."""
    return tell(f"terminal.{key}", **values)


def tell(key: str, **values: Any) -> str:
    """Words of any file, in the language of the terminal's locale."""
    language = "ja" if (locale.getlocale()[0] or "").startswith("ja") else "en"
    words = Words([folder / "words" for folder in templates.site_folders(Path.cwd())])
    return words.text(language, key, **values)


def connect() -> Settings:
    """The settings of the environment, with the database opened and brought up to date."""
    from webhook.database import connect

    logging.getLogger("playhouse").setLevel(logging.WARNING)
    settings = from_environment()
    connect(settings.database)
    return settings


def shop_url(settings: Settings) -> str:
    """The address that the shop says it has, empty when it is not built."""
    from webhook.shelf import Shelf

    try:
        return Shelf(settings.site / "catalogue.json").catalogue.shop.url or ""
    except (OSError, CatalogueError):
        return ""


def shop_zone() -> ZoneInfo:
    """The shop's time zone; UTC before anything was built."""
    from webhook.shelf import Shelf

    try:
        return ZoneInfo(Shelf(from_environment().site / "catalogue.json").catalogue.shop.time_zone)
    except (OSError, CatalogueError):
        return ZoneInfo("UTC")
