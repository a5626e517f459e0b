"""Styles, scripts and pictures under addresses that change with their content, so that they can be kept for ever."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from generator.files import File
from generator.pages.pressing import pressed
from generator.pictures.images import Photo
from generator.program import digest_of_look

FOLDERS = ("styles", "scripts", "vendor", "images")
ICONS = ("favicon.ico", "favicon.svg", "apple-touch-icon.png")
"""Pictures of ``site/images`` that browsers look for at the root."""

CUSTOM = "styles/custom.css"
"""The shop's own rules, linked last; the accent colour of ``shop.md`` stands at its head."""


class Assets:
    """What lies in the ``site`` folders, and the pictures that pages asked for."""

    def __init__(self, folders: Sequence[Path], *, accent: str | None = None) -> None:
        self.look = digest_of_look(folders)
        self._files = dict(_files(tuple(folders), self.look))
        if accent:
            rule = f":root {{ --accent: {accent}; }}\n".encode()
            self._files[CUSTOM] = rule + self._files.get(CUSTOM, b"")
        digest = blake2b(digest_size=6)
        for name, data in sorted(self._files.items()):
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
        # One folder for all of them, so that scripts can import one another by relative paths.
        self._base = f"/assets/{digest.hexdigest()}"
        self._photos: dict[str, Photo] = {}

    def publish(self, path: str, photo: Photo) -> str:
        """The address of a picture of the content folder, which is written with the rest from now on."""
        self._photos[path] = photo
        return f"/assets/images/{photo.name}"

    @property
    def photos(self) -> dict[str, Photo]:
        """The pictures of the content folder that pages show, by their path in it."""
        return dict(self._photos)

    @property
    def addresses(self) -> dict[str, str]:
        """The address of everything by its path below ``site/`` or ``content/``."""
        shared = {name: f"{self._base}/{name}" for name in sorted(self._files)}
        return shared | {path: f"/assets/images/{photo.name}" for path, photo in sorted(self._photos.items())}

    def file(self, name: str) -> bytes | None:
        """The content of a file by its path below ``site/``."""
        return self._files.get(name)

    def files(self) -> Iterator[File]:
        """All of them as files of the site, and the icons that browsers look for at its root."""
        for name, data in self._files.items():
            yield _same(f"{self._base[1:]}/{name}", data)
        for photo in self._photos.values():
            yield File(path=f"assets/images/{photo.name}", key=photo.name, make=photo.source.read_bytes)
        for name in ICONS:
            if (icon := self._files.get(f"images/{name}")) is not None:
                yield _same(name, icon)


def _same(path: str, data: bytes) -> File:
    return File(path=path, key=blake2b(path.encode() + data, digest_size=16).hexdigest(), make=lambda: data)


@lru_cache(maxsize=4)
def _files(folders: tuple[Path, ...], _look: str) -> dict[str, bytes]:
    """Every file by its path; the first folder that has it wins. Read once for as long as none of them changes."""
    found: dict[str, bytes] = {}
    for folder in reversed(folders):
        for kind in FOLDERS:
            for file in sorted((folder / kind).rglob("*")):
                if file.is_file() and not file.name.startswith("."):
                    found[file.relative_to(folder).as_posix()] = file.read_bytes()
    return pressed(found)
