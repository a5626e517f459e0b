"""What the last build read and made ready, so that the next one parses only the files that changed since."""

import contextlib
import functools
import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from generator.cache import Cache
from generator.content import Content, Source
from generator.cores import spread
from generator.parsing import Parsed, parse
from generator.program import digest_of_program

P = TypeVar("P")

_Signs = tuple[int, ...]
"""By which files are known to be unchanged: of each, the time of its last change in nanoseconds and its size."""


@dataclass(kw_only=True)
class _Known:
    """A parsed entry; ``data`` is how it is kept for the next process, and all there is until it is asked for."""

    signs: _Signs
    digest: str
    data: bytes

    @functools.cached_property
    def parsed(self) -> Parsed:
        parsed: Parsed = pickle.loads(self.data)  # noqa: S301 - written by this program, in the user's own folder
        return parsed


@dataclass
class Memory:
    """Parsed entries by the name of their original, kept in ``cache`` for the next process.

    ``base`` names what all of them were parsed under: the program and ``shop.md``.
    """

    cache: Cache
    base: str = ""
    _known: dict[str, _Known] = field(default_factory=dict)
    _printer: Any = None

    def parsed(self, sources: Sequence[Source], content: Content) -> list[Parsed]:
        """Every source as it is now; what is new is parsed on all cores."""
        self._open(_base(content))
        signs = {source.shown: _signs(source) for source in sources}
        fresh = [source for source in sources if self._changed(source, signs[source.shown])]
        work = functools.partial(_parsed, content=content)
        for source, (digest, data) in zip(fresh, spread(work, fresh), strict=True):
            self._known[source.shown] = _Known(signs=signs[source.shown], digest=digest, data=data)
        gone = self._known.keys() - signs.keys()
        for name in gone:
            del self._known[name]
        if fresh or gone:
            self._keep()
        return [self._known[source.shown].parsed for source in sources]

    def printer(self, printer: P) -> P:
        """The one of the last build, if it would fill in templates alike: it has them ready."""
        if self._printer != printer:
            self._printer = printer
        ready: P = self._printer
        return ready

    def _changed(self, source: Source, signs: _Signs) -> bool:
        known = self._known.get(source.shown)
        if known is None or not signs:
            return True
        if known.signs != signs and known.digest != _digest(source):
            return True
        known.signs = signs
        return False

    def _open(self, base: str) -> None:
        """Forget what was parsed under another ``shop.md`` or by another program."""
        if base == self.base:
            return
        kept = self.cache.table(f"parsed {base}")
        self.base = base
        self._known = {name: _Known(signs=each[0], digest=each[1], data=each[2]) for name, each in kept.items()}

    def _keep(self) -> None:
        table = {name: (each.signs, each.digest, each.data) for name, each in self._known.items()}
        self.cache.keep(f"parsed {self.base}", table)


def _parsed(source: Source, content: Content) -> tuple[str, bytes]:
    digest = _digest(source)
    return digest, pickle.dumps(parse(source, content, digest), pickle.HIGHEST_PROTOCOL)


def _base(content: Content) -> str:
    """Names everything that parsing an entry depends on besides its own files."""
    digest = blake2b(digest_of_program().encode(), digest_size=16)
    digest.update(f"{content.folder}\0{content.shown}\0".encode())
    for path in sorted(content.folder.glob("shop*.md")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _signs(source: Source) -> _Signs:
    """Empty when a file cannot be looked at: then it counts as changed, and reading it says why."""
    signs: list[int] = []
    try:
        for path, _ in source.files.values():
            status = os.stat(path)  # noqa: PTH116 - thousands of times
            signs += (status.st_mtime_ns, status.st_size)
    except OSError:
        return ()
    return tuple(signs)


def _digest(source: Source) -> str:
    digest = blake2b(digest_size=16)
    for language, (path, _) in source.files.items():
        with contextlib.suppress(OSError):
            data = Path(path).read_bytes()
            digest.update(f"{language}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()
