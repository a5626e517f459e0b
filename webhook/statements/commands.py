"""``mogiri statement 2026-09``: the month's statement for the terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

import click

from webhook import clock
from webhook.channels import OWN
from webhook.refusals import Refused
from webhook.terminal import connect, say, tell, wide

_NAME, _FIGURE = 18, 16
"""Columns of the terminal."""


@click.command()
@click.argument("month")
def statement(month: str) -> None:
    """Show what MONTH (2026-09) has earned, by channel and by organiser, and when it is due."""
    from webhook import private, statements
    from webhook.catalogue import CatalogueError
    from webhook.database import database
    from webhook.shelf import Shelf

    settings = connect()
    try:
        shelf = Shelf(settings.site / "catalogue.json", settings.shop_folder / private.PLACE)
    except (OSError, CatalogueError):
        raise click.ClickException(say("no_site", file=settings.site / "catalogue.json")) from None
    try:
        span = statements.month(month, shelf.catalogue.shop)
    except Refused:
        raise click.ClickException(tell("refusals.bad_month")) from None
    with database.connection_context():
        made = statements.of(span, shelf.private, clock.now())
        told = statements.told(span, made, shelf.catalogue.shop.currency)
    click.echo(say("statement", month=told["month"], due=told["due"]))
    if len(made.organisers) > 1:
        parts = [*told["organisers"], _total(told["organiser_sums"])]
        _table(("used", "no_show", "cancel_fees", "gross", "handling_fee", "commission", "payout"), parts, "organiser")
        click.echo()
    parts = [*told["channels"], _total(told["sums"])]
    _table(("used", "no_show", "cancel_fees", "gross", "handling_fee", "net"), parts, "channel")


def _total(sums: dict[str, Any]) -> dict[str, Any]:
    return sums | {"name": tell("statement.total")}


def _table(names: Sequence[str], parts: Iterable[dict[str, Any]], what: str) -> None:
    heads = (wide(tell(f"statement.{name}"), _FIGURE, right=True) for name in names)
    click.echo("".join([wide(tell(f"statement.{what}"), _NAME), *heads]))
    for each in parts:
        name = each["name"] or each[what] or "own"
        name = tell(f"statement.channels.{name}") if name in OWN else name
        click.echo("".join([wide(name, _NAME), *(wide(f"{each[key]:,}", _FIGURE, right=True) for key in names)]))


COMMANDS: list[click.Command] = [statement]
