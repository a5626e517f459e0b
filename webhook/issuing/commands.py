"""``mogiri issue``: to one person, or to a list of guests in a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webhook import clock
from webhook.refusals import Refused
from webhook.terminal import connect, say, tell

if TYPE_CHECKING:
    from webhook.issuing.wishes import Wrong


@click.command()
@click.argument("item", default="")
@click.argument("session", default="")
@click.option("--ticket", default="")
@click.option("--units", default=1, show_default=True)
@click.option("--email", default="")
@click.option("--name", default="")
@click.option("--note", default="")
@click.option("--csv", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True)
@click.option("--anyway", is_flag=True)
def issue(
    item: str,
    session: str,
    ticket: str,
    units: int,
    email: str,
    name: str,
    note: str,
    file: Path | None,
    dry_run: bool,
    anyway: bool,
) -> None:
    """Issue ITEM (for an event its SESSION) without a payment, and mail it. --csv takes a list instead of --email."""
    given = {key: value for key, value in (("item", item), ("session", session), ("ticket", ticket)) if value}
    one = given | {"units": units, "email": email, "name": name, "note": note}
    try:
        _issue([(1, one)] if file is None else _rows(file, given), dry_run=dry_run, anyway=anyway)
    except Refused as refused:
        raise click.ClickException(tell(f"refusals.{refused.words}", **refused.facts)) from None


def _rows(file: Path, given: dict[str, str]) -> list[tuple[int, Any]]:
    from webhook.issuing import sheet

    return list(sheet.read(file.read_bytes(), dict(given)))


def _issue(rows: list[tuple[int, Any]], *, dry_run: bool, anyway: bool) -> None:
    from webhook.catalogue import CatalogueError
    from webhook.database import database
    from webhook.issuing import direct, doubts, wishes
    from webhook.shelf import Shelf

    settings = connect()
    try:
        catalogue = Shelf(settings.site / "catalogue.json").catalogue
    except (OSError, CatalogueError):
        raise click.ClickException(say("no_site", file=settings.site / "catalogue.json")) from None
    with database.connection_context():
        found, wrong = wishes.read(rows, catalogue, clock.now())
        _show(wrong)
        if wrong:
            raise click.ClickException(say("issue_none"))
        doubted = [] if anyway else doubts.of(found)
        _show(doubted)
        if doubted and not dry_run:
            raise click.ClickException(say("issue_anyway"))
        if dry_run:
            click.echo(say("issue_would", n=len(found), units=sum(wish.units for wish in found)))
            return
        for made in direct.issue(found, catalogue, clock.now(), anyway=anyway):
            click.echo(f"{made.number}  {made.customer.email}  {made.holder}")
    click.echo(say("issue_done", n=len(found)))


def _show(lines: "list[Wrong]") -> None:
    for each in sorted(lines, key=lambda each: each.line):
        words = tell(f"refusals.{each.refusal.words}", **each.refusal.facts)
        click.secho(say("issue_wrong", line=each.line, field=each.refusal.field or "", words=words), err=True)


COMMANDS: list[click.Command] = [issue]
