"""What is wrong with the content: where, in which words, and what to do about it."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.phrases import phrase

Level = Literal["error", "warning"]

RULES = {
    "legal_missing": "E-TK-1",
    "legal_link": "E-TK-2",
    "confirm_slots": "E-TK-3",
    "psa_near": "W-PSA-0",
    "psa": "W-PSA-1",
    "psa_entities": "E-PSA-2",
    "psa_provider": "W-PSA-3",
    "resale_unfixed": "E-RS-1",
    "resale_unnamed": "E-RS-1",
    "resale_unsold": "E-RS-1",
    "tax_excluded": "E-TX-1",
    "invoice_word": "E-TX-2",
    "invoice_number": "E-TX-2",
    "fee_early": "W-CC-1",
    "no_refund": "W-CC-2",
    "premium_unknown": "W-KH-1",
    "premium_high": "W-KH-1",
    "single_unsold": "W-KH-2",
    "late_night": "W-AG-1",
    "share_paid": "E-SHARE",
    "share_full": "W-SHARE-1",
}
"""The number of the rule of law or trade that a code stands for; other codes have none."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend. ``code`` and ``values`` become words only when it is shown."""

    file: str
    code: str
    line: int = 1
    field: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    level: Level = "error"

    @property
    def rule(self) -> str:
        """The number of the rule behind it, such as ``W-PSA-1``; empty when no law asks for it."""
        return RULES.get(self.code, "")

    def message(self, language: str) -> str:
        """What is wrong and the remedy, after the number of the rule."""
        words = phrase(language, f"problem.{self.code}", **self.values)
        return _printable(f"{self.rule}: {words}" if self.rule else words)

    def line_of_text(self, language: str) -> str:
        """``content/events/live.md:7: price: what, remedy``."""
        name = f"{self.field}: " if self.field else ""
        note = phrase(language, "label.warning") if self.level == "warning" else ""
        return _printable(f"{self.file}:{self.line}: {name}{note}{self.message(language)}")

    def as_json(self, language: str) -> dict[str, object]:
        """For ``mogiri check --json`` and the banner in the browser."""
        place = {"file": _printable(self.file), "line": self.line, "field": _printable(self.field)}
        return {
            **place,
            "code": self.code,
            "rule": self.rule,
            "level": self.level,
            "message": self.message(language),
        }


def _printable(text: str) -> str:
    """The text for a terminal: names of files that are not UTF-8 come with signs that no terminal can write."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by file and line, each said once."""
    unique = {(p.file, p.line, p.field, p.code, str(p.values)): p for p in problems}
    return sorted(unique.values(), key=lambda p: (p.file, p.line, p.field))


def failing(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Whether the build must not be published: an error, or under ``strict`` any problem at all."""
    return any(strict or problem.level == "error" for problem in problems)


class Fault(Exception):  # noqa: N818
    """A problem met while the site was being made, such as a template that could not be filled in."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
