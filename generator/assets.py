"""Styles, scripts and pictures under addresses that change with their content, so that they can be kept for ever."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from generator.images import Photo
from generator.output import write

FOLDERS = ("styles", "scripts", "vendor", "images")
CUSTOM = "styles/custom.css"
"""The shop's own rules, linked last; the accent colour of ``shop.md`` stands at its head."""


class Assets:
    """What lies in the ``site`` folders, and the pictures that pages asked for."""

    def __init__(self, folders: Sequence[Path], *, accent: str | None = None) -> None:
        self._files = _files(folders)
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
    def addresses(self) -> dict[str, str]:
        """The address of everything by its path below ``site/`` or ``content/``."""
        shared = {name: f"{self._base}/{name}" for name in sorted(self._files)}
        return shared | {path: f"/assets/images/{photo.name}" for path, photo in sorted(self._photos.items())}

    def file(self, name: str) -> bytes | None:
        """The content of a file by its path below ``site/``."""
        return self._files.get(name)

    def write(self, folder: Path) -> None:
        """Write them all below the new site ``folder``."""
        for name, data in self._files.items():
            write(folder, f"{self._base[1:]}/{name}", data)
        for photo in self._photos.values():
            write(folder, f"assets/images/{photo.name}", photo.source.read_bytes())


def _files(folders: Sequence[Path]) -> dict[str, bytes]:
    """Every file by its path; the first folder that has it wins."""
    found: dict[str, bytes] = {}
    for folder in reversed(folders):
        for kind in FOLDERS:
            for file in sorted((folder / kind).rglob("*")):
                if file.is_file() and not file.name.startswith("."):
                    found[file.relative_to(folder).as_posix()] = file.read_bytes()
    return found
