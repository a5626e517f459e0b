"""Compiled templates, kept as Python keeps its modules: those that ship in ``__pycache__`` beside them."""

import os
import sys
from hashlib import blake2b
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from webhook.kept import keep, recall

OPTIONS: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
"""How templates are read, which is a part of what a compiled one is made of."""

_MADE_BY = f"{sys.version} {jinja2.__version__} {OPTIONS}".encode()


class Compiled(BytecodeCache):
    """What this process has compiled: a new build brings a new environment, but seldom other templates.

    A template below the folder that ``ships`` is left beside itself for the next process, where that may be written.
    """

    def __init__(self, ships: Path | None = None) -> None:
        self._ships = f"{ships}{os.sep}" if ships else None
        self._known: dict[str, tuple[str, CodeType | None]] = {}
        self.kept: set[str] = set()
        """The templates that are beside themselves, by their files."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The file of a template."""
        return filename or name

    def get_source_checksum(self, source: str) -> str:
        """Names its text, and all that compiles it."""
        return blake2b(source.encode(), digest_size=20, key=blake2b(_MADE_BY).digest()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket the code of the same text in the same place, if there is one."""
        if bucket.key not in self._known and self._is_shipped(bucket.key):
            known: tuple[str, CodeType] | None = recall(bucket.key)
            if known:
                self._known[bucket.key] = known
                self.kept.add(bucket.key)
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the newest of each place."""
        self._known[bucket.key] = (bucket.checksum, bucket.code)
        self.kept.discard(bucket.key)
        if self._is_shipped(bucket.key) and keep(bucket.key, bucket.checksum, bucket.code):
            self.kept.add(bucket.key)

    def _is_shipped(self, file: str) -> bool:
        return self._ships is not None and file.startswith(self._ships)
