"""Where names live on after a row has lost them: freed pages of the database, and the practice mailbox."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

from webhook.database import BUSY_TIMEOUT, database, is_postgres

_TABLES = (
    *("customer", "orders", "payment", "ticket", "gift", "share", "waiting", "mail", "message", "sending"),
    "address_change",
)


def wipe(*, erased: bool = True) -> None:
    """Let nothing be found in the database's files that was taken out of its rows.

    SQLite overwrites what is freed (``secure_delete``); its write-ahead log is emptied here, or the next time if
    somebody reads for long just now. PostgreSQL gives the space of ``erased`` rows back for new ones; what its own logs
    and archives keep is for its administrator.
    """
    if is_postgres():
        if erased:
            database.execute_sql(f"VACUUM {', '.join(_TABLES)}")
        return
    database.execute_sql("PRAGMA busy_timeout = 0")  # nobody may wait for this
    try:
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        database.execute_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")


def leave_mailbox(data: Path, texts: Iterable[str]) -> None:
    """Take the mails out of the practice mailbox that were sent to somebody or name them."""
    wanted = list(texts)
    for file in (data / "mailbox").glob("*.eml"):
        if any(text in _said(file) for text in wanted):
            file.unlink(missing_ok=True)


def clear_mailbox(data: Path, before: datetime) -> None:
    """Take out those that were sent before that moment."""
    for file in (data / "mailbox").glob("*.eml"):
        sent = _read(file)["Date"]
        if sent and parsedate_to_datetime(sent).replace(tzinfo=UTC) < before:  # ours are written in UTC
            file.unlink(missing_ok=True)


def _said(file: Path) -> str:
    """All text of a mail: its heads and its parts, decoded."""
    mail = _read(file)
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{value}" for value in mail.values()), *parts])


def _read(file: Path) -> Any:
    return message_from_bytes(file.read_bytes(), policy=cast(Any, default))
