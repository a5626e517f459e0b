"""A file of the published site, before it is made."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class File:
    """``path`` is its place in the site folder. ``key`` names all that it is made of: while that stays, so does it."""

    path: str
    key: str
    make: Callable[[], str | bytes]
