"""Rows as CSV that a spreadsheet opens right: UTF-8 with BOM, every cell quoted, none that would be calculated."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell must not begin with: a spreadsheet takes it for a formula (S2-38). The wide ones count in Japan."""


def text(header: Sequence[str], parts: Iterable[Iterable[Sequence[object]]]) -> Iterator[str]:
    """The header, then each part as one piece of text: parts are asked for one after another, so memory stays small."""
    yield BOM + _lines([header])
    for part in parts:
        yield _lines(part)


def plain(cell: str) -> str:
    """What a cell said before an apostrophe kept it from being calculated."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _lines(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [_cell(each) for each in row] for row in rows
    )
    return out.getvalue()


def _cell(value: object) -> object:
    """A cell; words that look like a formula get an apostrophe in front, as spreadsheets write it themselves."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and _is_formula(value) else value


def _is_formula(text: str) -> bool:
    return text.lstrip(" \u3000").startswith(_FORMULA)
