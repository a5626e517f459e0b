"""New files from patterns: a shop, an event, a pass … that build as they are."""

import functools
import itertools
import re
import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path
from string import Template
from typing import Any

import yaml

from generator import content as contents
from generator.phrases import LANGUAGES, phrase
from generator.problems import Problem
from generator.writing.fields import Wrong
from generator.writing.frontmatter import FIRST_LINE
from generator.writing.kinds import FOLDERS
from generator.writing.schema import Values
from generator.writing.values import identifier, slug
from generator.writing.zones import HOLIDAYS
from webhook import clock

PATTERNS = Path(__file__).parent / "patterns"
_DATED = ("sales", "decide_by", "psa_ack", "archived", "cancelled", "paused")
"""What a copy does not keep: days gone by, and what was decided for the old one alone."""

_COLUMN = 35
_REMARK = re.compile(r"^([ ]*\S.*?)[ ]{3,}# ", re.MULTILINE)
"""What stands before a comment in a pattern."""

_NOTE = "   # 新しい日程を書いてください / write the new dates"


class Refusal(Exception):  # noqa: N818
    """Nothing was made; ``code`` says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def new_shop(folder: Path) -> None:
    """Put the sample shop into ``folder``; raises Refusal when something is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal("not_empty", folder=folder)
    from importlib import (
        metadata,
    )  # loads all that can read a mail; a build, which is not told the version, goes without

    shutil.copytree(_sample(), folder / "content")
    for pattern, name in (("gitignore", ".gitignore"), ("netlify.toml", "netlify.toml")):
        text = Template((PATTERNS / pattern).read_text("utf-8")).substitute(version=metadata.version("mogiri"))
        (folder / name).write_text(text, "utf-8")


def new_file(kind: str, name: str, content: Path, *, old: str | None = None) -> list[str]:
    """Write ``NAME.md`` of a kind into the content folder, like ``old`` if given; returns the files made."""
    folder = next(folder for folder, each in FOLDERS.items() if each == kind)
    problems: list[Problem] = []
    shop = contents.read(content, problems.append)
    if shop is None:
        raise Refusal("no_content", folder=content)
    try:
        identifier(name)
    except Wrong:
        raise Refusal("bad_slug", value=name, example=slug(name) or f"my-{kind}") from None
    taken = next((entry.file for entry in shop.entries if entry.id == name), None)
    target = content / folder / f"{name}.md"
    if taken or target.exists():
        raise Refusal("exists", file=taken or target)
    texts = _copies(shop, kind, old, name, problems) if old else {f"{name}.md": fresh(shop, kind, name)}
    target.parent.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        (target.parent / file).write_text(text, "utf-8")
    return [f"{shop.shown}/{folder}/{file}" for file in texts]


def _sample() -> Path:
    bundled = Path(__file__).parent / "_bundled" / "content"
    return bundled if bundled.is_dir() else Path(__file__).parent.parent / "content"


def fresh(shop: contents.Content, kind: str, name: str) -> str:
    """The pattern of a kind, its headings in the shop's first language."""
    language = shop.languages[0] if shop.languages[0] in LANGUAGES else "en"
    say = functools.partial(_pattern, language)
    venues = list((shop.shop.values.get("venues") or Values()).data)
    words = {
        "name": name,
        "title": say(f"{kind}_title"),
        "body": say(f"{kind}_body"),
        "ticket": say("ticket"),
        "venue": venues[0] if venues else f"{{name: {say('venue')}}}",
        "date": _next_month(shop),
        "sales": _next_month(shop) - timedelta(days=21),
    }
    return _aligned(Template((PATTERNS / f"{kind}.md").read_text("utf-8")).substitute(words))


def _aligned(text: str) -> str:
    """Comments begin below each other again, whatever was written before them."""
    return _REMARK.sub(lambda line: f"{line[1]:<{_COLUMN}} # ", text)


def _pattern(language: str, key: str) -> str:
    return phrase(language, f"pattern.{key}").strip()


def _copies(shop: contents.Content, kind: str, old: str, name: str, problems: list[Problem]) -> dict[str, str]:
    """The old file and its translations under the new name, without dates."""
    entry = next((entry for entry in shop.entries if entry.id == old and entry.kind == kind), None)
    if entry is None:
        folder = next(folder for folder, each in FOLDERS.items() if each == kind)
        raise Refusal("no_old", file=f"{shop.shown}/{folder}/{old}.md")
    if any(problem.file == entry.file and problem.level == "error" for problem in problems):
        raise Refusal("old_broken", file=entry.file)
    copies = {}
    for language, document in entry.documents.items():
        text = shop.path_of(document.file).read_text("utf-8-sig").replace("\r\n", "\n")
        first = language == shop.languages[0]
        copies[f"{name}.md" if first else f"{name}.{language}.md"] = _undated(text, entry, shop) if first else text
    return copies


def _undated(text: str, entry: contents.Entry, shop: contents.Content) -> str:
    """The text with one new date in place of the old ones."""
    lines = text.split("\n")
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    node = yaml.compose("\n".join(lines[1:end]), Loader=yaml.SafeLoader)
    pairs = node.value if node else []
    starts = [*(key.start_mark.line + FIRST_LINE - 1 for key, _ in pairs), end]
    first, kept = _next_month(shop), lines[:1]
    for (key, _), (start, stop) in zip(pairs, itertools.pairwise(starts), strict=True):
        if key.value in ("sessions", "calendar", "valid"):
            kept += _dates(key.value, entry.values[key.value], first) or lines[start:stop]
        elif key.value not in _DATED:
            kept += lines[start:stop]
    return "\n".join([*kept, *lines[end:]])


def _dates(key: str, old: Any, first: date) -> list[str]:
    """A new date, as long and as large as the old ones were; nothing when there were none."""
    if key == "valid":
        start, end = old.get("from"), old.get("to")
        return [f"valid: {{from: {first}, to: {first + (end - start)}}}{_NOTE}"] if start and end else []
    if key == "calendar":
        keys = [key for key in ("days", "times", "stock") if old.get(key) is not None]
        kept = [f"  {key}: {_flow(old[key])}" for key in keys]
        kept += [f"  closed: [{HOLIDAYS}]"] if HOLIDAYS in old.get("closed", ()) else []
        return [f"calendar:{_NOTE}", f"  from: {first}", f"  until: {first + timedelta(days=30)}", *kept]
    session: Values = old[0]
    clocks = [f"    {key}: {_time(session, key, first)}" for key in ("doors", "ends") if session.get(key)]
    stock = [f"    stock: {session['stock']}"] if session.get("stock") is not None else []
    return [f"sessions:{_NOTE}", f"  - starts: {first} {session['starts']:%H:%M}", *clocks, *stock]


def _time(session: Values, key: str, first: date) -> str:
    """A time of the first day; with its date when it was on another day than the start."""
    old: time | datetime = session[key]
    if isinstance(old, time) or old.date() == session["starts"].date():
        return f"{old:%H:%M}"
    return f"{first + (old.date() - session['starts'].date())} {old:%H:%M}"


def _flow(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(each if isinstance(each, str) else format(each, '%H:%M') for each in value)}]"
    return str(value)


def _next_month(shop: contents.Content) -> date:
    return clock.now().astimezone(shop.zone).date() + timedelta(days=30)
