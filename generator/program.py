"""Which program and which look this is: what another version of them made counts for nothing."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path


@cache
def digest_of_program() -> str:
    """Names the generator and the parts of the service it uses, down to the last edit of their files."""
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - here and below: at the start of each build
    digest = blake2b(digest_size=16)
    for folder, deep in ((here, True), (os.path.join(os.path.dirname(here), "webhook"), False)):  # noqa: PTH118, PTH120
        for path, changed, size in _files(folder, deep=deep):
            if path.endswith((".py", ".toml")):
                digest.update(f"{path}\0{changed}\0{size}\0".encode())
    return digest.hexdigest()


def digest_of_look(folders: Sequence[Path]) -> str:
    """Names everything below the ``site`` folders: templates, words, styles, scripts."""
    digest = blake2b(digest_size=16)
    for folder in folders:
        for path, changed, size in _files(str(folder)):
            digest.update(f"{path}\0{changed}\0{size}\0".encode())
    return digest.hexdigest()


def _files(folder: str, *, deep: bool = True) -> Iterator[tuple[str, int, int]]:
    """Every file below ``folder`` in order: its path, the time of its last change in nanoseconds, its size."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.is_dir():
            status = entry.stat()
            yield entry.path, status.st_mtime_ns, status.st_size
        elif deep and entry.name != "__pycache__":
            yield from _files(entry.path)
