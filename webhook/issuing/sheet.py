"""A guest list as people have it: CSV from a spreadsheet, headed in Japanese or English, in any encoding."""

import codecs
import csv
import io
from contextlib import suppress
from typing import Any

from webhook.refusals import Refused

MOST_ROWS = 1000
_NAMES = {
    "item": ("item", "商品", "商品名", "回数券", "イベント", "公演"),
    "session": ("session", "date", "日程", "日付", "日時"),
    "ticket": ("ticket", "type", "券種"),
    "units": ("units", "quantity", "sheets", "枚数", "人数", "数"),
    "name": ("name", "customer", "お名前", "名前", "氏名", "顧客名"),
    "email": ("email", "e-mail", "mail", "メール", "メールアドレス"),
    "note": ("note", "memo", "メモ", "備考"),
    "locale": ("locale", "language", "言語"),
}
_KNOWN = {name: key for key, names in _NAMES.items() for name in names}


def read(body: bytes, given: dict[str, str]) -> list[tuple[int, dict[str, Any]]]:
    """The rows by their line in the file; ``given`` (item, session, ticket) fills the columns that are not there.

    Refuses with ``bad_csv`` what is no text, ``csv_header`` without a column of addresses, or ``too_many_rows``.
    """
    text = _text(body).strip("\r\n")
    head = text.splitlines()[0] if text else ""
    delimiter = max(",\t;", key=head.count)
    try:
        found = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused("bad_csv", 422) from error
    columns = [_KNOWN.get(name.strip().lower(), "") for name in found[0]] if found else []
    if "email" not in columns:
        raise Refused("csv_header", 422)
    if len(found) > MOST_ROWS + 1:
        raise Refused("too_many_rows", 422, n=MOST_ROWS)
    rows = ((line, row) for line, row in enumerate(found[1:], 2) if any(cell.strip() for cell in row))
    return [(line, given | _row(columns, row)) for line, row in rows]


def _row(columns: list[str], row: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        key: cell.strip() for key, cell in zip(columns, row, strict=False) if key and cell.strip()
    }
    if values.get("units", "").isdecimal():
        values["units"] = int(values["units"])
    return values


def _text(body: bytes) -> str:
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # 「Unicode テキスト」
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp932"):
        with suppress(UnicodeDecodeError):
            text = body.decode(encoding)
            if "\0" not in text:
                return text
    raise Refused("bad_csv", 422)
