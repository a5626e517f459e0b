"""What the last build read and made ready, so that the next one parses only the files that changed since."""

import contextlib
import functools
import itertools
import pickle
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar, cast

from generator.cache import Cache
from generator.content import Content
from generator.cores import spread
from generator.freezing import Items, frozen, thawed
from generator.pages.filling import Body
from generator.parsing import Parsed, bodies_of, parse
from generator.program import digest_of_program
from generator.publishing import Published, note
from generator.records import Inside, Known, Place, Record, inside_of, record_of
from generator.seen import Seen
from generator.sources import Source
from webhook.catalogue import Item

P = TypeVar("P")

PACK = 50
"""Entries whose insides are kept together: a file for each would take longer to write than all the rest of them."""

MOST_PACKS = 50
"""Packs beyond those there would be if all were parsed at once."""

_ITEMS = "/"
"""The key of the frozen items by their pack, beside the names of entries."""


class Memory:
    """Parsed entries by the name of their original, kept in ``cache`` for the next process.

    ``base`` names what all of them were parsed under: the program and ``shop.md``. For later builds of this process it
    also holds the last ``sight``, what was ``seen`` of the folders, where links ``led``, and what was ``published`` to
    which folder.
    """

    def __init__(self, cache: Cache) -> None:
        self.cache, self.base = cache, ""
        self._content: Content | None = None
        self._known: dict[str, Known] = {}
        self._packs: dict[str, bytes] = {}
        self._items: dict[str, Items] = {}
        self._printer: Any = None
        self._fresh = False
        self.published: dict[str, Published] = {}
        self._noted: dict[str, Published] = {}
        self.sight: Any = None
        self.seen = Seen()
        self.led: tuple[dict[str, str | None], dict[str, Any]] = {}, {}

    def parsed(self, sources: Sequence[Source], content: Content, first: Callable[[], object] = bool) -> list[Parsed]:
        """Every source as it is now; what is new is parsed on all cores. ``first`` is done while the others begin."""
        self._content = content
        self._open(_base(content), sources)
        fresh = [source for source in sources if self._changed(source)]
        work = functools.partial(_records, content=content, cache=self.cache, base=self.base, known=self._known)
        packs = [fresh[start : start + PACK] for start in range(0, len(fresh), PACK)]
        for pack, (items, records) in zip(packs, spread(work, packs, least=2, first=first), strict=True):
            for source, (digest, record) in zip(pack, records, strict=True):
                self._known[source.shown] = known = Known(self, source, digest, record)
                self._packs[known.pack] = items
        gone = self._known.keys() - {source.shown for source in sources}
        for name in gone:
            del self._known[name]
        self._fresh = self._fresh or bool(fresh or gone)
        return [self._known[source.shown].parsed for source in sources]

    def inside(self, source: Source, digest: str, place: Place) -> Inside:
        """What an entry says: as it was kept, or parsed again when that is lost."""
        data = self.cache.part(*place)
        if data and data.startswith(digest.encode()):
            kept: Inside = pickle.loads(memoryview(data)[len(digest) :])  # noqa: S301 - as above
            return kept
        return inside_of(parse(source, cast(Content, self._content), digest))

    def item(self, pack: str, number: int) -> Item | None:
        """The item of an entry."""
        if pack not in self._items:
            self._items[pack] = thawed(self._packs[pack])
        return self._items[pack][number]

    def said(self, content: Content) -> dict[str, Body]:
        """The words of the shop itself; ask when its entries are parsed. Made when its file, or the program, is new."""
        name, base = f"words {content.folder}", self.base.encode()
        data = self.cache.get(name) or b""
        if data.startswith(base):
            kept: dict[str, Body] = pickle.loads(memoryview(data)[len(base) :])  # noqa: S301 - as above
            return kept
        bodies = bodies_of(content.shop)
        self.cache.put(name, base + pickle.dumps(bodies, pickle.HIGHEST_PROTOCOL))
        return bodies

    def printer(self, printer: P) -> P:
        """The one of the last build, if it would fill in templates alike: it has them ready."""
        if self._printer != printer:
            self._printer = printer
        ready: P = self._printer
        return ready

    def _changed(self, source: Source) -> bool:
        known = self._known.get(source.shown)
        if known is None or not source.signs:
            return True
        if known.signs != source.signs:
            if known.digest != _digest(source):
                return True
            known.signs = source.signs
        return False

    def _open(self, base: str, sources: Sequence[Source]) -> None:
        """Forget what was parsed under another ``shop.md`` or by another program."""
        if base == self.base:
            return
        kept = self.cache.table(self._name)
        self.base, self._known = base, {}
        kept_base = kept.pop("", None)
        self._packs, self._items = kept.pop(_ITEMS, {}), {}
        if kept_base != base:
            return
        for source in sources:
            if source.shown in kept:
                signs, digest, record = kept[source.shown]
                self._known[source.shown] = known = Known(self, source, digest, record)
                known.signs = signs

    def keep(self) -> None:
        """Keep for the next process what is new; packs of which nothing is known any more are let go."""
        if self._printer:
            self._printer.keep()
        for output, published in self.published.items():
            if published is not self._noted.get(output):
                note(output, published, self.cache)
        self._noted = self.published.copy()
        if not self._fresh:
            return
        self._fresh = False
        if len({each.pack for each in self._known.values()}) > MOST_PACKS + len(self._known) // PACK:
            self._pack_again()
        table = {name: (each.signs, each.digest, each.record) for name, each in self._known.items()}
        for name in self._packs.keys() - {each.pack for each in self._known.values()}:
            self.cache.forget(name)
            del self._packs[name]
            self._items.pop(name, None)
        self.cache.keep(self._name, {"": self.base, _ITEMS: self._packs, **table})

    def _pack_again(self) -> None:
        """After many small changes the insides lie about in as many packs."""
        known = list(self._known.values())
        for start in range(0, len(known), PACK):
            pack = known[start : start + PACK]
            insides = [self.cache.part(*each.record[-1]) or b"" for each in pack]
            items = frozen([each.parsed.item for each in pack])
            for number, (each, place) in enumerate(zip(pack, _packed(insides, self.cache, self.base), strict=True)):
                each.record = (*each.record[:-2], number, place)
                self._packs[each.pack] = items

    @property
    def _name(self) -> str:
        return f"entries {self._content.folder if self._content else ''}"


