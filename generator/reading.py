"""The first half of a build: everything read, typed, checked and turned into items and HTML, nothing written yet."""

from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from generator import content as contents
from generator.assets import Assets
from generator.content import Content, Entry
from generator.law import legal
from generator.law.checks import check
from generator.memory import Memory
from generator.pages.filling import Body
from generator.pages.links import Signposts
from generator.pages.wording import words_of
from generator.parsing import Parsed
from generator.pictures.images import Photo
from generator.writing.frontmatter import Report
from generator.writing.schema import Values
from webhook.catalogue import Item, Shop, Support

Answers = Mapping[str, Sequence[str]]
"""Where the links of an entry's words lead, by their language."""


class Led(NamedTuple):
    """An entry and its answers, which are ``surely`` the same as long as the shop has the same files."""

    parsed: Parsed
    answers: Answers
    surely: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the files say. ``lines`` are the items as the catalogue has them.

    ``answers`` say where the links of an entry's words in a language lead, and ``bodies`` give the words; both are of
    those languages that there are, by the entry's id. ``base`` names ``shop.md`` and the program, ``digests`` the
    content of each entry's files, and ``moments`` are when it changes by itself. ``daily`` are events with a calendar.
    """

    content: Content
    items: tuple[Item, ...]
    lines: tuple[str, ...]
    photos: Mapping[str, Photo]
    answers: Mapping[str, Answers]
    bodies: Mapping[str, Callable[[], Mapping[str, Body]]]
    base: str
    digests: Mapping[str, str]
    moments: Mapping[str, tuple[float, ...]]
    daily: Set[str]
    assets: Assets

    @property
    def pages(self) -> list[Entry]:
        """The plain pages, in the order of the menu."""
        pages = (entry for entry in self.content.entries if entry.kind == "page")
        return sorted(pages, key=lambda page: (page.values.get("order", 1000), page.id))

    def words(self, name: str, language: str, prefix: str) -> Markup:
        """The words of an entry in a language, else in the shop's first, as HTML of pages below ``prefix``."""
        language, answers = self._answers(name, language)
        return self.bodies[name]()[language].filled(answers, prefix) if language else Markup()

    def key(self, name: str, language: str) -> str:
        """Names all that the words and rules of an entry were made of."""
        return f"{self.digests.get(name, '')}{self._answers(name, language)[1]}"

    def _answers(self, name: str, language: str) -> tuple[str, Sequence[str]]:
        """The language that is there, the wanted or the first, and where its links lead; no language without words."""
        known, first = self.answers.get(name, {}), self.content.languages[0]
        for each in (language, first):
            if each in known:
                return each, known[each]
        return "", ()


def read(
    folder: Path,
    sites: Sequence[Path],
    report: Report,
    memory: Memory,
    *,
    meanwhile: Callable[[], object] = bool,
) -> Reading | None:
    """Everything in the content ``folder``; every problem goes to ``report``. None when there is no shop.

    Files that ``memory`` knows are not parsed again; ``meanwhile`` is done once another process has begun to parse.
    """
    content = contents.read_shop(folder, report)
    if content is None:
        return None
    files = memory.seen.sources(content, report)
    accent = (content.shop.values.get("theme") or Values()).get("accent")
    look = cache(partial(_look, sites, accent, memory))
    parsed = memory.parsed(files, content, first=lambda: (look(), meanwhile()))
    for each in parsed:
        for note in each.notes:
            report(note)
        if each.entry:
            each.entry.report = report  # so that what is found between files is heard as well
    parsed = [each for each in parsed if each.entry]
    content.entries = [each.entry for each in parsed if each.entry]
    assets = look()
    goods = tuple(each.item for each in parsed if each.item)
    posts = Signposts(content, map(tag_path, {tag for item in goods for tag in item.tags}), assets)
    photos, shop_bodies = check(content, posts), memory.said(content)
    return Reading(
        content=content,
        items=goods,
        lines=tuple(each.line for each in parsed if each.item),
        photos=photos,
        answers=_answers(content, shop_bodies, parsed, posts, memory),
        bodies={"shop": lambda: shop_bodies, **{each.entry.id: each.bodies for each in parsed if each.entry}},
        base=memory.base,
        digests={each.entry.id: each.digest for each in parsed if each.entry},
        moments={each.entry.id: each.moments for each in parsed if each.entry},
        daily={each.entry.id for each in parsed if each.entry and each.daily},
        assets=assets,
    )


def _look(sites: Sequence[Path], accent: str | None, memory: Memory) -> Assets:
    """The look of the shop. What is slow about it is made once, also its words; a slip in these is told in its turn."""
    assets = Assets(sites, memory.seen.look(sites), memory.cache, accent=accent)
    with suppress(TOMLDecodeError):
        words_of(sites, assets.look, memory.cache)
    return assets


def shop(reading: Reading, *, practice: bool) -> Shop:
    """The shop as everybody may see it. A practice shop has no address of its own: the one it is served at counts."""
    values = reading.content.shop.values
    support = (values.get("support") or Values()).data
    plain = ("type", "currency", "time_zone", "mail", "day_ends")
    known = {key: values[key] for key in plain if values.get(key) is not None}
    addresses = {} if practice else {key: values.get(key) for key in ("url", "service")}
    return Shop(
        name=values["name"],
        languages=reading.content.languages,
        support=Support(**support),
        market=tuple(dict.fromkeys(values.get("market", ()))),
        legal=legal.names(values),
        retain_days=legal.retain_days(values),
        **legal.public(values),
        theme=(values.get("theme") or Values()).get("name", "letterpress"),
        assets=reading.assets.addresses,
        **{"currency": "JPY", "time_zone": "Asia/Tokyo", **known, **addresses},
    )


def tag_path(tag: str) -> str:
    """The path of the page of everything with ``tag``."""
    return f"/tags/{quote(tag, safe='')}/"


def _answers(
    content: Content, shop_bodies: Mapping[str, Body], parsed: Sequence[Parsed], posts: Signposts, memory: Memory
) -> dict[str, Answers]:
    """Where all links lead. Those that only name files are not followed again while there are the same files."""
    shop_links = {language: body.links for language, body in shop_bodies.items()}
    answers: dict[str, Answers] = {
        "shop": {each: posts.answers(content.shop, each, found) for each, found in shop_links.items()}
    }
    files, last = memory.led
    led = dict[str, Led]()
    if files != posts.files:
        last = {}
    memory.led = posts.files, led
    for each in parsed:
        if each.entry:
            name = each.entry.id
            known = last.get(name)
            if known is None or known.parsed is not each or not known.surely:
                known = _led(each, each.entry, posts, known)
            led[name], answers[name] = known, known.answers
    return answers


def _led(parsed: Parsed, entry: Entry, posts: Signposts, known: Led | None) -> Led:
    """Where the links of an entry lead; what is as it was ``known`` is the same object."""
    before = posts.looked
    answers: Answers = {each: posts.answers(entry, each, found) for each, found in parsed.links.items()}
    if known and known.answers == answers:
        answers = known.answers
    return Led(parsed, answers, posts.looked == before)
