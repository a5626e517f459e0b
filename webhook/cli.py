"""The service's commands: ``serve``, ``doctor``, ``staff``, ``owner``; the generator's command line attaches them."""

import locale
import logging
from pathlib import Path
from typing import Any

import click

from webhook import accounts, clock, templates
from webhook.catalogue import CatalogueError
from webhook.database import database
from webhook.models import Staff
from webhook.refusals import Refused
from webhook.settings import Settings, from_environment
from webhook.words import Words


@click.group()
def service() -> None:
    """Commands of the running service."""


@service.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes; more than one wants PostgreSQL.")
@click.option("--no-site", is_flag=True, help="Leave the static pages to another host.")
def serve(host: str, port: int, workers: int, no_site: bool) -> None:
    """Run the service, and the built site unless --no-site. Set by the environment (see docs/service.md)."""
    from webhook import running

    settings = from_environment()
    for key in ("smtp_url", "stripe_key", "webhook_secrets"):
        if not getattr(settings, key):
            click.secho(say(_WARNINGS[key]), fg="yellow", err=True)
    try:
        running.serve(settings, host=host, port=port, workers=workers, site=not no_site)
    except (FileNotFoundError, CatalogueError):
        raise click.ClickException(say("no_site", file=settings.site / "catalogue.json")) from None
    except OSError:
        raise click.ClickException(say("port_taken", port=port)) from None


@service.command()
@click.option("--orders", default=100, show_default=True, help="Newest payments to compare with Stripe.")
def doctor(orders: int) -> None:
    """Say what is missing to go live, and whether Stripe and our orders agree. Exit 1 when something is wrong."""
    from webhook import doctor as practice
    from webhook.payments import Gateway
    from webhook.shelf import Shelf

    settings = _connect()
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


@service.group()
def staff() -> None:
    """Who may stamp: add, list, stop."""


@staff.command("add")
@click.argument("number")
@click.argument("name")
@click.option("--role", type=click.Choice(accounts.ROLES), default="staff", show_default=True)
@click.option("--pin", default="", help="Four digits or more; staff type it when a shift begins.")
@click.option("--mail", default=None, help="Address for sign-in links (lead, owner).")
def staff_add(number: str, name: str, role: str, pin: str, mail: str | None) -> None:
    """Add an account: NUMBER is what staff type, NAME what the history shows."""
    if role == "staff" and not (pin.isdigit() and len(pin) >= 4):
        raise click.ClickException(say("pin_needed"))
    _connect()
    try:
        accounts.add(number, name, role, pin=pin, email=mail, now=clock.now())
    except Refused as refused:
        raise click.ClickException(say(refused.code, number=number, email=mail)) from None
    click.echo(say("staff_added", name=name, number=number, role=role))


@staff.command("list")
def staff_list() -> None:
    """List the accounts."""
    _connect()
    rows = list(Staff.select().order_by(Staff.number))
    for row in rows:
        state = say("staff_inactive" if row.stopped_at else "staff_active")
        click.echo(f"{row.number:<8} {row.role:<6} {state:<8} {row.name}  {row.email or ''}")
    if not rows:
        click.echo(say("staff_none"))


@staff.command("stop")
@click.argument("number")
def staff_stop(number: str) -> None:
    """Stop an account at once, in every browser."""
    _connect()
    found = Staff.get_or_none(Staff.number == number)
    if found is None:
        raise click.ClickException(say("staff_unknown", number=number))
    accounts.stop(found, clock.now())
    click.echo(say("staff_stopped", number=number))


@service.group()
def owner() -> None:
    """The owner's account."""


@owner.command("link")
@click.option("--mail", default=None, help="Address that may ask for further links on the sign-in page.")
def owner_link(mail: str | None) -> None:
    """Print a link that signs the owner in; the first time it makes the account."""
    settings = _connect()
    now = clock.now()
    found = Staff.get_or_none(Staff.role == "owner") or accounts.add("owner", "Owner", "owner", now=now)
    if mail:
        Staff.update(email=mail.lower()).where(Staff.id == found.id).execute()
    click.echo(say("owner_link"))
    click.echo(f"{settings.url or _shop_url(settings)}/sign-in/#token={accounts.link(found, now)}")


_MARKS = {"good": ("✓", "green"), "warning": ("!", "yellow"), "bad": ("✗", "red")}
_WARNINGS = {"smtp_url": "no_smtp", "stripe_key": "no_stripe", "webhook_secrets": "no_webhook"}


def say(key: str, **values: Any) -> str:
    """Words for the terminal, in the language of its locale."""
    language = "ja" if (locale.getlocale()[0] or "").startswith("ja") else "en"
    words = Words([folder / "words" for folder in templates.site_folders(Path.cwd())])
    return words.text(language, f"terminal.{key}", **values)


def _connect() -> Settings:
    from webhook.database import connect

    logging.getLogger("playhouse").setLevel(logging.WARNING)
    settings = from_environment()
    connect(settings.database)
    return settings


def _shop_url(settings: Settings) -> str:
    from webhook.shelf import Shelf

    try:
        return Shelf(settings.site / "catalogue.json").catalogue.shop.url or ""
    except (OSError, CatalogueError):
        return ""
