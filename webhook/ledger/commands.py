"""``mogiri ledger check``: whether the chain holds and the figures agree."""

import click

from webhook import clock
from webhook.terminal import connect, tell


@click.group()
def ledger() -> None:
    """The append-only chain of facts behind all figures."""


@ledger.command("check")
@click.option("--noted", default=None, metavar="NUMBER:HASH")
def check(noted: str | None) -> None:
    """Follow the chain, rebuild every figure from it, and compare with the shop's. Exit 1 when something is wrong."""
    from webhook.hooks import events
    from webhook.ledger import checking, news, sealing
    from webhook.tally.checking import differing
    from webhook.tally.recounting import recount

    connect()
    number, _, digest = (noted or "").partition(":")
    if noted and not (number.isdigit() and len(digest) >= 8):
        raise click.BadParameter(tell("ledger.bad_noted"), param_hint="--noted")
    sealing.seal_all(events.prepare)
    overlooked = news.overlooked()
    sealing.seal_all(events.prepare)
    if overlooked:
        click.secho(tell("ledger.overlooked", n=overlooked), fg="yellow", err=True)
    report = checking.check(clock.now(), (int(number), digest) if noted else None)
    if report.broken is not None:
        click.secho(tell("ledger.broken", number=report.broken), fg="red", err=True)
    if report.missing:
        click.secho(tell("ledger.missing", noted=noted), fg="red", err=True)
    for what, ours, theirs in report.differing:
        click.secho(tell("ledger.differs", what=what, ours=ours, theirs=theirs), fg="red", err=True)
    drifted = differing(clock.now())
    for what, ours, theirs in drifted:
        click.secho(tell("tally.differs", what=what, ours=ours, theirs=theirs), fg="red", err=True)
    if drifted:
        recount()
        click.secho(tell("tally.recounted"), fg="yellow", err=True)
    if drifted or not report.good:
        raise SystemExit(1)
    click.echo(tell("ledger.good", n=report.count))
    click.echo(tell("ledger.head", head=f"{report.count}:{report.head}"))


COMMANDS: list[click.Command] = [ledger]
