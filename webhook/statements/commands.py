"""``mogiri statement 2026-09``: the month's statement for the terminal."""

from collections.abc import Iterable, Sequence
from typing import Any

import click

from webhook import clock
from webhook.refusals import Refused
from webhook.terminal import connect, say, tell


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
    click.echo("  ".join([f"{tell(f'statement.{what}'):16}", *(f"{tell(f'statement.{name}'):>12}" for name in names)]))
    for each in parts:
        name = each["name"] or each[what] or tell("statement.channels.own")
        click.echo("  ".join([f"{name:16}", *(f"{each[key]:>12,}" for key in names)]))


COMMANDS: list[click.Command] = [statement]
