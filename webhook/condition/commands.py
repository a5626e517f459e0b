"""``mogiri close --check``: whether the shop can be shut down without owing anybody anything (S4-59)."""

import click

from webhook import clock
from webhook.settings import Settings
from webhook.terminal import connect, shop_zone, tell


@click.command()
@click.option("--check", is_flag=True, required=True)
def close(check: bool) -> None:  # noqa: ARG001 - said so that nobody thinks that this ends the shop
    """Say what is still owed to somebody before the shop is shut down. Exit 1 when there is something."""
    from webhook.condition import ending
    from webhook.shelf import Shelf

    settings: Settings = connect()
    catalogue, zone = Shelf(settings.site / "catalogue.json").catalogue, shop_zone()
    owed = list(ending.check(catalogue, clock.now()))
    for each in owed:
        until = f"{each.until.astimezone(zone):%Y-%m-%d %H:%M}" if each.until else tell("closing.no_end")
        said = tell(f"closing.{each.code}", n=each.n, item=each.item, until=until)
        click.echo(f"{click.style('✗', fg='red')} {said}")
    if owed:
        click.echo(tell("closing.not_yet", n=len(owed)))
        raise SystemExit(1)
    click.echo(tell("closing.ready"))


COMMANDS: list[click.Command] = [close]
