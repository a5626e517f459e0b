"""Every key a creator can write, with what it means in Japanese and English: ``generator/words/LANGUAGE/keys.toml``."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.writing.fields import Field, ListOf
from generator.writing.kinds import SCHEMAS
from generator.writing.schema import MapOf, NameOr, Schema

_FOLDER = Path(__file__).parent.parent / "words"


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a key decides, how it is written (YAML), and what happens without it (empty when nothing does)."""

    means: str
    example: str
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key of a kind of file; ``path`` has dots for keys inside keys: ``sessions.starts``, ``venues.map``."""

    kind: str
    path: str
    field: Field
    required: bool
    translated: bool

    def meaning(self, language: str) -> Meaning:
        """Its words; KeyError when there are none."""
        return meaning(self.kind, self.path, language)


def keys(kind: str) -> list[Key]:
    """All keys of a kind in the order of ``kinds``, those inside others after them."""
    words = {path for path, _, _ in _walk(SCHEMAS[kind].words())}
    return [
        Key(kind=kind, path=path, field=field, required=required, translated=path in words)
        for path, field, required in _walk(SCHEMAS[kind])
    ]


def meaning(kind: str, path: str, language: str) -> Meaning:
    """The words for a key: those of its kind, else those for all kinds; KeyError when there are none."""
    table = _table(language)
    return Meaning(**(table.get(kind, {}).get(path) or table["all"][path]))


def label(section: str, name: str, language: str) -> str:
    """The words ``name`` of a section that is not about one key: title, intro, type, heading."""
    return str(_table(language)[section][name])


def below(field: Field) -> Schema | None:
    """The block of keys inside a field, if it has one."""
    if isinstance(field, ListOf | MapOf):
        return below(field.entry)
    if isinstance(field, NameOr):
        return field.block
    return field if isinstance(field, Schema) else None


def _walk(block: Schema, before: str = "") -> Iterator[tuple[str, Field, bool]]:
    for name, field in block.fields.items():
        yield f"{before}{name}", field, name in block.required
        inside = below(field)
        if inside:
            yield from _walk(inside, f"{before}{name}.")


@cache
def _table(language: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((_FOLDER / language / "keys.toml").read_text("utf-8"))
