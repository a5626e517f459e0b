"""``mogiri usage``: what the owner's page shows, for the terminal."""

import json
from datetime import datetime
from typing import Any

import click

from webhook import clock, formats
from webhook.terminal import connect, say, shop_zone, tell, wide
from webhook.terminal_language import terminal_language

_FIGURES = ("issued", "used", "unused", "no_show", "cancelled")
_TITLE, _FIGURE = 34, 10
"""Columns of the terminal."""
_MANY = 20


@click.command()
@click.argument("item", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the feed of GET /api/usage.")
def usage(item: str | None, as_json: bool) -> None:
    """Show what is issued, used and unused, of everything or of ITEM with its dates and ticket types."""
    from webhook.catalogue import CatalogueError
    from webhook.database import database
    from webhook.shelf import Shelf
    from webhook.usage import units

    settings = connect()
    try:
        catalogue = Shelf(settings.site / "catalogue.json").catalogue
    except (OSError, CatalogueError):
        raise click.ClickException(say("no_site", file=settings.site / "catalogue.json")) from None
    with database.connection_context():
        feed = units.feed(catalogue, clock.now(), terminal_language())
    shown = [each for each in feed["items"] if item in (None, each["id"])]
    if item and not shown:
        raise click.ClickException(say("unknown_item", item=item))
    if as_json:
        click.echo(json.dumps(feed if item is None else shown[0], ensure_ascii=False, indent=1))
        return
    click.echo("".join([" " * _TITLE, *(wide(tell(f"usage.{name}"), _FIGURE, right=True) for name in _FIGURES)]))
    for each in shown:
        _row(each["title"], each)
        for date in _told(each["sessions"]) if item else ():
            _date(date)
    if item is None:
        _row(tell("usage.all"), feed["totals"])


def _told(dates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All of a few dates; of a calendar's many those that somebody has bought."""
    return [date for date in dates if len(dates) <= _MANY or date["issued"] or date["cancelled"]]


def _date(date: dict[str, Any]) -> None:
    if date["starts_at"]:
        starts = datetime.fromisoformat(date["starts_at"]).astimezone(shop_zone())
        _row(f"  {formats.moment(starts, terminal_language())}", date)
    for kind in date["tickets"]:
        if kind["name"]:
            _row(f"    {kind['name']}", kind)


def _row(title: str, counts: dict[str, Any]) -> None:
    figures = (wide(f"{counts[name]:,}", _FIGURE, right=True) for name in _FIGURES)
    click.echo("".join([wide(title, _TITLE), *figures]))


COMMANDS: list[click.Command] = [usage]
