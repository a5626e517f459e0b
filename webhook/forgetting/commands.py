"""``mogiri forget``: a person on request, from the terminal."""

import click

from webhook import clock
from webhook.terminal import connect, tell


@click.command()
@click.argument("person")
@click.option("--dry-run", is_flag=True)
@click.option("--anyway", is_flag=True)
def forget(person: str, dry_run: bool, anyway: bool) -> None:
    """Erase name, mail and phone of PERSON (mail address or U-… number); counts and money stay."""
    from webhook.forgetting import asking
    from webhook.refusals import Refused
    from webhook.shelf import Shelf

    settings = connect()
    catalogue = Shelf(settings.site / "catalogue.json").catalogue
    try:
        customer = asking.person(person)
        number, now = customer.number, clock.now()
        if dry_run:
            found = asking.weigh(customer, now)
        else:
            found = asking.forget(customer, settings.data, catalogue, now, anyway=anyway)
    except Refused as refused:
        raise click.ClickException(tell(f"forgetting.{refused.code}", person=person, **refused.facts)) from None
    said = "forgetting.would" if dry_run else "forgetting.done"
    click.echo(tell(said, person=number, orders=found.orders, tickets=found.tickets, alive=found.alive))
    if not dry_run:
        click.echo(tell("forgetting.elsewhere"))


COMMANDS: list[click.Command] = [forget]
