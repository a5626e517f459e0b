"""Lighter copies of a picture, in AVIF and WebP and the widths that screens ask for, kept by what they were made of."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.cache import Cache
from generator.pictures.images import Photo

WIDTHS = (480, 768, 1120, 1600)
"""Pixels: a card, a phone, a column on a sharp screen, a whole page. A copy is never wider than its original."""

LOGO_WIDTHS = (96, 192, 384)
"""A logo stands 36 pixels high beside the shop's name."""

LEAST_SAVED = 2_000
"""Bytes a copy must save to be worth its lines in the page."""

FOLDER = "/assets/images/"

# Settled by eye on the sample shop's pictures, and for a first build that does not keep anybody waiting.
SETTINGS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 54, "speed": 9, "max_threads": 1},
    "webp": {"quality": 72, "method": 2},
}
_VERSION = 3
"""To be raised when copies come out differently, so that the kept ones are no longer used."""

_TABLE = f"copies {_VERSION} {SETTINGS} {WIDTHS} {LOGO_WIDTHS}"
"""Under which it is kept what copies there are: the widths of each kind, by the picture's digest and its widths."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One lighter copy of a picture. ``name`` is the file below ``/assets/images/``; ``width`` is in pixels."""

    photo: Photo
    kind: str
    width: int

    @property
    def name(self) -> str:
        """The file's name, which changes with the original's content."""
        stem, digest, _ = self.photo.name.rsplit(".", 2)
        return f"{stem}.{digest}-{self.width}v{_VERSION}.{self.kind}"

    @property
    def key(self) -> str:
        """What the copy was made of."""
        return f"copy {self.photo.digest} {self.kind} {self.width} {_VERSION} {SETTINGS[self.kind]}"


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The lighter copies of one picture, the best kind first; none when they were not made."""

    photo: Photo
    all: tuple[Copy, ...] = ()

    @property
    def key(self) -> str:
        """Names what is offered."""
        return " ".join(copy.name for copy in self.all)

    @property
    def sources(self) -> list[tuple[str, str]]:
        """The media type and the ``srcset`` of each kind."""
        kinds = dict.fromkeys(copy.kind for copy in self.all)
        return [
            (f"image/{kind}", ", ".join(f"{FOLDER}{each.name} {each.width}w" for each in self.all if each.kind == kind))
            for kind in kinds
        ]


def variants(photo: Photo, cache: Cache, *, make: bool, widths: tuple[int, ...] = WIDTHS) -> Copies:
    """The copies of ``photo``. Those that are not kept yet are made only if ``make`` says so."""
    return of_all({"": photo}, cache, make=make, logo="" if widths == LOGO_WIDTHS else None)[""]


def of_all(photos: Mapping[str, Photo], cache: Cache, *, make: bool, logo: str | None = None) -> dict[str, Copies]:
    """The copies of every picture by its path in the content folder; ``logo`` is the path of the one shown small."""
    known = cache.table(_TABLE)
    widths = {path: LOGO_WIDTHS if path == logo else WIDTHS for path in photos}
    new = {(photo.digest, widths[path]): photo for path, photo in photos.items()} if make else {}
    new = {key: photo for key, photo in new.items() if key not in known}
    if new:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the encoders let other threads work
            known |= zip(new, pool.map(lambda key: _made(new[key], cache, key[1]), new), strict=True)
        cache.keep(_TABLE, known)
    return {path: _copies(photo, known.get((photo.digest, widths[path]), {})) for path, photo in photos.items()}


def _copies(photo: Photo, chosen: Mapping[str, list[int]]) -> Copies:
    copies = (Copy(photo=photo, kind=kind, width=width) for kind, widths in chosen.items() for width in widths)
    return Copies(photo=photo, all=tuple(copies))


def data(copy: Copy, cache: Cache | None) -> bytes:
    """The file; made again if it is no longer kept."""
    kept = cache.get(copy.key) if cache else None
    if kept is not None:
        return kept
    from generator.pictures.encoding import encoded, opened, shrunk  # slow to load, and seldom needed

    return encoded(shrunk(opened(copy.photo), copy.width), copy.kind)


def _made(photo: Photo, cache: Cache, widths: tuple[int, ...]) -> dict[str, list[int]]:
    """Make the copies; returns the widths of each kind that are worth publishing."""
    from generator.pictures.encoding import encoded, opened, shrunk

    widest = min(photo.width, widths[-1])
    chosen = [*(width for width in widths if width < widest), widest]
    whole, sizes = opened(photo), {}
    for width in chosen:
        image = shrunk(whole, width)
        for kind in SETTINGS:
            copy = Copy(photo=photo, kind=kind, width=width)
            kept = cache.get(copy.key)
            made = kept if kept is not None else encoded(image, kind)
            sizes[kind, width] = len(made)
            if kept is None:
                cache.put(copy.key, made)
    # A drawing in few colours may be smallest as it is; a copy that saves nothing must not take its place.
    most = photo.source.stat().st_size - LEAST_SAVED
    lighter = {kind: [width for width in chosen if sizes[kind, width] < most] for kind in SETTINGS}
    return {kind: worthy for kind, worthy in lighter.items() if worthy}
