"""A guest list as people have it: CSV from a spreadsheet, headed in Japanese or English."""

from typing import Any

from webhook.http import csv_form
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
    found = csv_form.rows(body)
    columns = [_KNOWN.get(name.strip().lower(), "") for name in found[0][1]] if found else []
    if "email" not in columns:
        raise Refused("csv_header", 422)
    if len(found) > MOST_ROWS + 1:
        raise Refused("too_many_rows", 422, n=MOST_ROWS)
    return [(line, given | _row(columns, row)) for line, row in found[1:]]


def _row(columns: list[str], row: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        key: cell.strip() for key, cell in zip(columns, row, strict=False) if key and cell.strip()
    }
    if values.get("units", "").isdecimal():
        values["units"] = int(values["units"])
    return values
