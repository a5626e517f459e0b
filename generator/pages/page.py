"""One page to be written: what it is, what it is made of, and what its template is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.pages.views import ItemView
from generator.pictures.share import ShareImage


@dataclass(kw_only=True)
class PageInfo:
    """What every template knows of its page. ``path`` has no language; ``alternates`` are addresses by language."""

    kind: str
    path: str
    title: str
    describe: Callable[[], str]
    image: str | None
    menu: bool
    alternates: dict[str, str]
    share: ShareImage | None = None

    @cached_property
    def description(self) -> str:
        """What it is about, for where it is named without being shown."""
        return self.describe()


class Page:
    """A page to be written: ``file`` is its place in the site folder; ``key`` names all that it is made of.

    ``kind``, ``path`` and ``share`` are those of its :class:`PageInfo`. ``common`` is the part of its context that all
    pages of its language share, ``tell`` gives the rest. ``cards`` are the items it shows among others, and whether
    small; there may be a great many of those pages that are ``frequent``.
    """

    __slots__ = ("cards", "common", "file", "frequent", "key", "kind", "path", "share", "tell", "template")

    def __init__(
        self,
        kind: str,
        path: str,
        file: str,
        template: str,
        key: str,
        share: ShareImage | None,
        common: Mapping[str, Any],
        tell: Callable[[], Mapping[str, Any]],
        cards: Sequence[tuple[ItemView, bool]],
        frequent: bool,
    ) -> None:
        self.kind, self.path, self.file, self.template, self.key = kind, path, file, template, key
        self.share, self.common, self.tell, self.cards, self.frequent = share, common, tell, cards, frequent

    @property
    def context(self) -> Mapping[str, Any]:
        """What its template is told."""
        return {**self.common, **self.tell()}
