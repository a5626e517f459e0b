"""``mogiri keys`` and ``mogiri schema``: every key that can be written, for people and for editors."""

import json
from pathlib import Path

import click

from generator.options import content_option, language_option, say
from generator.phrases import phrase

KINDS = ("shop", "event", "pass", "voucher", "coupon", "page")
FOLDER = ".schema"
"""Where the schemas go in the content folder; names that begin with a dot are never published."""


@click.command(help=say("keys"))
@click.argument("kind", type=click.Choice(KINDS), required=False)
@language_option
def keys(kind: str | None, lang: str) -> None:
    """Print the reference of all keys, or of one kind, as Markdown."""
    from generator.writing.reference import of_kind, reference

    click.echo(of_kind(kind, lang) if kind else reference(lang), nl=False)


@click.command(help=say("schema"))
@click.option("--output", type=click.Path(path_type=Path), default=None, metavar="DIR", help=say("schema_output"))
@content_option
@language_option
def schema(output: Path | None, content: Path, lang: str) -> None:
    """Write ``KIND.json`` for each kind, and ``KIND.words.json`` for its translations."""
    from generator.writing.json_schema import json_schema

    folder = output or content / FOLDER
    if output is None and not content.is_dir():
        raise click.ClickException(phrase(lang, "new.no_content", folder=content))
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        for name, translation in ((f"{kind}.json", False), (f"{kind}.words.json", True)):
            text = json.dumps(json_schema(kind, lang, translation=translation), ensure_ascii=False, indent=1)
            (folder / name).write_text(f"{text}\n", "utf-8")
    click.echo(phrase(lang, "new.schemas", folder=folder))
