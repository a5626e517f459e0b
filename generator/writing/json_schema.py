"""A JSON Schema (draft 2020-12) of each kind of file, so that editors can complete and check front matter.

It describes the usual spelling, as an editor's YAML 1.2 reads it (``3500`` a number, ``yes`` and ``18:30`` texts).
The build is more forgiving (full-width digits, ``Yes``) and knows more: rules between keys and between files.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import yaml

from generator.writing import times, values, zones
from generator.writing.fields import Field, ListOf, Scalar
from generator.writing.keys import Meaning, label, meaning
from generator.writing.kinds import SCHEMAS
from generator.writing.schema import MapOf, NameOr, Schema, Words

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Json = dict[str, Any]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"([01]?[0-9]|2[0-3]):[0-5][0-9]"
_MOMENT = rf"{_DAY}[ T]{_CLOCK}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?"
_NUMBER = r"[0-9]{1,3}(\.[0-9]{1,3})?"
_UNITS = "|".join(sorted((name for names in times.UNITS.values() for name in names), key=len, reverse=True))
_ID = {"type": ["string", "integer"], "pattern": "^[a-z0-9]+([-_][a-z0-9]+)*$", "maxLength": 60}
_ANY_TEXT = ["string", "number", "boolean"]


def _text(pattern: str) -> Json:
    return {"type": "string", "pattern": f"^({pattern})$"}


_SCALARS: dict[Callable[..., Any], Json] = {
    values.text: {"type": _ANY_TEXT},
    values.tag: {"type": ["string", "number"], "pattern": r"^[^/\\?#]+$", "maxLength": 40},
    values.identifier: _ID,
    values.money: {"type": ["integer", "string"], "minimum": 0, "maximum": values.MOST_MONEY, "pattern": "^[0-9]+$"},
    values.yes_no: {"enum": ["yes", "no", True, False]},
    values.percent: _text(r"([0-9]{1,2}|100)\s*%"),
    values.percent_exact: _text(rf"{_NUMBER}\s*%"),
    values.mail: _text(r"[^\s@]+@[^\s@]+\.[^\s@.]+"),
    values.url: _text(r"https?://[^\s<>\x22]+"),
    values.invoice_number: _text(r"[Tt][0-9]{13}"),
    values.origin: _text(r"https?://[^\s/<>\x22?#]+/?"),
    values.image: _text(r"(?!/)(?!.*\.\.)[^:]+"),
    values.colour: _text(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})"),
    times.day: _text(_DAY),
    times.clock: _text(_CLOCK),
    times.moment: _text(_MOMENT),
    times.clock_or_moment: _text(f"{_CLOCK}|{_MOMENT}"),
    times.duration: _text(rf"[0-9]{{1,5}}\s*({_UNITS})"),
    zones.time_zone: _text(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*"),
    zones.currency: _text("[A-Za-z]{3}"),
    zones.language: _text("[A-Za-z]{2}"),
    zones.holiday_or_day: _text(f"{_DAY}|{zones.HOLIDAYS}"),
}
"""What an editor may accept for each way of reading a value. Several types in one: a pattern binds texts only."""


def json_schema(kind: str, language: str, *, translation: bool = False) -> Json:
    """The schema of a kind, described in ``language``; of its translations (``NAME.en.md``) with ``translation``."""
    block = SCHEMAS[kind].words() if translation else SCHEMAS[kind]
    title = label("title", kind, language)
    if translation:
        title = f"{title} ({label('heading', 'translation', language)})"
    head = {"$schema": DRAFT, "title": title, "description": label("intro", kind, language)}
    return {**head, **_Described(kind, language).block(block, "")}


class _Described:
    """The schemas of one kind's fields, with descriptions in one language."""

    def __init__(self, kind: str, language: str) -> None:
        self.kind, self.language = kind, language

    def block(self, block: Schema, before: str) -> Json:
        properties = {
            name: self.key(field, f"{before}{name}", required=name in block.required)
            for name, field in block.fields.items()
        }
        required = [name for name in block.fields if name in block.required]
        shape: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return shape | ({"required": required} if required else {})

    def key(self, field: Field, path: str, *, required: bool) -> Json:
        words = meaning(self.kind, path, self.language)
        shape = self.field(field, path)
        blank = not required and not (isinstance(field, Scalar) and field.never_blank)
        return {**self.words(words), **(_or_nothing(shape) if blank else shape)}

    def words(self, words: Meaning) -> Json:
        default = label("heading", "default", self.language).format(default=words.default)
        sentence = f"{words.means} ({default})" if words.default else words.means
        return {"description": sentence, "examples": [_example(words.example)]}

    def field(self, field: Field, path: str) -> Json:
        if isinstance(field, Scalar):
            return scalar(field)
        if isinstance(field, Words):
            inside = {"propertyNames": {"pattern": "^[a-z]{2}$"}, "additionalProperties": {"type": _ANY_TEXT}}
            return {"type": [*_ANY_TEXT, "object"], **inside}
        if isinstance(field, ListOf):
            return self.list(field, path)
        if isinstance(field, MapOf):
            entry = self.field(field.entry, path)
            return {"type": "object", "propertyNames": _pattern_of(field.key), "additionalProperties": entry}
        if isinstance(field, NameOr):
            return {**self.block(field.block, f"{path}."), **_ID, "type": ["string", "integer", "object"]}
        if isinstance(field, Schema):
            return self.block(field, f"{path}.")
        raise TypeError(field)

    def list(self, field: ListOf, path: str) -> Json:
        items = self.field(field.entry, path)
        if field.at_least:
            return {"type": "array", "items": items, "minItems": field.at_least}
        return {"type": ["array", "string"], "items": items, "pattern": "^(none|no)$"}


def scalar(field: Scalar) -> Json:
    """The schema of one value."""
    convert = field.convert
    if isinstance(convert, values.Whole):
        numbers = {"minimum": convert.least, "maximum": convert.most}
        return {"type": ["integer", "string"], **numbers, "pattern": "^[0-9]+$"}
    if isinstance(convert, values.Choice):
        return {"enum": [*convert.options, *_truths(convert.also)]}
    return dict(_SCALARS[convert])


def _truths(spellings: Iterable[str]) -> list[bool]:
    """``true`` and ``false`` among further spellings, as an editor reads them."""
    return [spelling == "true" for spelling in spellings if spelling in ("true", "false")]


def _or_nothing(shape: Json) -> Json:
    """The same, or a key without a value, which counts as not written."""
    if "enum" in shape:
        return {**shape, "enum": [*shape["enum"], None]}
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    return {**shape, "type": [*kinds, "null"]}


def _pattern_of(key: Scalar) -> Json:
    return {"pattern": scalar(key)["pattern"]}


def _example(text: str) -> Any:
    return _numbers(yaml.load(text, yaml.BaseLoader))  # noqa: S506 - makes texts, lists and tables only


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    return int(value) if re.fullmatch(r"0|[1-9][0-9]*", value) else value
