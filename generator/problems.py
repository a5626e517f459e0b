"""What is wrong with the content: where, in which words, and what to do about it."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.phrases import phrase

Level = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend. ``code`` and ``values`` become words only when it is shown."""

    file: str
    code: str
    line: int = 1
    field: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    level: Level = "error"

    def message(self, language: str) -> str:
        """What is wrong and the remedy."""
        return phrase(language, f"problem.{self.code}", **self.values)

    def line_of_text(self, language: str) -> str:
        """``content/events/live.md:7: price: what, remedy``."""
        name = f"{self.field}: " if self.field else ""
        note = phrase(language, "label.warning") if self.level == "warning" else ""
        return f"{self.file}:{self.line}: {name}{note}{self.message(language)}"

    def as_json(self, language: str) -> dict[str, object]:
        """For ``mogiri check --json`` and the banner in the browser."""
        place = {"file": self.file, "line": self.line, "field": self.field}
        return {**place, "code": self.code, "level": self.level, "message": self.message(language)}


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by file and line, each said once."""
    unique = {(p.file, p.line, p.field, p.code, str(p.values)): p for p in problems}
    return sorted(unique.values(), key=lambda p: (p.file, p.line, p.field))


def failing(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Whether the build must not be published: an error, or under ``strict`` any problem at all."""
    return any(strict or problem.level == "error" for problem in problems)
