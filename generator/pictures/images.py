"""Pictures of the content folder: whether they can be published, their size, and the name they are published under."""

import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from generator.cache import Cache

MOST_BYTES = 10_485_760
_SUFFIX = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}
_TELEPHONES = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
"""The brands by which HEIF files (``.heic``), as an iPhone takes them, can be told (ISO/IEC 23008-12)."""

_TURNED = (5, 6, 7, 8)
_ORIENTATION = 0x0112
_TABLE = "pictures 1"

_learned: dict[str, tuple[int, int, str, str, int, int]] = {}
"""By path: size in bytes and time of the last change, and what is known since then: digest, suffix, width, height."""

_new: set[str] = set()


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture that can be published. ``name`` carries a hash of its bytes; sizes are as it is seen, in pixels."""

    source: Path
    name: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The hash of its bytes."""
        return self.name.rsplit(".", 2)[1]


class Unfit(Exception):  # noqa: N818
    """The file cannot be published as a picture; ``code`` says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, Any] = values


def photo(path: Path) -> Photo:
    """The picture at ``path``; raises Unfit. Read once for as long as the file stays the same."""
    try:
        status = path.stat()
        if not path.is_file():
            raise Unfit("image_missing", value=path.name)
        return _read(path, status.st_size, status.st_mtime_ns)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise Unfit("image_missing", value=path.name) from error
    except OSError as error:
        raise Unfit("image_broken", value=path.name) from error


def recall(cache: Cache) -> None:
    """Take over what builds before this process learned; to decode every picture again is slow."""
    _learned.update(cache.table(_TABLE))
    _new.clear()


def retain(cache: Cache) -> None:
    """Keep what was learned since ``recall``, for the builds after this process."""
    if _new:
        cache.keep(_TABLE, _learned)
        _new.clear()


def _read(path: Path, size: int, changed: int) -> Photo:
    if size > MOST_BYTES:
        raise Unfit("image_big", value=path.name, size=f"{size:,}", most=f"{MOST_BYTES:,}")
    name = str(path)
    if _learned.get(name, ())[:2] != (size, changed):
        kind, width, height = _looked_at(path)
        digest = blake2b(path.read_bytes(), digest_size=8).hexdigest()
        _learned[name] = size, changed, digest, _SUFFIX[kind], width, height
        _new.add(name)
    _, _, digest, suffix, width, height = _learned[name]
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "image"
    return Photo(source=path, name=f"{stem[:60]}.{digest}.{suffix}", width=width, height=height)


def _looked_at(path: Path) -> tuple[str, int, int]:
    """Format and size by content; the whole file is decoded, if coarsely, because half a picture opens well."""
    from PIL import Image, UnidentifiedImageError  # slow to load, and most pictures are known

    try:
        with Image.open(path) as image:
            kind = image.format or "?"
            if kind not in _SUFFIX:
                raise Unfit("image_type", value=path.name, kind=kind)
            width, height = image.size
            if kind == "PNG":
                image.verify()
                return kind, width, height
            image.draft("RGB", (max(width // 8, 1), max(height // 8, 1)))
            image.load()
            if image.getexif().get(_ORIENTATION) in _TURNED:
                width, height = height, width
    except Unfit:
        raise
    except UnidentifiedImageError as error:
        raise _unfit(path) from error
    except Image.DecompressionBombError as error:
        raise Unfit("image_pixels", value=path.name) from error
    except Exception as error:  # Pillow raises nearly anything on a damaged file
        raise Unfit("image_broken", value=path.name) from error
    return kind, width, height


def _unfit(path: Path) -> Unfit:
    """What to say of a file that Pillow does not know: a telephone's own format, nothing at all, or no picture."""
    with path.open("rb") as file:
        head = file.read(12)
    if not head:
        return Unfit("image_empty", value=path.name)
    if head[4:8] == b"ftyp" and head[8:12] in _TELEPHONES:
        return Unfit("image_heic", value=path.name)
    return Unfit("image_unknown", value=path.name)
