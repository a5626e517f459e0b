"""Styles, scripts and pictures under addresses that change with their content, so that they can be kept for ever."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from generator.cache import Cache
from generator.files import File
from generator.pictures.images import Photo
from generator.program import digest_of_program
from webhook.kept import kept

FOLDERS = ("styles", "scripts", "vendor", "images")
ICONS = ("favicon.ico", "favicon.svg", "apple-touch-icon.png")
"""Pictures of ``site/images`` that browsers look for at the root."""

WORKERS = ("door-worker.js",)
"""Scripts of ``site/scripts`` that look after pages when there is no network: only from the root may they."""

CUSTOM = "styles/custom.css"
"""The shop's own rules, linked last; the accent colour of ``shop.md`` stands at its head."""


class Assets:
    """What lies in the ``site`` folders, whose ``look`` names their state, and the pictures that pages asked for."""

    def __init__(self, folders: Sequence[Path], look: str, cache: Cache, *, accent: str | None = None) -> None:
        self.look = look
        self._made_of = (tuple(folders), self.look, accent)
        # One folder for all of them, so that scripts can import one another by relative paths.
        folder, self._names = _named(*self._made_of, cache)
        self._base = f"/assets/{folder}"
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
        shared = {name: f"{self._base}/{name}" for name in sorted(self._names)}
        return shared | {path: f"/assets/images/{photo.name}" for path, photo in sorted(self._photos.items())}

    def files(self) -> Iterator[File]:
        """All of them as files of the site, and the icons and workers that browsers look for at its root."""
        for name in self._names:
            yield self._file(f"{self._base[1:]}/{name}", name)
        for photo in self._photos.values():
            yield File(path=f"assets/images/{photo.name}", key=photo.name, make=photo.source.read_bytes)
        for icon in ICONS:
            if f"images/{icon}" in self._names:
                yield self._file(icon, f"images/{icon}")
        yield from (self._file(name, f"scripts/{name}") for name in WORKERS if f"scripts/{name}" in self._names)

    def _file(self, path: str, name: str) -> File:
        return File(path=path, key=f"{path} {self._names[name]}", make=lambda: _files(*self._made_of)[name])


@lru_cache(maxsize=4)
def _named(folders: tuple[Path, ...], look: str, accent: str | None, cache: Cache) -> tuple[str, dict[str, str]]:
    """The name of the folder of all files, and a digest of each by its path; kept for the next process."""
    made_of = f"{digest_of_program()} {look} {accent}"
    kept = cache.table("look")
    if kept.get("made of") == made_of:
        return kept["folder"], kept["names"]
    whole, names = blake2b(digest_size=6), {}
    for name, data in sorted(_files(folders, look, accent).items()):
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
        names[name] = blake2b(data, digest_size=16).hexdigest()
    cache.keep("look", {"made of": made_of, "folder": whole.hexdigest(), "names": names})
    return whole.hexdigest(), names


@lru_cache(maxsize=4)
def _files(folders: tuple[Path, ...], look: str, accent: str | None) -> dict[str, bytes]:
    """Every file by its path; the first folder that has it wins. Read once for as long as none of them changes.

    What ships is pressed once for all shops that have no look of their own.
    """
    made = kept(folders[0] / "pressed", f"{digest_of_program()} {look}", lambda: _pressed(folders))
    if accent:
        own = f":root {{ --accent: {accent}; }}\n".encode() + made.get(CUSTOM, b"")
        return {**made, CUSTOM: own}
    return made


def _pressed(folders: Sequence[Path]) -> dict[str, bytes]:
    from generator.pages.pressing import pressed  # few builds have a new look

    found: dict[str, bytes] = {}
    for folder in reversed(folders):
        for kind in FOLDERS:
            for file in sorted((folder / kind).rglob("*")):
                if file.is_file() and not file.name.startswith("."):
                    found[file.relative_to(folder).as_posix()] = file.read_bytes()
    return pressed(found)