def _records(
    sources: Sequence[Source], content: Content, cache: Cache, base: str, known: Mapping[str, Known]
) -> tuple[bytes, list[tuple[str, Record]]]:
    """Parse entries, keep their insides in one pack, and tell their frozen items, the digest of each and the rest."""
    before = (known.get(source.shown) for source in sources)
    said = (each.said if each else {} for each in before)
    parsed = [parse(source, content, _digest(source), words) for source, words in zip(sources, said, strict=True)]
    insides = [each.digest.encode() + pickle.dumps(inside_of(each), pickle.HIGHEST_PROTOCOL) for each in parsed]
    places = enumerate(_packed(insides, cache, base))
    records = [(each.digest, (*record_of(each), *place)) for each, place in zip(parsed, places, strict=True)]
    return frozen([each.item for each in parsed]), records


def _packed(insides: Sequence[bytes], cache: Cache, base: str) -> list[Place]:
    """Keep them in one pack, and tell where."""
    name = f"pack {base} {blake2b(b''.join(insides), digest_size=16).hexdigest()}"
    starts = itertools.accumulate(map(len, insides), initial=0)
    cache.put(name, b"".join(insides))
    return [(name, start, len(inside)) for start, inside in zip(starts, insides)]  # noqa: B905


def _base(content: Content) -> str:
    """Names everything that parsing an entry depends on besides its own files."""
    digest = blake2b(digest_of_program().encode(), digest_size=16)
    digest.update(f"{content.folder}\0{content.shown}\0".encode())
    for path in sorted(content.folder.glob("shop*.md")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _digest(source: Source) -> str:
    digest = blake2b(digest_size=16)
    for language, (path, _) in source.files.items():
        with contextlib.suppress(OSError):
            with open(path, "rb", 0) as file:  # noqa: PTH123 - as in ``content``
                data = file.read()
            digest.update(f"{language}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()
