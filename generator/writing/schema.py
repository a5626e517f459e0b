"""A block of keys: which there are, which must be there, and the words of it that a translation may repeat."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yaml import MappingNode, Node, ScalarNode

from generator.writing.fields import BAD, Field, ListOf, Place, Scalar, is_blank, line_of
from generator.writing.values import identifier, text

_NAME = Scalar(identifier)


@dataclass
class Values:
    """What was read of a block. ``lines`` has every key that was written, also those that could not be read."""

    data: dict[Any, Any] = field(default_factory=dict)
    lines: dict[Any, int] = field(default_factory=dict)
    line: int = 1

    def __getitem__(self, key: Any) -> Any:
        return self.data[key]

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of ``key``, or ``default`` when it is missing or could not be read."""
        return self.data.get(key, default)

    def at(self, key: Any) -> int:
        """The line of ``key``; of the block when it is missing."""
        return self.lines.get(key, self.line)

    def written(self, key: Any) -> bool:
        """Whether the creator wrote ``key``, readable or not."""
        return key in self.lines


@dataclass(frozen=True)
class Schema:
    """The keys of a block with their fields. ``required`` keys must be there and have a value.

    ``elsewhere`` are the keys that a translation leaves to its original; ``example`` shows the form.
    """

    fields: Mapping[str, Field]
    required: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    example: str = ""

    def read(self, node: Node | None, place: Place) -> Any:
        """The values; see Field. An empty block reads as one without keys."""
        values = Values(line=line_of(node) if node and place.field else 1)
        if node is not None and not isinstance(node, MappingNode):
            if self.elsewhere:
                return place.problem("rule_in_translation", line_of(node), name=place.field, original=_original(place))
            return place.problem("block", line_of(node), keys=", ".join(list(self.fields)[:3]))
        for name, _, value_node in _pairs(node, values, place):
            if name not in self.fields:
                self._unknown(name, values, place)
            elif name in self.required or not is_blank(value_node) or _never_blank(self.fields[name]):
                value = self.fields[name].read(value_node, place.named(name))
                if value is not BAD:
                    values.data[name] = value
        missing = [name for name in self.required if not values.written(name)]
        for name in self.fields if missing else ():
            if name in missing:
                example = getattr(self.fields[name], "example", "")
                place.named(name).problem("required" if example else "required_bare", values.line, example=example)
        return values

    def _unknown(self, name: str, values: Values, place: Place) -> None:
        line = values.lines[name]
        if name in self.elsewhere:
            place.named(name).problem("rule_in_translation", line, name=name, original=_original(place))
            return
        homes = [key for key, each in self.fields.items() if name in _inside(each)]
        if homes:
            place.named(name).problem("misplaced", line, name=name, homes=" · ".join(homes))
            return
        import difflib  # only ever for a slip

        near = difflib.get_close_matches(name.lower(), list(self.fields), n=1, cutoff=0.6)
        if near:
            place.named(name).problem("unknown_near", line, name=name, near=near[0])
            values.lines.setdefault(near[0], line)  # meant, so not missing as well
        else:
            place.named(name).problem("unknown", line, name=name, keys=", ".join(self.fields))

    def words(self) -> "Schema":
        """The keys a translation may have: words, and the ids that say whose words they are."""
        kept = {name: part for name, each in self.fields.items() if (part := _words(each)) is not None}
        ids = {"id": self.fields["id"]} if kept and "id" in self.fields else {}
        return Schema({**ids, **kept}, frozenset(ids), frozenset(self.fields) - set(kept) - set(ids))


@dataclass(frozen=True)
class MapOf:
    """A block whose keys the creator chooses, all with values of one type."""

    entry: Field
    key: Scalar = _NAME

    def read(self, node: Node, place: Place) -> Any:
        """See Field."""
        if not isinstance(node, MappingNode):
            return place.problem("block", line_of(node), keys="…")
        values = Values(line=line_of(node))
        for _, key_node, value_node in _pairs(node, values, place):
            key = self.key.read(key_node, place)
            value = self.entry.read(value_node, place) if key is not BAD else BAD
            if value is not BAD:
                values.data[key] = value
                values.lines[key] = line_of(key_node)
        return values


@dataclass(frozen=True)
class NameOr:
    """Either the id of something written elsewhere, or that thing itself as a block."""

    block: Schema

    def read(self, node: Node, place: Place) -> Any:
        """See Field. A name is not looked at: where the others are known, they can be told."""
        return (Scalar(text) if isinstance(node, ScalarNode) else self.block).read(node, place)


@dataclass(frozen=True)
class Words:
    """Words a person reads: text in the file's language, or a block with one text a language."""

    example: str = ""

    def read(self, node: Node, place: Place) -> Any:
        """The texts by language; see Field."""
        if not isinstance(node, MappingNode):
            words = Scalar(text, self.example).read(node, place)
            return BAD if words is BAD else {place.language: words}
        values = Values()
        for name, key_node, value_node in _pairs(node, values, place):
            if name not in place.languages:
                return place.problem("language", line_of(key_node), value=name, languages=", ".join(place.languages))
            values.data[name] = Scalar(text).read(value_node, place)
        if BAD in values.data.values():
            return BAD
        return {each: values[each] for each in place.languages if each in values.data}


def _inside(each: Field) -> Mapping[str, Field]:
    """The keys of the block that a field is, or is a list of."""
    if isinstance(each, ListOf):
        return _inside(each.entry)
    return each.fields if isinstance(each, Schema) else {}


def _words(each: Field) -> Field | None:
    if isinstance(each, Words):
        return each
    if isinstance(each, Schema):
        return each.words() if each.words().fields else None
    if isinstance(each, NameOr):
        return each.block.words()
    if isinstance(each, ListOf | MapOf):
        inner = _words(each.entry)
        return None if inner is None else ListOf(inner) if isinstance(each, ListOf) else MapOf(inner, each.key)
    return None


def _original(place: Place) -> str:
    return re.sub(r"\.[A-Za-z]{2}\.md$", ".md", place.file)


def _never_blank(each: Field) -> bool:
    return isinstance(each, Scalar) and each.never_blank


def _pairs(node: MappingNode | None, values: Values, place: Place) -> list[tuple[str, Node, Node]]:
    """The keys of a block with their nodes, each once; notes their lines and reports those written twice."""
    pairs: list[tuple[str, Node, Node]] = []
    for key_node, value_node in node.value if node else ():
        line = line_of(key_node)
        if not isinstance(key_node, ScalarNode):
            place.problem("key", line)
            continue
        name = sys.intern(str(key_node.value))  # the same few names in a thousand files
        if name in values.lines:
            place.named(name).problem("twice", line, first=values.lines[name])
            continue
        values.lines[name] = line
        pairs.append((name, key_node, value_node))
    return pairs
