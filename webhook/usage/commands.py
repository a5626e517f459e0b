"""``mogiri usage``: what the owner's page shows, for the terminal."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from webhook import clock, formats
from webhook.terminal import connect, say, shop_zone, taken, tell, wide
from webhook.terminal_language import terminal_language

_FIGURES = ("issued", "used", "unused", "no_show", "cancelled")
_FIGURE = 12
"""Columns of the terminal."""
_MANY = 20

Row = tuple[str, dict[str, Any]]


@click.command()
@click.argument("item", required=False)
@click.option("--json", "as_json", is_flag=True)
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
    rows = [row for each in shown for row in _rows(each, dates=item is not None)]
    rows += [(tell("usage.all"), feed["totals"])] if item is None else []
    title = max(taken(name) for name, _ in rows) + 2
    click.echo("".join([" " * title, *(wide(tell(f"usage.{name}"), _FIGURE, right=True) for name in _FIGURES)]))
    for name, counts in rows:
        figures = (wide(f"{counts[figure]:,}", _FIGURE, right=True) for figure in _FIGURES)
        click.echo("".join([wide(name, title), *figures]))


def _rows(item: dict[str, Any], *, dates: bool) -> Iterator[Row]:
    """The item, then its dates and their ticket types: all of a few dates, of a calendar's many those that are sold."""
    yield item["title"], item
    told = item["sessions"] if dates else []
    for date in told:
        if len(told) > _MANY and not (date["issued"] or date["cancelled"]):
            continue
        if date["starts_at"]:
            starts = datetime.fromisoformat(date["starts_at"]).astimezone(shop_zone())
            yield f"  {formats.moment(starts, terminal_language())}", date
        yield from ((f"    {kind['name']}", kind) for kind in date["tickets"] if kind["name"])


COMMANDS: list[click.Command] = [usage]
