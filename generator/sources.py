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


def sources(folder: Path, shown: str, languages: Sequence[str], report: Report) -> list[Source]:
    """The files of every entry in the content folder, known as ``shown``; those that belong to nothing are reported."""
    found: dict[str, Source] = {}
    translations = []
    for inside, base, signs in _files(str(folder), ""):
        kind, name, language = _parts(inside, base)
        file = f"{inside}/{base}" if inside else base
        if not base.endswith(".md"):
            _nearly(f"{shown}/{file}", base, report)
            continue
        both = f"{folder}/{file}", f"{shown}/{file}"
        if kind is None:
            report(Problem(file=both[1], code="folder", values={"folders": ", ".join(f"{each}/" for each in FOLDERS)}))
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


def _nearly(file: str, base: str, report: Report) -> None:
    report(Problem(file=file, code="ending", values={"example": _NEARLY.sub(".md", base)}, level="warning"))


def _files(home: str, inside: str) -> Iterator[tuple[str, str, Signs]]:
    """Every Markdown file below ``home``, by its name or nearly, not hidden, a draft (``_name``) or a README.

    Of each the folder from ``home`` on, the name and the signs.
    """
    folders = []
    with contextlib.suppress(OSError), os.scandir(f"{home}/{inside}") as listed:
        for name, entry in sorted([(entry.name, entry) for entry in listed]):
            if name[0] in "._":
                continue
            if entry.is_dir():
                if not entry.is_symlink():
                    folders.append(name)
            elif _NEARLY.search(name) and not name.lower().startswith("readme."):
                yield inside, name, _signs(entry)
    for name in folders:
        yield from _files(home, f"{inside}/{name}" if inside else name)


def _signs(entry: os.DirEntry[str]) -> Signs:
    try:
        status = entry.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=100_000)
def _parts(folder: str, base: str) -> tuple[str | None, str, str | None]:
    """The kind of a file, None when it belongs to nothing, its name without endings, and its language if it has one."""
    name = _NAME.fullmatch(base)
    if name is None or not (folder or re.fullmatch(r"shop(\.[A-Za-z]{2})?\.md", base)):
        return None, "", None
    kind = FOLDERS.get(folder.partition("/")[0]) if folder else "shop"
    return kind, name["id"] if name["language"] else base.removesuffix(".md"), name["language"]
