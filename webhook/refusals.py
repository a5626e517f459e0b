"""A refusal is a code and facts; the words for it are in ``site/words/*/refusals.toml``."""

from typing import Any


class Refused(Exception):  # noqa: N818 - the word the house uses
    """The request cannot be done. ``status`` is the HTTP status, ``field`` the place in the request."""

    def __init__(self, code: str, status: int = 409, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.field = field
        self.facts = facts
