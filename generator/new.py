"""``mogiri new``: start a shop, an event, a pass, a voucher, a coupon or a page from a pattern."""

from pathlib import Path

import click

from generator.options import content_option, language_option, say
from generator.phrases import phrase

KINDS = ("event", "pass", "voucher", "coupon", "page")


@click.group(help=say("new"))
def new() -> None:
    """Start something from a pattern."""


@new.command("shop", help=say("new_shop"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@language_option
def new_shop(folder: Path, lang: str) -> None:
    """Copy the sample shop."""
    from generator.scaffold import Refusal
    from generator.scaffold import new_shop as run

    try:
        run(folder)
    except Refusal as refusal:
        raise click.ClickException(phrase(lang, f"new.{refusal.code}", **refusal.values)) from None
    click.echo(phrase(lang, "new.made_shop", folder=folder))


def _new(kind: str) -> click.Command:
    @click.command(kind, help=say(f"new_{kind}"))
    @click.argument("slug")
    @click.option("--from", "old", default=None, metavar="OLD", help=say("from"))
    @content_option
    @language_option
    def command(slug: str, old: str | None, content: Path, lang: str) -> None:
        from generator.scaffold import Refusal, new_file

        try:
            files = new_file(kind, slug, content, old=old)
        except Refusal as refusal:
            raise click.ClickException(phrase(lang, f"new.{refusal.code}", **refusal.values)) from None
        for file in files:
            click.echo(phrase(lang, "new.made", file=file))

    return command


for _kind in KINDS:
    new.add_command(_new(_kind))
