"""``mogiri staff``: accounts, PINs and shifts for the terminal."""

from zoneinfo import ZoneInfo

import click

from webhook import clock, codes
from webhook.catalogue import Catalogue, CatalogueError
from webhook.crew import accounts, people, shifts
from webhook.crew.shifts import Scope
from webhook.models import Staff
from webhook.refusals import Refused
from webhook.settings import Settings
from webhook.terminal import connect, say, shop_url


@click.group()
def staff() -> None:
    """Who stamps, and when: add, list, pin, stop, shift."""


@staff.command("add")
@click.argument("number")
@click.argument("name")
@click.option("--role", type=click.Choice(accounts.ROLES), default="staff", show_default=True)
@click.option("--pin", default="")
@click.option("--mail", default=None)
@click.option("--venue", default="")
def staff_add(number: str, name: str, role: str, pin: str, mail: str | None, venue: str) -> None:
    """Add an account: NUMBER is what staff type, NAME what the history shows."""
    if pin and not (pin.isdigit() and len(pin) >= 4):
        raise click.ClickException(say("pin_needed"))
    settings = connect()
    if venue and venue not in shifts.venues(catalogue_of(settings)):
        raise click.ClickException(say("unknown_venue", venue=venue))
    made = "" if pin or role != "staff" else codes.pin()
    try:
        accounts.add(number, name, role, pin=pin or made, email=mail, now=clock.now(), venue=venue)
    except Refused as refused:
        raise click.ClickException(say(refused.code, number=number, email=mail)) from None
    click.echo(say("staff_added", name=name, number=number, role=role))
    if made:
        click.echo(say("staff_pin", number=number, pin=made))


@staff.command("list")
def staff_list() -> None:
    """List the accounts."""
    connect()
    rows = list(Staff.select().order_by(Staff.number))
    for row in rows:
        state = say("staff_inactive" if row.stopped_at else "staff_active")
        more = "  ".join(part for part in (row.email, row.venue) if part)
        click.echo(f"{row.number:<8} {row.role:<6} {state:<8} {row.name}  {more}")
    if not rows:
        click.echo(say("staff_none"))


@staff.command("pin")
@click.argument("number")
def staff_pin(number: str) -> None:
    """Give a new PIN for one shift; the old one is dead."""
    connect()
    try:
        click.echo(say("staff_pin", number=number, pin=people.new_pin(_numbered(number))))
    except Refused:
        raise click.ClickException(say("staff_stopped", number=number)) from None


@staff.command("stop")
@click.argument("number")
def staff_stop(number: str) -> None:
    """Stop an account at once, in every browser."""
    connect()
    accounts.stop(_numbered(number), clock.now())
    click.echo(say("staff_stopped", number=number))


@staff.command("shift")
@click.argument("item", default="")
@click.argument("session", default="")
@click.option("--venue", default="")
def staff_shift(item: str, session: str, venue: str) -> None:
    """Open a shift for ITEM and SESSION, or for everything of today, and print the code that staff join it by."""
    settings = connect()
    catalogue = catalogue_of(settings)
    try:
        shift = shifts.open_(Scope(item=item, session=session, venue=venue), catalogue, clock.now())
    except Refused as refused:
        raise click.ClickException(say(refused.code, item=item, session=session, venue=venue)) from None
    ends = shift.ends_at.astimezone(ZoneInfo(catalogue.shop.time_zone))
    click.echo(say("shift_open", code=shift.code, until=f"{ends:%Y-%m-%d %H:%M}"))
    click.echo(f"{settings.url or shop_url(settings)}/staff/#code={shift.code}")


def _numbered(number: str) -> Staff:
    found: Staff | None = Staff.get_or_none(Staff.number == number)
    if found is None:
        raise click.ClickException(say("staff_unknown", number=number))
    return found


def catalogue_of(settings: Settings) -> Catalogue:
    """What the shop sells, as it was built last."""
    from webhook.shelf import Shelf

    try:
        return Shelf(settings.site / "catalogue.json").catalogue
    except (FileNotFoundError, CatalogueError):
        raise click.ClickException(say("no_site", file=settings.site / "catalogue.json")) from None
