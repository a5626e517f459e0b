"""How problems and errors look in the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from generator.phrases import phrase

if TYPE_CHECKING:
    from generator.problems import Problem


def show(problems: "Sequence[Problem]", language: str, *, strict: bool = False, err: bool = True) -> None:
    """Print all problems, then how many there are."""
    for problem in problems:
        place = click.style(f"{problem.file}:{problem.line}: ", bold=True)
        colour = "yellow" if problem.level == "warning" else "red"
        words = problem.line_of_text(language).removeprefix(f"{problem.file}:{problem.line}: ")
        click.echo(place + click.style(words, fg=colour), err=err)
    errors = sum(problem.level == "error" for problem in problems)
    if errors:
        click.echo(phrase(language, "label.errors", count=errors), err=err)
    elif problems:
        click.echo(phrase(language, "label.warnings", count=len(problems)), err=err)
    if strict and problems and not errors:
        click.echo(phrase(language, "label.strict"), err=err)


def apology(error: Exception, language: str) -> str:
    """What to say of an error nobody foresaw."""
    if isinstance(error, OSError):
        name = f": {error.filename}" if error.filename else ""
        return phrase(language, "label.system", reason=f"{error.strerror or error}{name}")
    return phrase(language, "label.unexpected", reason=f"{type(error).__name__}: {error}")
