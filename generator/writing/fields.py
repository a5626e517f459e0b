"""The types a value can have: YAML hands over text, the field decides what it means and answers kindly if it cannot."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from yaml import Node, ScalarNode, SequenceNode

from generator.problems import Level, Problem
from generator.writing.frontmatter import FIRST_LINE, Report

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters (Cc) without tab and line end, and halves of surrogate pairs (Cs)."""

BAD: Any = object()
"""What a field reads when it reported a problem instead of a value."""


class Wrong(Exception):  # noqa: N818
    """A text is not what the field wants; ``code`` and ``values`` say why and what to write."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, Any] = values


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something is read, and what reading it needs to know of the shop."""

    file: str
    report: Report
    zone: ZoneInfo
    language: str
    languages: tuple[str, ...]
    field: str = ""

    def named(self, field: str) -> "Place":
        """The same file, below the key ``field``."""
        place = object.__new__(Place)  # without what making a frozen one takes: there are tens of thousands
        place.__dict__.update(self.__dict__, field=field)
        return place

    def problem(self, code: str, line: int, level: Level = "error", **values: object) -> Any:
        """Report a problem of this field; returns BAD."""
        self.report(Problem(file=self.file, line=line, field=self.field, code=code, values=values, level=level))
        return BAD


class Field(Protocol):
    """Anything that reads a node, reporting what is wrong at its line."""

    def read(self, node: Node, place: Place) -> Any:
        """The value of ``node``, or BAD after reporting to ``place``."""


@dataclass(frozen=True)
class Scalar:
    """One value, made from its text by ``convert``, and the shop's zone if ``zoned``; ``example`` shows the form.

    A key without a value counts as not written, unless ``never_blank``: an unquoted ``#d7402b`` is a comment to YAML.
    """

    convert: Callable[..., Any]
    example: str = ""
    never_blank: bool = False
    zoned: bool = False

    def read(self, node: Node, place: Place) -> Any:
        """See Field."""
        line = line_of(node)
        if not isinstance(node, ScalarNode):
            return place.problem("one_value", line)
        text = str(node.value).strip()
        if _CONTROL.search(text):
            return place.problem("control", line)
        if text == "":
            return place.problem("empty" if self.example else "empty_bare", line, example=self.example)
        try:
            return self.convert(text, place.zone) if self.zoned else self.convert(text)
        except Wrong as wrong:
            return place.problem(wrong.code, line, **wrong.values)


class Listed(list[Any]):
    """The values of a list, with the line of each in ``lines``."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


@dataclass(frozen=True)
class ListOf:
    """A list whose entries are all of one type; entries that cannot be read are reported and left out.

    ``none`` and ``no`` are an empty list.
    """

    entry: Field
    at_least: int = 0

    @property
    def example(self) -> str:
        """The form of a list of one."""
        entry = getattr(self.entry, "example", "")
        return f"[{entry}]" if entry else ""

    def read(self, node: Node, place: Place) -> Any:
        """See Field."""
        if isinstance(node, ScalarNode) and self.at_least == 0 and str(node.value) in ("none", "no"):
            return Listed()
        if isinstance(node, ScalarNode):
            parts = [part.strip() for part in re.split(r"[,、,]", str(node.value)) if part.strip()]
            return place.problem("list", line_of(node), example=f"[{', '.join(parts) or '…'}]")
        entries = node.value if isinstance(node, SequenceNode) else [node]
        if len(entries) < self.at_least:
            return place.problem("list_empty", line_of(node))
        values = Listed()
        for each in entries:
            value = self.entry.read(each, place)
            if value is not BAD:
                values.append(value)
                values.lines.append(line_of(each))
        return values


def line_of(node: Node) -> int:
    """The line of the file on which ``node`` begins."""
    return FIRST_LINE + int(node.start_mark.line)


def plain(text: str) -> str:
    """Full-width digits, colons and letters as their usual forms: 「１８：３０」 is 18:30."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def is_blank(node: Node) -> bool:
    """Whether a key was written without a value."""
    return isinstance(node, ScalarNode) and str(node.value).strip() == "" and not node.style
