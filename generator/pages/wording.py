"""The words of the pages, read once for as long as their files stay as they are."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from generator.cache import Cache
from generator.content import shown_name
from generator.problems import Problem
from webhook.words import Words


def words_of(folders: Sequence[Path], look: str, cache: Cache) -> Words:
    """The words of the ``site`` folders, whose ``look`` names the state of their files; kept for the next process."""
    return _words_of(tuple(folders), look, cache)


@lru_cache(maxsize=4)
def _words_of(folders: tuple[Path, ...], look: str, cache: Cache) -> Words:
    kept = cache.table("words")
    if kept.get("look") == look:
        return _Kept(kept["tables"])
    words = Words([folder / "words" for folder in folders])
    cache.keep("words", {"look": look, "tables": words._tables})
    return words


class _Kept(Words):
    """Words as they were read before."""

    def __init__(self, tables: dict[str, dict[str, Any]]) -> None:
        self._tables, self._found = tables, {}


def words_slips(folders: Sequence[Path], error: tomllib.TOMLDecodeError) -> list[Problem]:
    """Where the words of the pages cannot be read; ``error`` is what reading them all came to."""
    problems = []
    for folder in folders:
        for file in sorted(folder.glob("words/*/*.toml")):
            try:
                tomllib.loads(file.read_text("utf-8"))
            except tomllib.TOMLDecodeError as slip:
                found = re.search(r"at line (\d+)", str(slip))
                shown = f"{shown_name(folder)}/{file.relative_to(folder).as_posix()}"
                problems.append(Problem(file=shown, line=int(found[1]) if found else 1, code="words_file"))
    if not problems:
        raise error
    return problems
