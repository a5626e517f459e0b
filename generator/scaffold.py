"""New files from patterns: a shop, an event, a pass … that build as they are."""

import functools
import itertools
import shutil
from datetime import date, timedelta
from pathlib import Path
from string import Template

import yaml

from generator import content as contents
from generator.fields import Wrong
from generator.frontmatter import FIRST_LINE
from generator.kinds import FOLDERS
from generator.phrases import LANGUAGES, phrase
from generator.problems import Problem
from generator.schema import Values
from generator.values import identifier, slug
from webhook import clock

PATTERNS = Path(__file__).parent / "patterns"
_DATED = ("sessions", "calendar", "sales", "decide_by", "archived")
"""What a copy of an old event does not keep."""


class Refusal(Exception):  # noqa: N818
    """Nothing was made; ``code`` says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def new_shop(folder: Path) -> None:
    """Put the sample shop into ``folder``; raises Refusal when something is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal("not_empty", folder=folder)
    shutil.copytree(_sample(), folder / "content")
    for name in ("gitignore", "netlify.toml"):
        target = folder / (f".{name}" if name == "gitignore" else name)
        target.write_text((PATTERNS / name).read_text("utf-8"), "utf-8")


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
    texts = _copies(shop, kind, old, name, problems) if old else {f"{name}.md": _fresh(shop, kind, name)}
    target.parent.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        (target.parent / file).write_text(text, "utf-8")
    return [f"{shop.shown}/{folder}/{file}" for file in texts]


def _sample() -> Path:
    bundled = Path(__file__).parent / "_bundled" / "content"
    return bundled if bundled.is_dir() else Path(__file__).parent.parent / "content"


def _fresh(shop: contents.Content, kind: str, name: str) -> str:
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
    }
    return Template((PATTERNS / f"{kind}.md").read_text("utf-8")).substitute(words)


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
    if entry.kind != "event":
        return text
    lines = text.split("\n")
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    node = yaml.compose("\n".join(lines[1:end]), Loader=yaml.SafeLoader)
    pairs = node.value if node else []
    starts = [*(key.start_mark.line + FIRST_LINE - 1 for key, _ in pairs), end]
    kept = lines[:1]
    for (key, _), (start, stop) in zip(pairs, itertools.pairwise(starts), strict=True):
        if key.value in ("sessions", "calendar"):
            kept += _dates(entry.values, _next_month(shop))
        elif key.value not in _DATED:
            kept += lines[start:stop]
    return "\n".join([*kept, *lines[end:]])


def _dates(values: Values, first: date) -> list[str]:
    """A new date, as long and as large as the old ones were."""
    note = "   # 新しい日程を書いてください / write the new dates"
    if calendar := values.get("calendar"):
        keys = [key for key in ("days", "times", "stock") if calendar.get(key) is not None]
        kept = [f"  {key}: {_flow(calendar[key])}" for key in keys]
        return [f"calendar:{note}", f"  from: {first}", f"  until: {first + timedelta(days=30)}", *kept]
    old = values["sessions"][0]
    clocks = [f"    {key}: {old[key]:%H:%M}" for key in ("doors", "ends") if key in old.data]
    stock = [f"    stock: {old['stock']}"] if old.get("stock") is not None else []
    return [f"sessions:{note}", f"  - starts: {first} {old['starts']:%H:%M}", *clocks, *stock]


def _flow(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(each if isinstance(each, str) else format(each, '%H:%M') for each in value)}]"
    return str(value)


def _next_month(shop: contents.Content) -> date:
    return clock.now().astimezone(shop.zone).date() + timedelta(days=30)
