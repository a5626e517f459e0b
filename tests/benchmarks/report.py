"""Figures as a person reads them on the terminal and as a program reads them from a file."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Figure = float | int | str | None


@dataclass(kw_only=True)
class Table:
    """Rows of one question. ``ratios`` name the columns that may be compared between machines; notes stand below."""

    title: str
    columns: Sequence[str]
    ratios: Sequence[str] = ()
    rows: list[Mapping[str, Figure]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, **figures: Figure) -> None:
        """One more row; its keys are the columns with ``_`` for blanks."""
        self.rows.append({key.replace("_", " "): value for key, value in figures.items()})

    def shown(self) -> str:
        """The table in columns, the ratios marked."""
        heads = [f"{name} ×" if name in self.ratios else name for name in self.columns]
        lines = [heads, *([_text(row.get(name)) for name in self.columns] for row in self.rows)]
        widths = [max(_width(line[place]) for line in lines) for place in range(len(heads))]
        body = ["  ".join(_padded(text, width) for text, width in zip(line, widths, strict=True)) for line in lines]
        return "\n".join([self.title, "", *(f"  {line}" for line in body), *(f"  · {note}" for note in self.notes), ""])

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"title": self.title, "ratios": list(self.ratios), "rows": self.rows, "notes": self.notes}


def _text(figure: Figure) -> str:
    if isinstance(figure, float):
        return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
    return "–" if figure is None else f"{figure:,}" if isinstance(figure, int) else figure


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text
