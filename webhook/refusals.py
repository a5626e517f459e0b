"""A refusal is a code and facts; the words for it are in ``site/words/*/refusals.toml``."""

from typing import Any


class Refused(Exception):  # noqa: N818 - the word the house uses
    """The request cannot be done. ``status`` is the HTTP status, ``field`` the place in the request.

    ``kind`` is that of the item whose units the words count.
    """

    def __init__(self, code: str, status: int = 409, *, field: str | None = None, kind: str = "", **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.field = field
        self.facts = facts
        self._kind = kind

    @property
    def words(self) -> str:
        """The name of its words: passes are counted by the book (冊), everything else by the sheet (枚)."""
        return f"{self.code}_pass" if self._kind == "pass" else self.code
