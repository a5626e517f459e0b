"""How problems and errors look in the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from generator.phrases import phrase

if TYPE_CHECKING:
    from generator.problems import Problem


def show(problems: "Sequence[Problem]", language: str, *, strict: bool = False, err: bool = True) -> None:
    """Print all problems, then how many there are."""
    if problems:
        click.echo(listed(problems, language, strict=strict), err=err)


def listed(problems: "Sequence[Problem]", language: str, *, strict: bool = False) -> str:
    """The same as text with colours; empty without problems."""
    lines = [_line(problem, language) for problem in problems]
    errors = sum(problem.level == "error" for problem in problems)
    if errors:
        lines.append(phrase(language, "label.errors", count=errors))
    elif problems:
        lines.append(phrase(language, "label.warnings", count=len(problems)))
    if strict and problems and not errors:
        lines.append(phrase(language, "label.strict"))
    return "\n".join(lines)


def _line(problem: "Problem", language: str) -> str:
    place = f"{problem.file}:{problem.line}: "
    colour = "yellow" if problem.level == "warning" else "red"
    words = problem.line_of_text(language).removeprefix(place)
    return click.style(place, bold=True) + click.style(words, fg=colour)


def apology(error: Exception, language: str) -> str:
    """What to say of an error nobody foresaw."""
    if isinstance(error, OSError):
        name = f": {error.filename}" if error.filename else ""
        return phrase(language, "label.system", reason=f"{error.strerror or error}{name}")
    return phrase(language, "label.unexpected", reason=f"{type(error).__name__}: {error}")
