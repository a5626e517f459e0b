"""The files of the content folder: which belong together, and by what signs they are known to be unchanged."""

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from generator.problems import Problem
from generator.writing.frontmatter import Report
from generator.writing.kinds import FOLDERS

_NEARLY = re.compile(r"(?i)\.(?:md\.txt|markdown|mdown|mkd|md|txt)$")
"""How the name of a file ends that was meant to be read: Windows hides ``.txt``, some programs write other ends."""

_NAME = re.compile(r"(?P<id>.+?)(?:\.(?P<language>[A-Za-z]{2}))?\.md")

Signs = tuple[int, ...]
"""By which a file is known to be unchanged: the time of its last change in nanoseconds, and its size."""


class Source:
    """The files of one entry: each language's path, and the name it is shown by; the original comes first.

    ``shown`` is the name of the original. ``signs`` are those of all its files, or empty when one of them cannot be
    looked at: then reading it says why.
    """

    def __init__(self, id: str, kind: str, language: str, file: tuple[str, str], signs: Signs) -> None:  # noqa: A002
        self.id, self.kind, self.shown, self.signs = id, kind, file[1], signs
        self.files = {language: file}

    def translated(self, language: str, file: tuple[str, str], signs: Signs) -> None:
        """Another file of it."""
        self.files[language] = file
        self.signs = self.signs and signs and self.signs + signs

    def look(self) -> bool:
        """Look at its files again; whether all of them are there."""
        signs = [_signs(path) for path, _ in self.files.values()]
        self.signs = tuple(sign for each in signs for sign in each) if all(signs) else ()
        return bool(self.signs)


def sources(folder: Path, shown: str, languages: Sequence[str], report: Report) -> list[Source]:
    """The files of every entry in the content folder, known as ``shown``; those that belong to nothing are reported."""
    found: dict[str, Source] = {}
    translations = []
    for inside, names in _listed(str(folder), ""):
        for kind, name, language, file, both in _files(str(folder), shown, inside, names):
            signs = _signs(both[0])
            if not file.endswith(".md"):
                _nearly(both[1], report)
            elif kind is None:
                listed = ", ".join(f"{each}/" for each in FOLDERS)
                report(Problem(file=both[1], code="folder", values={"folders": listed}))
            elif language:
                original = f"{inside}/{name}.md".lstrip("/")
                translations.append((both, original, language, signs))
            else:
                found[file] = Source(name, kind, languages[0], both, signs)
    for both, original, language, signs in translations:
        if language not in languages[1:]:
            values = {"value": language, "languages": ", ".join(languages)}
            report(Problem(file=both[1], code="language_file", values=values))
        elif original not in found:
            report(Problem(file=both[1], code="lone_translation", values={"value": original.rpartition("/")[2]}))
        else:
            found[original].translated(language, both, signs)
    return [source for source in found.values() if source.kind != "shop"]


def _nearly(file: str, report: Report) -> None:
    example = _NEARLY.sub(".md", file.rpartition("/")[2])
    report(Problem(file=file, code="ending", values={"example": example}, level="warning"))


def _listed(home: str, inside: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every folder from ``home`` on that is not hidden, and the names in it that are Markdown's, or nearly.

    Drafts (``_name``) and a README are left out.
    """
    folders, names = [], []
    with contextlib.suppress(OSError), os.scandir(f"{home}/{inside}") as listed:
        for entry in listed:
            name = entry.name
            if name[0] in "._":
                continue
            if entry.is_dir():
                if not entry.is_symlink():
                    folders.append(name)
            elif (name.endswith(".md") or _NEARLY.search(name)) and not name.lower().startswith("readme."):
                names.append(name)
    yield inside, tuple(sorted(names))
    for name in sorted(folders):
        yield from _listed(home, f"{inside}/{name}" if inside else name)


def _signs(path: str) -> Signs:
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of times, and a Path costs more than the answer
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size


_File = tuple[str | None, str, str | None, str, tuple[str, str]]
"""A file's kind, None when it belongs to nothing, its name without endings, and its language if it has one.

Then its path below the content folder, its whole path and the name it is shown by.
"""


@lru_cache(maxsize=100)
def _files(home: str, shown: str, inside: str, names: tuple[str, ...]) -> list[_File]:
    """What the names of the files in a folder say: asked for at each build, and nearly always the same."""
    made: list[_File] = []
    for base in names:
        file = f"{inside}/{base}" if inside else base
        made.append((*_parts(inside, base), file, (f"{home}/{file}", f"{shown}/{file}")))
    return made


def _parts(folder: str, base: str) -> tuple[str | None, str, str | None]:
    name = _NAME.fullmatch(base)
    if name is None or not (folder or re.fullmatch(r"shop(\.[A-Za-z]{2})?\.md", base)):
        return None, "", None
    kind = FOLDERS.get(folder.partition("/")[0]) if folder else "shop"
    return kind, name["id"] if name["language"] else base.removesuffix(".md"), name["language"]
