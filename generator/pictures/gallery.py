"""Pictures as pages show them: the original, with its lighter copies offered beside it."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from markupsafe import Markup

from generator.cache import Cache
from generator.files import File
from generator.pictures.images import Photo
from generator.pictures.variants import FOLDER, Copies, data, of_all

COLUMN = "(min-width: 42rem) 38rem, 92vw"
"""How wide a picture among words is shown (``sizes``): as the column, which is nearly the whole page of a phone."""

_IMAGE = re.compile(rf'<img\b[^>]*? src="{FOLDER}([^"]+)"[^>]*>')


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Lighter ``copies`` by the path of their original in the content folder. Their bytes are in the ``cache``."""

    cache: Cache | None = None
    copies: Mapping[str, Copies] = field(default_factory=dict)

    def key(self, words: str) -> str:
        """Names what is offered for the pictures in some HTML."""
        if "<img" not in words:
            return ""
        return " ".join(self._named[name].key for name in _IMAGE.findall(words) if name in self._named)

    def in_words(self, words: Markup, *, first: bool = False) -> Markup:
        """A body with the lighter copies offered for its pictures; its ``first`` one may be the page's main picture."""
        if "<img" not in words:
            return words
        left = 1 if first else 0

        def offer(found: re.Match[str]) -> str:
            nonlocal left
            image, left = (_main(found[0]) if left else found[0]), 0
            return framed(image, self._named.get(found[1]))

        return Markup(_IMAGE.sub(offer, words))  # noqa: S704 - a safe body with elements of our own around its images

    def files(self) -> Iterator[File]:
        """Every copy as a file of the site."""
        for copies in self.copies.values():
            for copy in copies.all:
                yield File(path=f"{FOLDER[1:]}{copy.name}", key=copy.key, make=partial(data, copy, self.cache))

    @cached_property
    def _named(self) -> dict[str, Copies]:
        return {copies.photo.name: copies for copies in self.copies.values()}


NONE = Pictures()
"""Where no copies are wanted."""


def pictures(photos: Mapping[str, Photo], cache: Cache | None, *, make: bool, logo: str | None = None) -> Pictures:
    """The copies of ``photos``: made if need be, or with ``make`` false only those that are kept already.

    ``logo`` is the path of the one that is shown small. Without a ``cache`` there are no copies.
    """
    if cache is None:
        return NONE
    return Pictures(cache=cache, copies=of_all(photos, cache, make=make, logo=logo))


def framed(image: str, copies: Copies | None, sizes: str = COLUMN) -> str:
    """An ``<img>`` in a ``<picture>`` that offers its lighter ``copies``."""
    if copies is None or not copies.all:
        return image
    sources = "".join(
        f'<source type="{kind}" srcset="{html.escape(srcset)}" sizes="{html.escape(sizes)}">'
        for kind, srcset in copies.sources
    )
    return f"<picture>{sources}{image}</picture>"


def _main(image: str) -> str:
    """The picture that is seen first: loaded at once."""
    return image.replace(' loading="lazy"', ' fetchpriority="high"')
