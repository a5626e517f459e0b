"""The service's commands: ``serve``, ``doctor``, ``staff``, ``owner``; the generator's command line attaches them."""

import click

from webhook import clock
from webhook.catalogue import CatalogueError
from webhook.condition import commands as condition
from webhook.crew import accounts
from webhook.crew.commands import staff
from webhook.database import database
from webhook.door.commands import door_kit
from webhook.forgetting import commands as forgetting
from webhook.issuing import commands as issuing
from webhook.keeping import commands as keeping
from webhook.ledger import commands as ledger
from webhook.models import Staff
from webhook.statements import commands as statement
from webhook.terminal import cannot_listen, connect, from_environment, reaching, say, shop_url
from webhook.usage import commands as usage


@click.group()
def service() -> None:
    """Commands of the running service."""


@service.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
@click.option("--no-site", is_flag=True)
def serve(host: str, port: int, workers: int, no_site: bool) -> None:
    """Run the service, and the built site unless --no-site. Set by the environment (see docs/service.md)."""
    from webhook import running

    settings = from_environment()
    for key in ("smtp_url", "stripe_key", "webhook_secrets"):
        if not getattr(settings, key):
            click.secho(say(_WARNINGS[key]), fg="yellow", err=True)
    try:
        running.look(settings, host, port)
    except (FileNotFoundError, CatalogueError):
        raise click.ClickException(say("no_site", file=settings.site / "catalogue.json")) from None
    except OSError as error:
        raise cannot_listen(error, host, port) from None
    with reaching(settings):
        running.prepare(settings)
    running.serve(settings, host=host, port=port, workers=workers, site=not no_site)


@service.command()
@click.option("--orders", default=100, show_default=True)
def doctor(orders: int) -> None:
    """Say what is missing to go live, and whether Stripe and our orders agree. Exit 1 when something is wrong."""
    from webhook import doctor as practice
    from webhook.payments import Gateway
    from webhook.shelf import Shelf

    settings = connect()
    try:
        catalogue = Shelf(settings.site / "catalogue.json").catalogue
    except (FileNotFoundError, CatalogueError):
        raise click.ClickException(say("no_site", file=settings.site / "catalogue.json")) from None
    wrong = 0
    with database.connection_context():
        for finding in practice.examine(settings, catalogue, Gateway(settings), orders=orders):
            wrong += finding.level == "bad"
            mark, colour = _MARKS[finding.level]
            click.echo(f"{click.style(mark, fg=colour)} {say(f'doctor.{finding.code}', **finding.facts)}")
    click.echo(say("doctor.sum", n=wrong))
    if wrong:
        raise SystemExit(1)


for command in (
    staff,
    door_kit,
    *keeping.COMMANDS,
    *forgetting.COMMANDS,
    *ledger.COMMANDS,
    *condition.COMMANDS,
    *issuing.COMMANDS,
    *statement.COMMANDS,
    *usage.COMMANDS,
):
    service.add_command(command)


@service.group()
def owner() -> None:
    """The owner's account."""


@owner.command("link")
@click.option("--mail", default=None)
def owner_link(mail: str | None) -> None:
    """Print a link that signs the owner in; the first time it makes the account."""
    settings = connect()
    url, now = settings.url or shop_url(settings), clock.now()
    if not url:
        raise click.ClickException(say("no_address"))
    found = Staff.get_or_none(Staff.role == "owner") or accounts.add("owner", "Owner", "owner", now=now)
    if mail:
        Staff.update(email=mail.lower()).where(Staff.id == found.id).execute()
    click.echo(say("owner_link"))
    click.echo(f"{url}/sign-in/#token={accounts.link(found, now)}")


_MARKS = {"good": ("✓", "green"), "warning": ("!", "yellow"), "bad": ("✗", "red")}
_WARNINGS = {"smtp_url": "no_smtp", "stripe_key": "no_stripe", "webhook_secrets": "no_webhook"}
