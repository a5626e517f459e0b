"""Every key: used in a shop that builds and changes with it, described in both languages, and known to editors."""

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from jsonschema import Draft202012Validator
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from generator.build import build, check
from generator.cache import cache_of
from generator.law import lints as law
from generator.memory import Memory
from generator.problems import Problem, failing
from generator.reading import read, shop
from generator.writing.fields import Place
from generator.writing.json_schema import json_schema
from generator.writing.keys import below, keys
from generator.writing.kinds import FOLDERS, SCHEMAS
from generator.writing.schema import MapOf, Schema
from tests.generator.conftest import SHOP, SITE, Desk
from webhook.look import site_folders

ROOT = SITE.parent
EVERY = ROOT / "tests" / "data" / "every-key" / "content"
ALL = [key for kind in SCHEMAS for key in keys(kind)]
NOW = datetime(2026, 12, 10, 3, tzinfo=UTC)

PROMISED = {
    "shop": "name url service currency time_zone languages mail support.mail support.phone support.hours notify venues"
    " venues.name venues.address venues.map channels channels.name channels.fee channels.contact handling_fee day_ends"
    " legal.name legal.responsible legal.address legal.phone legal.invoice_number legal.disclose_on_request"
    " privacy.retain_days theme.accent theme.logo",
    "event": "title summary image image_alt tags venue venue.name venue.address venue.map sessions sessions.starts"
    " sessions.doors sessions.ends sessions.stock sessions.id tickets tickets.id tickets.name tickets.price"
    " tickets.stock tickets.limit tickets.door_price sales.from sales.until cancel cancel.until cancel.fee gift use"
    " limit_per_person konbini.stop resale_protection id_check age_min min_participants decide_by related channels"
    " archived calendar.from calendar.until calendar.days calendar.times calendar.stock calendar.closed"
    " calendar.special",
    "pass": "title image uses price single_price valid.days valid.from valid.to use stock limit gift psa_ack.by"
    " psa_ack.on",
    "voucher": "title image uses price single_price face valid.days valid.from valid.to use stock limit gift"
    " psa_ack.by psa_ack.on",
    "coupon": "title benefit.type benefit.value valid.days valid.from valid.to uses share share_used code show_code"
    " code_for order use share_limit total_uses",
    "page": "title menu order",
}
"""What creators were told they can write, by kind: these names are never renamed."""

TURNED = {
    "shop.currency": "USD",
    "shop.time_zone": "Asia/Seoul",
    "shop.max_products": "1",
    "shop.venues.legal_entity": "Neighbour Ltd",
    "event.refund_if_cancelled": "no",
    "pass.share": "yes",
    "voucher.share": "yes",
}
"""Keys whose only value with nothing to mend is what holds without them, and another value."""

UNFELT = {
    "shop.channels.contact",  # read where orders of partners are handled
    "shop.channels.shares_contact",  # the same
    "shop.channels.fee",  # read where the statement is made
    "shop.organisers.fee",  # the same
    "shop.handling_fee",  # the same
    "shop.legal.disclose_on_request",  # counts for a single person, which this company is not: see test_legal
    "shop.notify",  # goes to the service alone: see test_build
    "event.venue.legal_entity",  # counts where something is good at several places, which an event is not
}
"""Keys whose absence changes neither a page nor the catalogue, each for the reason beside it."""


def _files(folder: Path) -> Iterator[tuple[Path, str, bool]]:
    """Every Markdown file with its kind and whether it is a translation."""
    for file in sorted(folder.rglob("*.md")):
        kind = FOLDERS.get(file.parent.name, "shop")
        yield file, kind, file.stem.endswith(".en")


def _front(file: Path) -> str:
    return file.read_text("utf-8").split("---\n")[1]


