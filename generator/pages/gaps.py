"""Templates worked out ahead in a form that serves every shop: with gaps where the words and addresses of one stand.

What is compiled with gaps is kept beside the templates that ship; to fill them takes a twentieth of the time.
"""

import io
import pickle
import re
from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple

from jinja2 import Environment, nodes
from markupsafe import Markup, escape

_OPEN, _CLOSE = "\ue002", "\ue003"
"""Around the number of a gap in the text of compiled code. Private-use signs, which no template has."""

_GAP = re.compile(f"{_OPEN}(\\d+)(e?){_CLOSE}")


Value = Callable[[nodes.Node], Any]


class Term(NamedTuple):
    """Something known that decided how the code looks, and what it came to: where it differs, the code does not fit."""

    node: nodes.Expr
    came_to: object


class Gaps:
    """The gaps of all templates of an environment: what stands in each, and the terms they were made under."""

    def __init__(self) -> None:
        self._nodes: list[nodes.Expr] = []
        self._answers: list[str] = []
        self._terms: list[Term] = []
        self.code: dict[str, CodeType] = {}
        """Code with gaps by the file of its template."""

    def of(self, node: nodes.Expr, answer: str) -> nodes.EnvironmentAttribute:
        """A gap in the place of an expression that comes to ``answer``."""
        self._nodes.append(node)
        self._answers.append(answer)
        return nodes.EnvironmentAttribute(f"gap{len(self._nodes) - 1}", lineno=node.lineno)

    def under(self, node: nodes.Expr, came_to: object) -> None:
        """Note a term."""
        self._terms.append(Term(node, came_to))

    def answer(self, node: nodes.EnvironmentAttribute) -> str:
        """What stands in a gap."""
        return self._answers[int(node.name.removeprefix("gap"))]

    def filled(self, code: CodeType) -> CodeType:
        """The code of this very shop."""
        return code.replace(co_consts=tuple(map(self._filled, code.co_consts)))

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            return _GAP.sub(self._text, value) if _OPEN in value else value
        if isinstance(value, tuple):
            return tuple(map(self._filled, value))
        return self.filled(value) if isinstance(value, CodeType) else value

    def _text(self, gap: re.Match[str]) -> str:
        answer = self._answers[int(gap[1])]
        return str(escape(answer)) if gap[2] else answer

    def plain(self) -> bytes:
        """What stands in the gaps, and the terms, in a form that can be kept with the code."""
        out = io.BytesIO()
        _Pickler(out, pickle.HIGHEST_PROTOCOL).dump((self._nodes, self._terms))
        return out.getvalue()

    def recall(self, plain: bytes, code: dict[str, CodeType], env: Environment, value: Value) -> bool:
        """Take over what was kept; whether it fits an environment in which ``value`` is what a node comes to."""
        known, terms = _Unpickler(plain, env).load()
        try:
            self._answers += map(value, known)
            fits = all(value(each.node) == each.came_to for each in terms)
        except (LookupError, TypeError, AttributeError):  # something that is not there any more, or not here
            fits = False
        if fits:
            self._nodes, self._terms, self.code = known, terms, dict(code)
        else:
            self._answers.clear()
        return fits


def mark(node: nodes.EnvironmentAttribute, *, escaped: bool) -> str:
    """The text that stands for a gap until it is filled."""
    return f"{_OPEN}{node.name.removeprefix('gap')}{'e' if escaped else ''}{_CLOSE}"


def spelled(node: nodes.EnvironmentAttribute, answer: str) -> str:
    """A gap as Python code: a call, so that Python decides nothing by it before it is filled."""
    return f"{'Markup' if isinstance(answer, Markup) else 'str'}({mark(node, escaped=False)!r})"


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: object) -> str | None:
        return "environment" if isinstance(thing, Environment) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, env: Environment) -> None:
        super().__init__(io.BytesIO(data))
        self._env = env

    def persistent_load(self, _: str) -> Environment:
        return self._env
