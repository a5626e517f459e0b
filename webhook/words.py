"""Words of the pages, mails and refusals by language, from ``site/words/LANGUAGE/SECTION.toml``."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale

from webhook.kept import kept, signs


class Words:
    """The words of every language found in ``folders``; the first folder that has a key wins.

    A key is the file's name and the names inside it: ``cart.add`` is ``add`` in ``cart.toml``. A table with the keys
    ``one`` and ``other`` is one text with its plural forms (CLDR categories), chosen by the parameter ``n``.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._tables: dict[str, dict[str, Any]] = {}
        for folder in reversed(list(folders)):
            self._tables = _merged(self._tables, _read(folder))
        self._found: dict[tuple[str, str], Any] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages there are words for."""
        return tuple(sorted(self._tables))

    def text(self, language: str, key: str, **values: object) -> str:
        """The words under ``key`` (dots between the parts) with ``{name}`` filled in; KeyError when there are none."""
        return self.filled(language, key, values) if values else self._one(language, key, 0)

    def filled(self, language: str, key: str, values: Mapping[str, object]) -> str:
        """The same with a mapping, of which only what the words ask for is looked up."""
        return self._one(language, key, values.get("n", 0)).format_map(values)

    def has(self, language: str, key: str) -> bool:
        """Whether there are words under ``key``."""
        try:
            self._entry(language, key)
        except KeyError:
            return False
        return True

    def table(self, language: str, *sections: str) -> dict[str, Any]:
        """The raw tables under the named sections, for a script of a page."""
        return {section: self._entry(language, section) for section in sections}

    def _one(self, language: str, key: str, number: object) -> str:
        entry = self._entry(language, key)
        return str((entry.get(_plural(language, number)) or entry["other"]) if isinstance(entry, dict) else entry)

    def _entry(self, language: str, key: str) -> Any:
        entry = self._found.get((language, key))
        return self._find(language, key) if entry is None else entry

    def _find(self, language: str, key: str) -> Any:
        """What is found once is kept: at the door the same few words are said thousands of times."""
        entry: Any = self._tables[language]
        for part in key.split("."):
            if not isinstance(entry, dict) or part not in entry:
                raise KeyError(f"no words for {key!r} in {language!r}")
            entry = entry[part]
        self._found[language, key] = entry
        return entry


@cache
def _plural(language: str, number: object) -> str:
    return str(Locale.parse(language).plural_form(abs(int(str(number)))))


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    """The sections of every language; those that ship are read once for all shops of a machine."""
    files = sorted(folder.glob("*/*.toml"))

    def parsed() -> dict[str, dict[str, Any]]:
        tables: dict[str, dict[str, Any]] = {}
        for file in files:
            tables.setdefault(file.parent.name, {})[file.stem] = _parsed(file.read_text("utf-8"))
        return tables

    return kept(folder, signs(files), parsed)


@lru_cache(512)  # files, of which there are some forty a language
def _parsed(text: str) -> dict[str, Any]:
    """What a file says; a new build seldom brings other words, and nobody changes the tables that are read here."""
    return tomllib.loads(text)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        inner = result.get(key)
        result[key] = _merged(inner, value) if isinstance(value, dict) and isinstance(inner, dict) else value
    return result
