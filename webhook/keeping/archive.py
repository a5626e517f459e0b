"""A folder or a ZIP file of plain files with a manifest: what each holds, how many rows, and its SHA-256."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

FORMAT = 1
MANIFEST = "manifest.json"


class Damaged(ValueError):  # noqa: N818 - said to a person
    """The files are not what the manifest says, or there is none; ``file`` is where."""

    def __init__(self, file: str, code: str = "damaged") -> None:
        super().__init__(file)
        self.file = file
        self.code = code


class Writing:
    """Files on their way into an archive; what was written is in ``files`` for the manifest."""

    def __init__(self, folder: Path | None, packed: ZipFile | None) -> None:
        self._folder = folder
        self._packed = packed
        self.files: list[dict[str, Any]] = []

    def write(self, name: str, lines: Iterator[bytes], **about: Any) -> int:
        """One file of lines; returns how many there were."""
        digest, count = hashlib.sha256(), 0
        with self._open(name) as file:
            for line in lines:
                digest.update(line)
                file.write(line)
                count += 1
        self.files.append({"name": name, **about, "sha256": digest.hexdigest()})
        return count

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the manifest, which comes last: without it nothing is whole."""
        text = json.dumps({"format": FORMAT, **manifest, "files": self.files}, ensure_ascii=False, indent=1)
        with self._open(MANIFEST) as file:
            file.write(f"{text}\n".encode())

    def _open(self, name: str) -> IO[bytes]:
        if self._packed is not None:
            return self._packed.open(name, "w", force_zip64=True)
        assert self._folder is not None  # noqa: S101 - one of the two is there
        (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
        return (self._folder / name).open("wb")


@contextmanager
def writing(target: Path) -> Iterator[Writing]:
    """Write a ZIP file when the name ends in ``.zip``, else a folder. It appears whole or not at all.

    Only its owner may read it: it names people. Raises FileExistsError when something is there already.
    """
    if target.exists():
        raise FileExistsError(target)
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove(part)
    try:
        if target.suffix == ".zip":
            part.touch(mode=0o600)
            with ZipFile(part, "w", ZIP_DEFLATED) as packed:
                yield Writing(None, packed)
        else:
            part.mkdir(mode=0o700)
            yield Writing(part, None)
        part.rename(target)
    finally:
        _remove(part)


@contextmanager
def packing(stream: IO[bytes]) -> Iterator[Writing]:
    """The same as a ZIP file into a stream that only takes, such as a download."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        yield Writing(None, packed)


class Reading:
    """An archive as it lies there."""

    def __init__(self, place: Path) -> None:
        self._place = place
        try:
            self._packed = ZipFile(place) if place.is_file() else None
            with self._open(MANIFEST) as file:
                self.manifest: dict[str, Any] = json.load(file)
        except (BadZipFile, KeyError, OSError, ValueError) as error:
            raise Damaged(str(place), "no_manifest") from error
        if self.manifest.get("format") != FORMAT:
            raise Damaged(str(place), "other_format")

    def check(self) -> None:
        """Compare every file with its checksum; raises Damaged."""
        for about in self.manifest["files"]:
            digest = hashlib.sha256()
            try:
                with self._open(about["name"]) as file:
                    while chunk := file.read(1 << 20):
                        digest.update(chunk)
            except (BadZipFile, KeyError, OSError) as error:
                raise Damaged(about["name"]) from error
            if digest.hexdigest() != about["sha256"]:
                raise Damaged(about["name"])

    def lines(self, name: str) -> Iterator[Any]:
        """The rows of a file of JSON lines."""
        with self._open(name) as file:
            for line in file:
                yield json.loads(line)

    def close(self) -> None:
        """Let go of the file."""
        if self._packed:
            self._packed.close()

    def _open(self, name: str) -> IO[bytes]:
        return self._packed.open(name) if self._packed else (self._place / name).open("rb")


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    elif part.exists():
        part.unlink()
