"""CSV that a spreadsheet opens right, and CSV as people have it from one.

Written: UTF-8 with BOM, every cell quoted, none that would be calculated. Read: whatever its encoding
and separator.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from webhook.refusals import Refused

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell must not begin with: a spreadsheet takes it for a formula (S2-38). The wide ones count in Japan."""


def text(header: Sequence[str], parts: Iterable[Iterable[Sequence[object]]]) -> Iterator[str]:
    """The header, then each part as one piece of text: parts are asked for one after another, so memory stays small."""
    yield BOM + _lines([header])
    for part in parts:
        yield _lines(part)


def rows(body: bytes) -> list[tuple[int, list[str]]]:
    """The rows of a file, the header first, each with the line of the file that it ends on.

    Refuses with ``bad_csv`` what is no text, or no table.
    """
    text = _decoded(body).rstrip("\r\n")
    head = text.lstrip("\r\n").partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=max(",\t;", key=head.count), strict=True)
    try:
        return [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Refused("bad_csv", 422) from error


def plain(cell: str) -> str:
    """What a cell said before an apostrophe kept it from being calculated."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _decoded(body: bytes) -> str:
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # 「Unicode テキスト」
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp932"):  # the last is Excel's in Japan
        with suppress(UnicodeDecodeError):
            text = body.decode(encoding)
            if "\0" not in text:
                return text
    raise Refused("bad_csv", 422)


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
