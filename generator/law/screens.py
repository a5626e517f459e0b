"""What a shop's own templates may not lose: the link to the legal notice, the six things before the order button.

Only templates are read, no page is made: a page shows what its template, those it extends and those it includes say.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, TemplateError, nodes

from generator.content import shown_name
from generator.problems import Problem
from generator.writing.frontmatter import Report

BUYING = ("event.html", "pass.html", "voucher.html", "confirm.html", "front.html")
"""Templates with a button to buy or order, and the front page, on which payment companies look for the notice."""

SIX = ("quantity", "price", "payment", "delivery", "cancel", "period")
"""The slots of the final confirmation (特定商取引法 12条の6)."""

_NOTICE = "/legal/tokushoho/"
_MOST_DEEP = 20


def look(folders: Sequence[Path], report: Report) -> None:
    """E-TK-2 and E-TK-3 for a shop with templates of its own; ``folders`` are its site folder and the shipped one."""
    own = folders[0] / "templates"
    env = Environment(loader=ChoiceLoader([FileSystemLoader(each / "templates") for each in folders]), autoescape=True)
    try:
        for name in BUYING:
            if not is_linked(list(shown(env, name))):
                _report("legal_link", own, (name, "item.html", "base.html", "parts/footer.html"), report)
        missing = missing_slots(list(shown(env, "confirm.html")))
        if missing:
            _report("confirm_slots", own, ("confirm.html",), report, missing=", ".join(missing))
    except (TemplateError, OSError, UnicodeDecodeError):
        return  # making the pages reports it with its line


def is_linked(parts: Sequence[nodes.Node]) -> bool:
    """Whether a page of these parts leads to the notice: by its address, or with all the shop's legal pages."""
    listed = any(isinstance(part, nodes.Getattr) and part.attr == "legal" for part in parts)
    return listed or any(_NOTICE in text for text in _texts(parts))


def missing_slots(parts: Sequence[nodes.Node]) -> list[str]:
    """Which of the six the confirmation lacks."""
    html = "".join(_texts(parts)).replace("'", '"')
    return [name for name in SIX if f'data-slot="{name}"' not in html]


def shown(env: Environment, name: str) -> Iterator[nodes.Node]:
    """The parts of a template that a page of it shows; blocks that a child replaces are left out."""
    tree, blocks = _parsed(env, name), dict[str, list[nodes.Block]]()
    for _ in range(_MOST_DEEP):
        extends = next(tree.find_all(nodes.Extends), None)
        for block in tree.find_all(nodes.Block):
            blocks.setdefault(block.name, []).append(block)
        if extends is None or not isinstance(extends.template, nodes.Const):
            break
        tree = _parsed(env, extends.template.value)
    yield from _walked(env, tree, blocks, 0)


def _walked(
    env: Environment, node: nodes.Node, blocks: Mapping[str, Sequence[nodes.Block]], depth: int
) -> Iterator[nodes.Node]:
    if depth > _MOST_DEEP:
        return
    for part in _effective(blocks.get(node.name, [node])) if isinstance(node, nodes.Block) else [node]:
        yield part
        for child in part.iter_child_nodes():
            yield from _walked(env, child, blocks, depth)
        if isinstance(part, nodes.Include | nodes.Import | nodes.FromImport) and isinstance(part.template, nodes.Const):
            yield from _walked(env, _parsed(env, part.template.value), {}, depth + 1)


def _effective(versions: Sequence[nodes.Block]) -> list[nodes.Node]:
    """The youngest version of a block, and the older ones as far as each calls for the one before."""
    kept: list[nodes.Node] = []
    for version in versions:
        kept.append(version)
        calls = (call.node for call in version.find_all(nodes.Call))
        if not any(isinstance(called, nodes.Name) and called.name == "super" for called in calls):
            break
    return kept


def _parsed(env: Environment, name: str) -> nodes.Template:
    source, _, _ = cast(BaseLoader, env.loader).get_source(env, name)
    return env.parse(source, name)


def _texts(parts: Sequence[nodes.Node]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, nodes.TemplateData):
            yield part.data
        elif isinstance(part, nodes.Const) and isinstance(part.value, str):
            yield part.value


def _report(code: str, own: Path, names: Sequence[str], report: Report, **values: object) -> None:
    """Report it of the first of these templates that is the shop's own: that one has replaced what was there."""
    name = next((name for name in names if (own / name).is_file()), None)
    if name:
        file = f"{shown_name(own)}/{name}"
        report(Problem(file=file, code=code, values=values, level="warning"))
