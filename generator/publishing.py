"""What of the site is new, and how it takes its place: beside the old one first, and only what changed."""

import contextlib
import filecmp
import os
from collections.abc import Callable, Sequence, Set
from functools import partial
from pathlib import Path

from generator.cache import Cache, cache_of
from generator.cores import meanwhile, spread
from generator.files import File
from generator.output import MARK, beside, refuse_strangers, replacing, turn, write

Prepare = Callable[[Set[str]], None]

_MANY_DRAWN = 6
"""Pictures below which starting another process costs more than it saves."""

Published = dict[str, tuple[str, int, int]]
"""The files of the site as they were left: key, time of the last change in nanoseconds, size."""


def publish(files: Sequence[File], output: Path, cache: Cache, prepare: Prepare, known: dict[str, Published]) -> int:
    """Bring the folder ``output`` to hold just ``files``; returns how many were written.

    ``prepare`` is told the paths of those files before the first is made. ``known`` is what this process published to
    which folder; as long as the catalogue there is its own, so is the rest. Everything is made before anything is
    moved, so that a file that cannot be made changes nothing. The site that this shop left there is changed file by
    file: new files in, the catalogue last, what is no longer wanted out. Any other is replaced whole. Raises NotOurs
    when the folder has other things in it.
    """
    output = output.absolute()
    output.parent.mkdir(parents=True, exist_ok=True)
    with turn(output.parent):
        refuse_strangers(output)
        return _published(files, output, cache, prepare, known)


def put_back(output: str) -> bool:
    """Restore a site that was deleted, as it was published last; False, and nothing there, when a file is lost."""
    folder = Path(output)
    cache = cache_of(Path("content"))
    published: Published = cache.table(_name(folder))
    if MARK not in published:
        return False
    with turn(folder.parent), contextlib.suppress(_Lost), replacing(folder) as fresh:
        for each in sorted({path.rpartition("/")[0] for path in published}):
            os.makedirs(f"{fresh}/{each}", exist_ok=True)  # noqa: PTH103 - before the links, which would fail first
        for path, (key, *signs) in published.items():
            if not cache.restore(key, f"{fresh}/{path}", tuple(signs)):
                raise _Lost
        return True
    return False


class _Lost(Exception):  # noqa: N818
    """A file is not in the cache any more."""


def _published(files: Sequence[File], output: Path, cache: Cache, prepare: Prepare, known: dict[str, Published]) -> int:
    before = known.pop(str(output), {})
    if before and _signs(f"{output}/{MARK}") == before[MARK][1:]:
        standing = before
    else:
        before = cache.table(_name(output))
        standing = {path: each for path, each in before.items() if _signs(f"{output}/{path}") == each[1:]}
    gone = before.keys() - [file.path for file in files]
    fresh = [file for file in files if standing.get(file.path, ("",))[0] != file.key]
    if MARK in standing and not fresh and not gone:
        known[str(output)] = before
        return 0
    after = {path: each for path, each in before.items() if path not in gone} if gone else before.copy()
    if MARK in standing:
        with beside(output) as folder:
            after |= _made(fresh, folder, cache, prepare)
            cache.forget(_name(output))  # until all is in place, nobody may rely on what lies there
            after |= _move(fresh, folder, output, cache)
        _remove(gone, output)
    else:
        with replacing(output) as folder:
            fresh = [file for file in files if not _restored(file, before, folder, cache)]
            after |= _made(fresh, folder, cache, prepare)
    replaced = {before[file.path][0] for file in fresh if file.path in before} | {before[path][0] for path in gone}
    for key in replaced - {each[0] for each in after.values()}:
        cache.forget(key)
    known[str(output)] = after
    return len(fresh)


def note(output: str, published: Published, cache: Cache) -> None:
    """Keep for the next process what was ``published`` to ``output``; without it, that is looked at as a stranger's."""
    cache.keep(_name(output), published)


def _name(output: Path | str) -> str:
    return f"published {output}"


def _made(files: Sequence[File], folder: Path, cache: Cache, prepare: Prepare) -> Published:
    """Make the files; each is kept, to be put back should the folder be lost.

    Pictures are drawn by another process, while this one makes ready what pages share: each needs memory of its own.
    """
    make = partial(_written, folder, cache)
    drawn, rest = [file for file in files if file.drawn], [file for file in files if not file.drawn]
    with meanwhile(make, drawn, least=_MANY_DRAWN) as signs_of_drawn:
        prepare({file.path for file in rest})
        signs = spread(make, rest, beside=signs_of_drawn)
    both = zip([*rest, *drawn], [*signs, *signs_of_drawn], strict=True)
    return {file.path: (file.key, *each) for file, each in both}


def _written(folder: Path, cache: Cache, file: File) -> tuple[int, int]:
    signs = write(folder, file.path, file.make())
    cache.lend(file.key, f"{folder}/{file.path}")
    return signs


def _restored(file: File, before: Published, folder: Path, cache: Cache) -> bool:
    """Whether the cache still has the file as it was published."""
    known = before.get(file.path)
    if known is None or known[0] != file.key:
        return False
    return cache.restore(file.key, f"{folder}/{file.path}", known[1:])


def _move(files: Sequence[File], folder: Path, output: Path, cache: Cache) -> Published:
    """Each file in one step: what pages point to before the pages, the catalogue after all of them.

    One that came out as it was stays as it is; these are returned.
    """
    same: Published = {}
    for file in sorted(files, key=lambda file: (file.path == MARK, not file.path.startswith("assets/"))):
        made, target = folder / file.path, output / file.path
        if target.is_file() and filecmp.cmp(made, target, shallow=False):
            cache.lend(file.key, str(target))
            same[file.path] = (file.key, *_signs(str(target)))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.replace(target)
    return same


def _remove(paths: set[str], output: Path) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            (output / path).unlink()
            for parent in list((output / path).relative_to(output).parents)[:-1]:
                (output / parent).rmdir()  # fails, and ends here, when something is left in it


def _signs(file: str) -> tuple[int, int]:
    try:
        status = os.stat(file)  # noqa: PTH116 - thousands of times, and a Path costs more than the answer
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size
