"""What the commands say to the creator, in Japanese and English, from ``generator/words/LANGUAGE.toml``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from webhook.kept import kept, signs

LANGUAGES = ("ja", "en")

_FOLDER = Path(__file__).parent / "words"


def phrase(language: str, key: str, **values: object) -> str:
    """The words under ``key`` ("section.name") with ``{name}`` filled in; KeyError when there are none."""
    section, name = key.split(".")
    return str(_table(language)[section][name]).format_map(values)


@cache
def _table(language: str) -> dict[str, dict[str, Any]]:
    file = _FOLDER / f"{language}.toml"
    return kept(file, signs([file]), lambda: tomllib.loads(file.read_text("utf-8")), ships=True)
