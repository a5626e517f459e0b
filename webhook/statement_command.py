"""``mogiri statement 2026-09``: the month's statement for the terminal."""

import click

from webhook import clock
from webhook.refusals import Refused
from webhook.terminal import connect, say, tell


@click.command()
@click.argument("month")
def statement(month: str) -> None:
    """Show what MONTH (2026-09) has earned, channel by channel, and when it is due."""
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
        told = statements.told(span, statements.of(span, shelf.private, clock.now()), shelf.catalogue.shop.currency)
    click.echo(say("statement", month=told["month"], due=told["due"]))
    names = ("used", "no_show", "cancel_fees", "gross", "handling_fee", "net")
    click.echo("  ".join([f"{'':16}", *(f"{tell(f'statement.{name}'):>12}" for name in names)]))
    for each in [*told["channels"], told["sums"] | {"channel": tell("statement.total"), "name": ""}]:
        name = each["name"] or each["channel"]
        click.echo("  ".join([f"{name:16}", *(f"{each[key]:>12,}" for key in names)]))


COMMANDS: list[click.Command] = [statement]
