"""Which program and which look this is: what another version of them made counts for nothing."""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path


@cache
def digest_of_program() -> str:
    """Names the generator and the parts of the service it uses, down to the last edit of their files."""
    here = Path(__file__).parent
    return _digest([*here.rglob("*.py"), *here.rglob("words/**/*.toml"), *(here.parent / "webhook").glob("*.py")])


def digest_of_look(folders: Sequence[Path]) -> str:
    """Names everything below the ``site`` folders: templates, words, styles, scripts."""
    return _digest(file for folder in folders for file in folder.rglob("*") if file.is_file())


def _digest(files: Iterable[Path]) -> str:
    digest = blake2b(digest_size=16)
    for file in sorted(files):
        status = file.stat()
        digest.update(f"{file}\0{status.st_mtime_ns}\0{status.st_size}\0".encode())
    return digest.hexdigest()
