"""Compiled templates of a shop, kept in its cache; those worked out ahead also serve the next shop, with gaps."""

import marshal
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2.bccache import Bucket

from generator.pages.ahead import Ahead
from webhook import kept
from webhook.compiled import Compiled
from webhook.look import SHIPPED


class Table(Compiled):
    """Compiled templates that cannot be kept beside themselves: in a table, for the cache.

    It is ``fresh`` when something was added to it. ``macros`` are those that they take for granted (see
    :class:`Ahead`).
    """

    def __init__(self, table: dict[str, Any], ships: Path | None) -> None:
        super().__init__(ships)
        self.macros: dict[str, str] = table.pop("", {})
        self.table, self.fresh = table, False
        self._env: Ahead | None = None
        self._made_of, self._place, self._recalled = "", SHIPPED, 0

    def recall(self, env: Ahead, made_of: str, language: str) -> None:
        """Take over what an earlier shop of this machine left for ``env``, if it fits and there is nothing else.

        ``made_of`` names the program and the look, when that is the one that ships; otherwise it is empty.
        """
        if self.table or not made_of:
            return
        self._env, self._made_of = env, f"{made_of} {self.get_source_checksum('')}"
        self._place = SHIPPED / "templates" / f"ahead-{language}"
        left: tuple[str, Any] | None = kept.recall(self._place)
        if left is None or left[0] != self._made_of:
            return
        macros, checksums, gaps, codes = left[1]
        if env.gaps.recall(gaps, codes, env, env.value):
            self.macros, self._recalled, self.fresh = macros, len(codes), True
            self.table = {file: (checksums[file], marshal.dumps(env.gaps.filled(codes[file]))) for file in codes}

    def leave(self) -> None:
        """Leave for other shops what was compiled for this one."""
        codes: dict[str, CodeType] = self._env.gaps.code if self._env else {}
        if self._env and len(codes) > self._recalled:
            checksums = {file: self.table[file][0] for file in codes}
            kept.keep(self._place, self._made_of, (self.macros, checksums, self._env.gaps.plain(), codes))
            self._recalled = len(codes)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Also from the table."""
        super().load_bytecode(bucket)
        if bucket.code is None and bucket.key in self.table:
            checksum, code = self.table[bucket.key]
            bucket.code = marshal.loads(code) if checksum == bucket.checksum else None  # noqa: S302 - as Cache.table

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Also to the table."""
        super().dump_bytecode(bucket)
        if bucket.key not in self.kept:
            self.table[bucket.key] = (bucket.checksum, marshal.dumps(bucket.code))
            self.fresh = True
