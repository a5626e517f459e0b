"""What the commands have in common: where the content is, and the language they speak."""

from pathlib import Path

import click

from generator.phrases import LANGUAGES, phrase
from webhook.terminal_language import terminal_language


def say(key: str) -> str:
    """The help text ``key`` in the language of the terminal."""
    return phrase(terminal_language(), f"command.{key}")


content_option = click.option(
    "--content", type=click.Path(path_type=Path), default="content", show_default=True, help=say("content")
)
language_option = click.option("--lang", type=click.Choice(LANGUAGES), default=terminal_language, help=say("lang"))
