"""What every command at the terminal needs: words in its language, the settings, and the database."""

import errno
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from webhook import settings as environment
from webhook.catalogue import CatalogueError
from webhook.look import site_folders
from webhook.settings import Settings, SettingsError
from webhook.terminal_language import terminal_language
from webhook.words import Words


def say(key: str, **values: Any) -> str:
    """Words of ``terminal.toml``, in the language of the terminal's locale."""
    return tell(f"terminal.{key}", **values)


def tell(key: str, **values: Any) -> str:
    """Words of any file, in the language of the terminal's locale."""
    words = Words([folder / "words" for folder in site_folders(Path.cwd())])
    return words.text(terminal_language(), key, **values)


def taken(text: str) -> int:
    """How many columns of the terminal a text takes: Japanese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wide(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled up to so many columns of the terminal."""
    blank = " " * max(columns - taken(text), 1)
    return blank + text if right else text + blank


def from_environment() -> Settings:
    """The settings of the environment; ends the command with words when one of them makes no sense."""
    try:
        return environment.from_environment()
    except SettingsError as error:
        raise click.ClickException(say(f"settings.{error.code}", **error.values)) from None


def connect() -> Settings:
    """The settings of the environment, with the database opened and brought up to date."""
    from webhook.database import connect

    logging.getLogger("playhouse").setLevel(logging.WARNING)
    settings = from_environment()
    with reaching(settings):
        connect(settings.database)
    return settings


@contextmanager
def reaching(settings: Settings) -> Iterator[None]:
    """End the command with words when the database inside cannot be opened, or is not ours to open."""
    from peewee import PeeweeException

    from webhook.database import Newer, reason

    place = re.sub(r"//[^@/]*@", "//", settings.database)  # without its password
    try:
        yield
    except Newer:
        raise click.ClickException(say("database_newer", place=place)) from None
    except (PeeweeException, OSError) as error:
        away = "database_away" if settings.database.startswith("postgres") else "database_shut"
        raise click.ClickException(say(away, place=place, reason=reason(error))) from None


def cannot_listen(error: OSError, host: str, port: int) -> click.ClickException:
    """Why nobody can listen there, in words."""
    code = {errno.EADDRINUSE: "port_taken", errno.EACCES: "port_forbidden"}.get(error.errno or 0, "host_unknown")
    return click.ClickException(say(code, host=host, port=port))


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
