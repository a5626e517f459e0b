"""One Markdown file as its front matter (YAML nodes that know their lines) and its body. Nothing is typed here."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml
from yaml import MappingNode, Node

from generator.problems import Problem

Report = Callable[[Problem], None]

FIRST_LINE = 2
"""The line of the file on which the YAML begins, after the opening ``---``."""


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Leaves every scalar a text, and asks for no tags: the schema gives it its type."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None:
        """No tag depends on where a node is."""

    ascend_resolver = descend_resolver


_DEEPEST = 40
_KEY = re.compile(r"^( *(?:- +)?)([a-z_]+):(?: |$)")
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_LIKELY = (
    ("tab", r"^ *\t"),
    ("wide_space", r"^ *　|^[ -]*[a-z_]+:　"),
    ("wide_colon", r"^[ -]*([A-Za-z_]+)："),
    ("no_space", r"^[ -]*([a-z_]+):[^\s:/]"),
    ("dash", r"^ *-([a-z_]+): "),
    ("colon_inside", r"^[ -]*([a-z_]+): +[^\"'\[{|>#][^#]*: "),
    ("needs_quotes", r"^[ -]*([a-z_]+): +(?:[@`%&*!\]},]|\"[^\"]*\" *[^ #,]|'[^']*' *[^ #,])"),
)
"""The slips that make a block unreadable, most certain first: the line they are on is the one worth naming."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that could be split. ``node`` is None when the block is empty; ``body_line`` is where the body begins."""

    file: str
    node: MappingNode | None
    body: str
    body_line: int


def read(data: bytes, file: str, report: Report) -> Document | None:
    """The document in ``data``, or None after reporting why it cannot be read. Never raises."""
    text = _decoded(data, file, report)
    if text is None:
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        report(Problem(file=file, code="no_front_matter"))
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        report(Problem(file=file, code="unclosed"))
        return None
    block = "\n".join(lines[1:end]) + "\n"
    node = _composed(block, file, report)
    if node is _UNREADABLE:
        return None
    body = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", "\n".join(lines[end + 1 :]))
    return Document(file=file, node=node, body=body, body_line=end + 2)


_UNREADABLE = MappingNode("unreadable", [])


def _decoded(data: bytes, file: str, report: Report) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        report(Problem(file=file, line=1 if wide else line, code="encoding"))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _composed(block: str, file: str, report: Report) -> MappingNode | None:
    try:
        if _too_deep(block):
            report(Problem(file=file, line=FIRST_LINE, code="too_deep"))
            return _UNREADABLE
        node: Node | None = yaml.compose(block, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        report(_slip(block, file, _line_of(error, block)))
        return _UNREADABLE
    if node is None or isinstance(node, MappingNode):
        return node
    report(_slip(block, file, FIRST_LINE + node.start_mark.line))
    return _UNREADABLE


def _too_deep(block: str) -> bool:
    """Whether nesting would overflow the stack of the C parser, which does not look after itself."""
    if len(block) < 1000:
        return False
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return True
    return False


def _line_of(error: Exception, block: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return FIRST_LINE + min(int(mark.line), max(block.count("\n") - 1, 0))
    position = getattr(error, "position", 0)
    return FIRST_LINE + (block[:position].count("\n") if isinstance(position, int) else 0)


def _slip(block: str, file: str, line: int) -> Problem:
    """The likely slip behind an error met at ``line``: the parser often notices only lines later."""
    lines = block.split("\n")[: line - FIRST_LINE + 1]
    for code, pattern in _LIKELY:
        for number, text in reversed(list(enumerate(lines))):
            if found := re.match(pattern, text):
                field = found[1] if found.re.groups else ""
                return Problem(file=file, line=FIRST_LINE + number, field=field, code=code, values={"field": field})
    return _unbalanced(lines, file) or _askew(lines, file) or Problem(file=file, line=line, code="yaml")


def _unbalanced(lines: Sequence[str], file: str) -> Problem | None:
    """A bracket that its line opens and nothing closes before the next key: the nearest above the error.

    One that is closed behind a ``#`` is there, but YAML takes it for a part of a comment.
    """
    for number, text in reversed(list(enumerate(lines))):
        bare = re.sub(rf"{_QUOTED}| #.*", "", text)
        whole = re.sub(_QUOTED, "", text)
        for opening, closing in ("{}", "[]"):
            if bare.count(opening) > bare.count(closing) and re.search(r"[:-] +[\[{]", bare):
                hidden = re.search(r"[:,\[-] +(#[^\s,\]}]+)", whole)
                if hidden and whole.count(opening) == whole.count(closing):
                    return Problem(file=file, line=FIRST_LINE + number, code="hidden", values={"value": hidden[1]})
                values = {"opening": opening, "closing": closing}
                return Problem(file=file, line=FIRST_LINE + number, code="bracket", values=values)
    return None


def _askew(lines: Sequence[str], file: str) -> Problem | None:
    """The last line, when it has a key that stands below none of the keys before it."""
    keys = [(len(found[1]), found[2]) for found in map(_KEY.match, lines) if found]
    last = _KEY.match(lines[-1]) if lines else None
    if last is None or len(keys) < 2:
        return None
    (above, other), (column, field) = keys[-2:]
    if column in {each for each, _ in keys[:-1]} and column <= above:
        return None
    values = {"field": field, "column": column, "other": other, "above": above}
    return Problem(file=file, line=FIRST_LINE + len(lines) - 1, field=field, code="indent", values=values)
