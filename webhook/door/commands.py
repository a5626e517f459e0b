"""``mogiri door-kit``: an evening at the door on paper."""

from collections.abc import Sequence
from pathlib import Path

import click
from jinja2 import Environment

from webhook import clock, templates
from webhook.crew.commands import catalogue_of
from webhook.database import database
from webhook.look import site_folders
from webhook.refusals import Refused
from webhook.terminal import connect, say

SHEETS = ("kit-paper", "kit-join", "kit-guide", "kit-words", "kit-list", "kit-sign")
"""Its style sheets, which are written into the page so that it loads nothing."""


@click.command("door-kit")
@click.argument("item")
@click.argument("session", default="")
@click.option("--output", type=click.Path(path_type=Path), default=Path("door-kit.html"), show_default=True)
@click.option("--lang", default="")
def door_kit(item: str, session: str, output: Path, lang: str) -> None:
    """Write what the door needs on paper: guest list, gate signs, the shift's QR, a guide, the words of the evening."""
    from webhook.door import kit

    settings = connect()
    catalogue = catalogue_of(settings)
    folders = site_folders(settings.shop_folder)
    env: Environment = templates.environment(folders, catalogue.shop, practice=settings.practice)
    env.globals["styles"] = "\n".join(_sheet(folders, name) for name in SHEETS)
    base, languages = settings.url or catalogue.shop.url or "", catalogue.shop.languages
    language, now = lang if lang in languages else languages[0], clock.now()
    try:
        with database.connection_context():
            made = kit.page(item, session, catalogue=catalogue, env=env, base=base, now=now, lang=language)
    except Refused as refused:
        raise click.ClickException(say(refused.code, item=item, session=session or "–")) from None
    output.write_text(made, "utf-8")
    click.echo(say("kit_written", file=output))


def _sheet(folders: Sequence[Path], name: str) -> str:
    """A style sheet of the first folder that has it: the shop's own, or ours."""
    sheets = (folder / "styles" / f"{name}.css" for folder in folders)
    return next(sheet for sheet in sheets if sheet.is_file()).read_text("utf-8")
