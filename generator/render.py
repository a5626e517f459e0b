"""Pages and the files beside them as text: templates filled in, the headers of the static host."""

import re
import tomllib
import traceback
from collections.abc import Sequence
from pathlib import Path

from jinja2 import BytecodeCache, Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket

from generator.content import shown_name
from generator.pages import Page
from generator.problems import Problem
from webhook.catalogue import Shop
from webhook.headers import ASSET_HEADERS, page_headers

BESIDE = ("manifest.webmanifest", "robots.txt", "sitemap.xml")
"""Files at the root of the site, made when there is a template of that name."""

ICONS = ("favicon.ico", "favicon.svg", "apple-touch-icon.png")
"""Pictures of ``site/images`` that browsers look for at the root."""


class Fault(Exception):  # noqa: N818
    """A template could not be filled in."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Compiled(BytecodeCache):
    """Templates stay compiled from build to build of one process: most of what a rebuild in development would cost."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def render(env: Environment, page: Page, folders: Sequence[Path]) -> str:
    """The page as HTML; raises Fault naming the line of the template."""
    try:
        return env.get_template(page.template).render(page.context)
    except (TemplateError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise Fault(_problem(error, page.template, folders)) from error


def headers(shop: Shop) -> str:
    """The ``_headers`` file that static hosts read."""
    common = page_headers(shop)
    assets = {name: value for name, value in ASSET_HEADERS.items() if name not in common}
    return "\n".join([*_rule("/*", common), *_rule("/assets/*", assets), ""])


def words_slips(folders: Sequence[Path], error: tomllib.TOMLDecodeError) -> list[Problem]:
    """Where the words of the pages cannot be read; ``error`` is what reading them all came to."""
    problems = []
    for folder in folders:
        for file in sorted(folder.glob("words/*/*.toml")):
            try:
                tomllib.loads(file.read_text("utf-8"))
            except tomllib.TOMLDecodeError as slip:
                found = re.search(r"at line (\d+)", str(slip))
                shown = f"{shown_name(folder)}/{file.relative_to(folder).as_posix()}"
                problems.append(Problem(file=shown, line=int(found[1]) if found else 1, code="words_file"))
    if not problems:
        raise error
    return problems


def _rule(path: str, table: dict[str, str]) -> list[str]:
    return [path, *(f"  {name}: {value}" for name, value in table.items())]


def _problem(error: Exception, template: str, folders: Sequence[Path]) -> Problem:
    """Jinja names no line in most of its errors; the last frame inside a template does."""
    places = [(Path(frame.filename), frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
    inside = [(file, line) for file, line in places if any(file.is_relative_to(folder) for folder in folders)]
    if isinstance(error, TemplateSyntaxError) and error.filename:
        inside.append((Path(error.filename), error.lineno))
    if isinstance(error, TemplateNotFound):
        return Problem(file=f"site/templates/{error.name}", code="no_template", values={"value": error.name})
    reason = str(error.args[0]) if isinstance(error, LookupError) and error.args else str(error)
    if not inside:
        return Problem(file=f"site/templates/{template}", code="template", values={"reason": reason})
    file, line = inside[-1]
    folder = next(folder for folder in folders if file.is_relative_to(folder))
    shown = f"{shown_name(folder)}/{file.relative_to(folder).as_posix()}"
    return Problem(file=shown, line=line, code="template", values={"reason": reason})
