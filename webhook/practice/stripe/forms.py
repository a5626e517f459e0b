"""Stripe's form encoding: ``line_items[0][price_data][currency]=jpy`` becomes a tree of texts."""

import re
from typing import TypeAlias
from urllib.parse import parse_qsl

from webhook.practice.stripe.refusals import Refused

Tree: TypeAlias = dict[str, "str | Tree"]
"""Names of parameters with their text or their own parameters. Which of them are lists, only the table can tell."""

MOST_PAIRS = 5000
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


def decode(encoded: bytes) -> Tree:
    """The tree in an urlencoded body or query string; Refused when it is not one."""
    tree: Tree = {}
    for name, text in pairs(encoded):
        match = _NAME.fullmatch(name)
        if not match:
            raise Refused(f"Invalid parameter name: {name}", param=name)
        _put(tree, [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])], text, name)
    return tree


def pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Names and texts of an urlencoded body, in their order; Refused unless it is UTF-8 and of sensible size."""
    try:
        text = encoded.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_PAIRS)
    except ValueError:
        raise Refused("Invalid request (the body is not urlencoded UTF-8 of a sensible size).") from None


def _put(tree: Tree, path: list[str], text: str, name: str) -> None:
    for depth, key in enumerate(path[:-1]):
        inner = tree.setdefault(_slot(tree, key, path[depth + 1 :]), {})
        if isinstance(inner, str):
            raise Refused(f"Invalid object: {name}", param=path[0])
        tree = inner
    slot = _slot(tree, path[-1], [])
    if isinstance(tree.get(slot), dict):
        raise Refused(f"Invalid string: {name}", param=path[0])
    tree[slot] = text


def _slot(tree: Tree, key: str, following: list[str]) -> str:
    """The place of ``key``: ``[]`` opens a new place, or goes on with the last one as long as no name repeats."""
    if key:
        return key
    last = tree.get(str(len(tree) - 1))
    if following and isinstance(last, dict) and not _has(last, following):
        return str(len(tree) - 1)
    return str(len(tree))


def _has(tree: Tree, path: list[str]) -> bool:
    inner = tree.get(path[0])
    return _has(inner, path[1:]) if path[1:] and isinstance(inner, dict) else inner is not None
