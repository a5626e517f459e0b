"""The reference of all keys as Markdown: what ``mogiri keys`` prints and ``docs/keys*.md`` hold."""

from collections.abc import Callable
from typing import Any

from generator.writing import times, values, zones
from generator.writing.fields import Field, ListOf, Scalar
from generator.writing.keys import Key, keys, label
from generator.writing.kinds import FOLDERS, SCHEMAS
from generator.writing.schema import MapOf, NameOr, Words

_NAMES: dict[Callable[..., Any], str] = {
    values.text: "text",
    values.tag: "tag",
    values.identifier: "id",
    values.money: "money",
    values.yes_no: "yes_no",
    values.percent: "percent",
    values.percent_exact: "percent_exact",
    values.mail: "mail",
    values.url: "url",
    values.origin: "origin",
    values.invoice_number: "invoice_number",
    values.image: "image",
    values.colour: "colour",
    times.day: "date",
    times.clock: "time",
    times.moment: "moment",
    times.clock_or_moment: "time_or_moment",
    times.duration: "duration",
    zones.time_zone: "time_zone",
    zones.currency: "currency",
    zones.language: "language",
    zones.holiday_or_day: "closed_day",
}


def reference(language: str) -> str:
    """All kinds on one page, with what holds for all of them first."""
    words = {name: label("heading", name, language).strip() for name in ("page", "lead", "rules")}
    head = f"# {words['page']}\n\n{words['lead']}\n\n{words['rules']}\n"
    return "\n".join([head, *(of_kind(kind, language) for kind in SCHEMAS)])


def of_kind(kind: str, language: str) -> str:
    """The keys of one kind."""
    folder = next((folder for folder, each in FOLDERS.items() if each == kind), None)
    file = f"content/{folder}/*.md" if folder else "content/shop.md"
    columns = [label("heading", name, language) for name in ("key", "means", "written", "example")]
    rows = [_row(columns), _row(["---"] * len(columns)), *(_row(_cells(key, language)) for key in keys(kind))]
    title = f"## {label('title', kind, language)} · `{file}`"
    return "\n".join([title, "", label("intro", kind, language), "", *rows, ""])


def _cells(key: Key, language: str) -> list[str]:
    words = key.meaning(language)
    required = f"<br>**{label('heading', 'required', language)}**" if key.required else ""
    means = words.means
    if words.default:
        means += f"<br>*{label('heading', 'default', language).format(default=words.default)}*"
    return [f"`{key.path}`{required}", means, type_name(key.field, language), f"`{words.example}`"]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def type_name(field: Field, language: str) -> str:
    """What is written there, in words."""
    if isinstance(field, Scalar):
        return _scalar(field, language)
    if isinstance(field, Words):
        return label("type", "words", language)
    if isinstance(field, ListOf | MapOf):
        shape = "list" if isinstance(field, ListOf) else "map"
        return label("type", shape, language).format(entry=type_name(field.entry, language))
    return label("type", "name_or" if isinstance(field, NameOr) else "block", language)


def _scalar(field: Scalar, language: str) -> str:
    convert = field.convert
    if isinstance(convert, values.Whole):
        name = "at_least" if convert.most == values.MOST_COUNT else "whole"
        return label("type", name, language).format(least=convert.least, most=f"{convert.most:,}")
    if isinstance(convert, values.Choice):
        return label("type", "choice", language).format(options=" · ".join(convert.options))
    return label("type", _NAMES[convert], language)