class _Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: ``yes``, dates and times are texts."""


_Editor.yaml_implicit_resolvers = {}
_Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
_Editor.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]*\.[0-9]+$"), list("-+.0123456789"))
_Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))
_Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|)$"), ["~", "n", ""])


def _places(node: Node, block: Schema, before: str = "") -> Iterator[tuple[str, MappingNode, int]]:
    """Every key written below ``node``: its path, and where it stands."""
    if isinstance(node, SequenceNode):
        for each in node.value:
            yield from _places(each, block, before)
    if not isinstance(node, MappingNode):
        return
    for number, (name, value) in enumerate(node.value):
        path = f"{before}{name.value}"
        field = block.fields[name.value]
        yield path, node, number
        inside = below(field)
        values = [each for _, each in value.value] if isinstance(field, MapOf) else [value]
        for each in values if inside else ():
            yield from _places(each, inside, f"{path}.")  # type: ignore[arg-type]


def _written(file: Path, kind: str, translation: bool) -> list[tuple[str, MappingNode, int]]:
    node = yaml.compose(_front(file), Loader=yaml.BaseLoader)
    return list(_places(node, SCHEMAS[kind].words() if translation else SCHEMAS[kind]))


def test_every_key_is_used_in_the_shop_that_uses_every_key() -> None:
    used = {
        (kind, path)
        for file, kind, translation in _files(EVERY)
        if not translation
        for path, _, _ in _written(file, kind, translation)
    }
    assert {(key.kind, key.path) for key in ALL} - used == set()


def test_no_promised_key_was_lost() -> None:
    promised = {(kind, path) for kind, paths in PROMISED.items() for path in paths.split()}
    assert promised - {(key.kind, key.path) for key in ALL} == set()


def furnish(folder: Path) -> Path:
    """The content of the shop that uses every key, with its pictures, in ``folder``."""
    content = shutil.copytree(EVERY, folder / "content")
    shutil.copytree(SHOP / "content" / "images", content / "images")
    shutil.copy(ROOT / "content" / "images" / "logo.png", content / "images")
    return content


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every-key")
    furnish(folder)
    return folder


def _understood(folder: Path) -> object:
    """What the shop in ``folder`` is told, and the catalogue made of it: quick, and all that most keys change."""
    problems: list[Problem] = []
    content = folder / "content"
    reading = read(content, site_folders(folder), problems.append, Memory(cache_of(content)))
    assert reading
    law.of_shop(reading.content, reading.items, NOW)
    told = {(problem.field, problem.code) for problem in problems}
    return told, None if failing(problems) else (reading.items, shop(reading, practice=False))


def _published(folder: Path) -> list[tuple[bytes, bytes]]:
    """Every file of the shop in ``folder`` with its name; none when it has something to mend.

    The pictures for sharing are named after the whole file that they were drawn from, which any change to it changes:
    these names are left out, so that only what can be seen counts.
    """
    result = build(folder / "content", folder / "_site", now=NOW)
    files = [file for file in (folder / "_site").rglob("*") if file.is_file() and result.written]
    nameless = re.compile(rb"(share-[a-z0-9-]+)\.[0-9a-f]{16}\.jpg")
    names = [bytes(file.relative_to(folder)) for file in files]
    return sorted(
        (nameless.sub(rb"\1", name), nameless.sub(rb"\1", file.read_bytes()))
        for name, file in zip(names, files, strict=True)
    )


def test_the_shop_that_uses_every_key_builds_with_nothing_to_mend(every: Path) -> None:
    assert check(every / "content", NOW) == []
    assert b"_site/catalogue.json" in dict(_published(every))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_S4_46_the_shop_changes_with_every_key(every: Path, kind: str) -> None:
    """Without the key a page, the catalogue or a message is another; a comment in its place changes nothing."""
    understood, published = _understood(every), _published(every)
    felt: set[str] = set()
    for file, each, translation in _files(every / "content"):
        if each != kind or translation:
            continue
        original = file.read_text("utf-8")
        file.write_text(original.replace("---\n", "---\n# a comment\n", 1), "utf-8")
        assert _understood(every) == understood
        assert _published(every) == published
        node: Any = yaml.compose(_front(file), Loader=yaml.BaseLoader)
        body = original.split("---\n", 2)[2]
        for path, block, number in list(_places(node, SCHEMAS[kind])):
            if path in felt:
                continue
            pair = block.value.pop(number)
            if other := TURNED.get(f"{kind}.{path}"):
                block.value.insert(number, (pair[0], ScalarNode("tag:yaml.org,2002:str", other)))
            file.write_text(f"---\n{yaml.serialize(node, allow_unicode=True)}---\n{body}", "utf-8")
            if _understood(every) != understood or _published(every) != published:
                felt.add(path)
            block.value[number : number + bool(other)] = [pair]
        file.write_text(original, "utf-8")
    unfelt = {f"{kind}.{key.path}" for key in keys(kind) if key.path not in felt}
    assert unfelt == {each for each in UNFELT if each.startswith(f"{kind}.")}, sorted(unfelt)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_key_is_described_with_an_example_that_is_right(language: str) -> None:
    for key in ALL:
        words = key.meaning(language)
        assert words.means
        problems: list[Any] = []
        place = Place(
            file="x.md", report=problems.append, zone=ZoneInfo("Asia/Tokyo"), language="ja", languages=("ja", "en")
        )
        node: Any = yaml.compose(f"{key.path.split('.')[-1]}: {words.example}", Loader=yaml.BaseLoader)
        key.field.read(node.value[0][1], place)
        assert problems == [], key


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_words_are_left_of_keys_that_are_gone(language: str) -> None:
    table = tomllib.loads((ROOT / "generator" / "words" / language / "keys.toml").read_text("utf-8"))
    known = {kind: {key.path for key in keys(kind)} for kind in SCHEMAS}
    for kind, paths in known.items():
        assert set(table[kind]) <= paths
    needed = {path for kind, paths in known.items() for path in paths - set(table[kind])}
    assert set(table["all"]) == needed


@pytest.mark.parametrize(("language", "file"), [("ja", "keys.ja.md"), ("en", "keys.md")])
def test_the_reference_in_docs_is_what_the_command_prints(desk: Desk, language: str, file: str) -> None:
    """Mend it with: mogiri keys --lang en > docs/keys.md; mogiri keys --lang ja > docs/keys.ja.md."""
    printed = desk.run("keys", "--lang", language).stdout
    assert (ROOT / "docs" / file).read_text("utf-8") == printed
    for key in ALL:
        assert f"| `{key.path}`" in printed


def _properties(shape: dict[str, Any], before: str = "") -> Iterator[str]:
    """The paths a JSON Schema knows, found without our own types."""
    for name, each in shape.get("properties", {}).items():
        yield f"{before}{name}"
        yield from _properties(each, f"{before}{name}.")
    for inside in (shape.get("items"), shape.get("additionalProperties")):
        if isinstance(inside, dict):
            yield from _properties(inside, before)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_is_in_the_json_schema_of_its_kind(desk: Desk, kind: str) -> None:
    for language in ("ja", "en"):
        assert desk.run("schema", "--lang", language).exit_code == 0
        shape = json.loads((desk.content / ".schema" / f"{kind}.json").read_text("utf-8"))
        Draft202012Validator.check_schema(shape)
        assert set(_properties(shape)) == {key.path for key in keys(kind)}
        described = [each.meaning(language).means for each in keys(kind)]
        text = json.dumps(shape, ensure_ascii=False)
        assert all(json.dumps(words, ensure_ascii=False)[1:-1] in text for words in described)
        words = json.loads((desk.content / ".schema" / f"{kind}.words.json").read_text("utf-8"))
        Draft202012Validator.check_schema(words)
        assert set(_properties(words)) == {each.path for each in keys(kind) if each.translated}
    assert desk.problems() == [], "the schemas are not content"


@pytest.mark.parametrize("folder", [EVERY, SHOP / "content", ROOT / "content"], ids=["every key", "trial", "sample"])
def test_what_builds_is_right_for_editors_too(folder: Path) -> None:
    for file, kind, translation in _files(folder):
        shape = Draft202012Validator(json_schema(kind, "en", translation=translation))
        found = [f"{error.json_path}: {error.message}" for error in shape.iter_errors(_read(_front(file)))]
        assert found == [], file


def test_the_examples_are_right_for_editors_too() -> None:
    for key in ALL:
        shape: dict[str, Any] = json_schema(key.kind, "en")
        for name in key.path.split("."):
            inside = shape if "properties" in shape else shape.get("items") or shape["additionalProperties"]
            shape = inside["properties"][name]
        for example in shape["examples"]:
            assert Draft202012Validator(shape).is_valid(example), key


@pytest.mark.parametrize(
    ("kind", "text", "place"),
    [
        ("event", "titel: x", "$"),
        ("event", "gift: maybe", "$.gift"),
        ("event", "tickets: [{id: adult, name: x, price: '3,500'}]", "$.tickets[0].price"),
        ("event", "tickets: []", "$.tickets"),
        ("event", "sessions: [{starts: 2026-12-24}]", "$.sessions[0].starts"),
        ("event", "calendar: {from: 2026-12-24}", "$.calendar"),
        ("event", "cancel: [{until: 7 moons, fee: 30%}]", "$.cancel[0].until"),
        ("event", "cancel: [{until: 7 days, fee: 30}]", "$.cancel[0].fee"),
        ("event", "age_min: 121", "$.age_min"),
        ("event", "venue: {map: https://x.example}", "$.venue"),
        ("pass", "uses: 0", "$.uses"),
        ("pass", "face: 1000", "$"),
        ("coupon", "share: maybe", "$.share"),
        ("shop", "theme: {accent:}", "$.theme.accent"),
        ("shop", "venues: {Hall 1: {name: x}}", "$.venues"),
        ("page", "order: first", "$.order"),
    ],
)
def test_editors_are_told_what_is_wrong(kind: str, text: str, place: str) -> None:
    table = _read(text)
    errors = Draft202012Validator(json_schema(kind, "en")).iter_errors(table)
    assert place in {error.json_path for error in errors if error.validator != "required" or place != "$"}


def test_patterns_are_ones_that_browsers_read_too() -> None:
    """Editors run in JavaScript, where an escape that means nothing is an error."""
    text = json.dumps([json_schema(kind, "en") for kind in SCHEMAS])
    patterns = {each["pattern"] for each in _tables(json.loads(text)) if isinstance(each.get("pattern"), str)}
    assert len(patterns) > 10
    for pattern in patterns:
        assert set(re.findall(r"\\(.)", pattern)) <= set("sdwx.?/\\-+"), pattern


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _tables(each)


def _read(text: str) -> Any:
    return yaml.load(text, _Editor)


def test_an_editor_reads_yes_as_a_word() -> None:
    assert _read("{a: yes, b: 18:30, c: 2026-12-24, d: 3500, e: true, f: }") == {
        "a": "yes",
        "b": "18:30",
        "c": "2026-12-24",
        "d": 3500,
        "e": True,
        "f": None,
    }
