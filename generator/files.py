"""A file of the published site, before it is made."""

from collections.abc import Callable
from typing import NamedTuple


class File(NamedTuple):
    """``path`` is its place in the site folder. ``key`` names all that it is made of: while that stays, so does it.

    A ``drawn`` one needs no other file, nor what pages share, but much time and memory.
    """

    path: str
    key: str
    make: Callable[[], str | bytes]
    drawn: bool = False
