"""``mogiri backup``, ``restore``, ``export`` and ``import``: the shop's own data, out and in."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from webhook import clock
from webhook.terminal import connect, from_environment, shop_zone, tell

Progress = Callable[[int, int], None]

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE, required=False)
def backup(file: Path | None) -> None:
    """Copy the database to FILE while the service runs; a name that ends in .zip gives the form for any database."""
    from webhook.keeping import copies

    settings = connect()
    with _told(), _bar(tell("keeping.copying")) as progress:
        made = copies.back_up(settings, file, progress)
    click.echo(tell("keeping.backed_up", file=made, size=_size(made)))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--over", is_flag=True)
def restore(file: Path, over: bool) -> None:
    """Put the backup FILE in the place of the database. The service must not be running."""
    from webhook.forgetting import asking
    from webhook.keeping import copies

    settings = from_environment()
    with _told(), _bar(tell("keeping.restoring")) as progress:
        kept = copies.restore(settings, file, over=over, progress=progress)
    click.echo(tell("keeping.restored", file=file))
    connect()
    again = asking.again(settings.data, clock.now())
    if again:
        click.echo(tell("keeping.forgotten_again", n=again))
    if kept:
        click.echo(tell("keeping.kept", file=kept))


@click.group()
def export() -> None:
    """Take data out."""


@export.command("all")
@click.argument("target", type=_FILE, required=False)
@click.option("--secrets", is_flag=True)
def export_all(target: Path | None, secrets: bool) -> None:
    """Write everything as plain JSON lines and CSV into a folder, or into a file that ends in .zip."""
    from webhook.keeping import exporting, marks

    connect()
    target = target or Path(f"mogiri-export-{clock.now():%Y%m%d-%H%M%S}")
    with _told(), _bar(tell("keeping.exporting")) as progress:
        manifest = exporting.export(target, secrets=secrets, progress=progress)
    marks.note("export", datetime.fromisoformat(manifest["at"]), secrets=secrets)
    click.echo(tell("keeping.exported", target=target, n=sum(manifest["rows"].values())))
    click.echo(tell("keeping.with_secrets" if secrets else "keeping.without_secrets"))


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--dry-run", is_flag=True)
def import_(source: Path, since: datetime | None, dry_run: bool) -> None:
    """Read an export of everything into a new shop, or customers from a CSV file."""
    from webhook.keeping import importing

    connect()
    if source.suffix.lower() == ".csv":
        _customers(source, dry_run)
        return
    with _told(), _bar(tell("keeping.importing")) as progress:
        if dry_run:
            manifest = importing.examine(source)
        else:
            manifest = importing.load(source, since=_midnight(since), progress=progress)
    click.echo(tell("keeping.would_import" if dry_run else "keeping.imported", **manifest["totals"]))
    if not manifest["secrets"]:
        click.echo(tell("keeping.new_links"))


def _customers(source: Path, dry_run: bool) -> None:
    from webhook.keeping import guests

    found = guests.read(source.read_bytes(), clock.now(), dry_run=dry_run)
    for wrong in found.wrong:
        click.secho(tell(f"keeping.line.{wrong.code}", line=wrong.line, value=wrong.value), fg="red", err=True)
    if found.wrong:
        raise click.ClickException(tell("keeping.nothing_imported", n=len(found.wrong)))
    said = "keeping.customers_would" if dry_run else "keeping.customers"
    click.echo(tell(said, new=found.new, known=found.known))


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """A bar of progress on a terminal; elsewhere nothing."""
    with click.progressbar(length=1000, label=label, file=sys.stderr) as shown:

        def progress(done: int, whole: int) -> None:
            shown.update(done * 1000 // max(whole, 1) - shown.pos)

        yield progress


@contextmanager
def _told() -> Iterator[None]:
    """Whatever stands in the way, in words."""
    from webhook.keeping.archive import Damaged
    from webhook.keeping.copies import Living
    from webhook.keeping.importing import Different, Early, NotEmpty

    try:
        yield
    except Damaged as error:
        raise _failed(error.code, file=error.file) from None
    except Different as error:
        raise _failed("different", what=error.what) from None
    except Living as error:
        raise _failed(error.code) from None
    except Early as error:
        raise _failed("early", number=error.number) from None
    except NotEmpty:
        raise _failed("not_empty") from None
    except FileExistsError as error:
        raise _failed("exists", file=error.args[0]) from None


def _failed(code: str, **facts: Any) -> click.ClickException:
    return click.ClickException(tell(f"keeping.failed.{code}", **facts))


def _midnight(day: datetime | None) -> datetime | None:
    """The beginning of a day in the shop's zone."""
    return datetime.combine(date(day.year, day.month, day.day), time(), shop_zone()) if day else None


def _size(made: Path) -> str:
    return f"{made.stat().st_size / 1_000_000:.1f} MB"


COMMANDS: list[click.Command] = [backup, restore, export, import_]
