"""Typed reading of a JSON body: every wrong value is refused with its place, never an exception of Python."""

import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from webhook.refusals import Refused

_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of a character: no name holds them, and PostgreSQL refuses some of them."""


def parse(body: bytes) -> Any:
    """The JSON in ``body``; refuses with ``bad_json``."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_json", 400) from error


class Fields:
    """The members of one JSON object; ``place`` is the path in front of their names."""

    def __init__(self, data: Any, place: str = "") -> None:
        if not isinstance(data, dict):
            raise Refused("bad_value", 422, field=place or None)
        self._data: dict[str, Any] = data
        self.path = place

    def place(self, name: str) -> str:
        """The path of a member, as refusals name it."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, default: str | None = None, *, longest: int = 200, code: str = "bad_value") -> str:
        """A line of text, trimmed; required unless there is a default. Control characters are refused."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or len(value) > longest or _UNWRITABLE.search(value):
            raise Refused(code, 422, field=self.place(name))
        if not value.strip() and default is None:
            raise Refused(code, 422, field=self.place(name))
        return value.strip()

    def typed(self, name: str, default: str | None = None, *, longest: int = 200, code: str = "bad_value") -> str:
        """Letters and digits for a machine, as ``text``: from a Japanese keyboard they may come full-width (１, ＠)."""
        return unicodedata.normalize("NFKC", self.text(name, default, longest=longest, code=code)).strip()

    def lines(self, name: str, *, longest: int, code: str = "bad_value") -> str:
        """A text of several lines, trimmed; every line break becomes a single newline."""
        value = self._data.get(name)
        if not isinstance(value, str) or len(value) > longest:
            raise Refused(code, 422, field=self.place(name))
        text = "\n".join(line.rstrip() for line in value.splitlines()).strip("\n")
        if not text.strip() or _UNWRITABLE.search(text.replace("\n", "").replace("\t", "")):
            raise Refused(code, 422, field=self.place(name))
        return text

    def mail(self, name: str) -> str:
        """A mail address, in lower case and half-width."""
        value = self.typed(name, longest=254, code="bad_email").lower()
        if not _MAIL.fullmatch(value):
            raise Refused("bad_email", 422, field=self.place(name))
        return value

    def mails(self, name: str, *, most: int) -> list[str]:
        """A list of mail addresses, each once, in lower case."""
        value = self._data.get(name)
        if not isinstance(value, list) or not value or len(value) > most:
            raise Refused("bad_value", 422, field=self.place(name))
        parts = [Fields({"email": part}, f"{self.place(name)}[{number}]") for number, part in enumerate(value)]
        return list(dict.fromkeys(part.mail("email") for part in parts))

    def texts(self, name: str, *, most: int) -> list[str]:
        """A list of short texts, each once; absent is empty."""
        value = self._data.get(name, [])
        if not isinstance(value, list) or len(value) > most:
            raise Refused("bad_value", 422, field=self.place(name))
        parts = [Fields({"text": part}, f"{self.place(name)}[{number}]") for number, part in enumerate(value)]
        return list(dict.fromkeys(part.text("text") for part in parts))

    def whole(self, name: str, default: int | None = None, *, least: int, most: int, code: str = "bad_value") -> int:
        """A whole number within bounds."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Refused(code, 422, field=self.place(name))
        return value

    def optional_whole(self, name: str, *, least: int, most: int) -> int | None:
        """A whole number within bounds, or None when it is absent."""
        return None if self._data.get(name) is None else self.whole(name, least=least, most=most)

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false; absent is ``default``."""
        value = self._data.get(name, default)
        if not isinstance(value, bool):
            raise Refused("bad_value", 422, field=self.place(name))
        return value

    def records(self, name: str, *, most: int, code: str = "bad_value") -> list["Fields"]:
        """A list of objects with at least one and at most ``most`` members."""
        value = self._data.get(name)
        if not isinstance(value, list) or not value or len(value) > most:
            raise Refused(code, 422, field=self.place(name))
        return [Fields(part, f"{self.place(name)}[{number}]") for number, part in enumerate(value)]

    def record(self, name: str) -> "Fields":
        """An object."""
        return Fields(self._data.get(name), self.place(name))

    def moment(self, name: str) -> datetime:
        """A moment in ISO 8601 with its offset, as UTC."""
        try:
            value = datetime.fromisoformat(self.text(name, longest=40))
            moment = value.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Refused("bad_value", 422, field=self.place(name)) from error
        if value.tzinfo is None:
            raise Refused("bad_value", 422, field=self.place(name))
        return moment

    def has(self, name: str) -> bool:
        """Whether the member is there and not null."""
        return self._data.get(name) is not None
