"""Templates with all that a build knows beforehand worked out once, instead of on each of a thousand pages."""

from collections.abc import Mapping, MutableMapping
from copy import copy
from functools import partial
from types import CodeType
from typing import Any

from jinja2 import Environment, Template, TemplateNotFound, nodes
from jinja2.filters import FILTERS
from jinja2.utils import _PassArg
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from generator.pages.gaps import Gaps
from generator.pages.straight import Straight

_CALLS = ("t", "asset", "href", "script_words")
"""Functions of a context whose answer to the same arguments is the same on all pages of a language."""

_HERE = "_here"
"""What the names of the same functions end with when they know their language already."""


_ASIDE = "<ahead>"
"""The file of what is compiled only to be worked out."""


class _Template(Template):
    @classmethod
    def _from_namespace(
        cls,
        environment: Environment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],  # noqa: A002
    ) -> Template:
        namespace["escape"] = _escaped
        return super()._from_namespace(environment, namespace, globals)


def _escaped(value: Any) -> str:
    """What is put out, escaped; it is joined at once, and need not be known as safe for that."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else str(value) if kind is int else escape(value)


class Ahead(Environment):
    """An environment for the pages of one build in one language. Set it up with :meth:`know` before the first page."""

    template_class = _Template
    code_generator_class = Straight
    _known: Mapping[str, Any]
    _parts: dict[str, nodes.Template]
    _ready: dict[str, Template]
    gaps: Gaps
    macros: dict[str, str]
    """The template of each macro that templates of ours no longer ask for: it is among the globals instead."""

    def know(self, **known: Any) -> None:
        """Names that mean the same on every page, ``lang`` among them."""
        self._known, self.gaps, self.macros, self._parts, self._ready = known, Gaps(), {}, {}, {}
        functions: dict[str, Any] = self.globals
        self.globals |= {f"{name}{_HERE}": partial(functions[name], known) for name in _CALLS}
        for name, function in self.filters.items():
            if name not in FILTERS and _PassArg.from_obj(function) is _PassArg.context:
                self.filters[name] = partial(function, known)

    def trust(self, macros: Mapping[str, str]) -> None:
        """Have the macros that templates compiled by an earlier process take for granted."""
        for name, template in macros.items():
            self.globals[name] = getattr(self.get_template(template).module, name)
            self.macros[name] = template

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """The template; one build sees one state of it, so that it need not be looked for on each page."""
        if name not in self._ready:
            self._ready[name] = super().get_template(name, parent, globals)
        return self._ready[name]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        own = {each.name for each in template.find_all(nodes.Name) if each.ctx == "store"}
        known = {key: value for key, value in self._known.items() if key not in own}
        worked: nodes.Template = _Worker(self, known).visit(template)
        return worked

    def part(self, name: str) -> nodes.Template:
        """Another template, parsed and worked out as this one; once, for all that include it."""
        if name not in self._parts:
            if self.loader is None:
                raise TemplateNotFound(name)
            source, filename, _ = self.loader.get_source(self, name)
            self._parts[name] = self._parse(source, name, filename)
        return self._parts[name]

    def compile(  # type: ignore[override]
        self, source: Any, name: str | None = None, filename: str | None = None, *_: Any, **__: Any
    ) -> CodeType:
        """The code of a template; with its gaps it is among those of the environment."""
        code: CodeType = super().compile(source, name, filename)
        if filename != _ASIDE:
            self.gaps.code[str(filename)] = code
        return self.gaps.filled(code)

    def value(self, node: nodes.Node) -> Any:
        """What an expression of known names comes to."""
        if isinstance(node, nodes.Call):
            return self.called(node)
        plain = self._filled(node)
        try:
            return plain.as_const()
        except nodes.Impossible:  # such as a filter that follows the language
            return self._computed(plain)

    def called(self, node: nodes.Call) -> Any:
        """What one of our functions answers to plain arguments."""
        function: Any = self.globals[node.node.name]  # type: ignore[attr-defined]
        return function(self._known, *_plain(node.args))

    def _filled(self, part: Any) -> Any:
        """A copy of an expression with values in the place of the known names and of gaps."""
        if isinstance(part, list):
            return [self._filled(each) for each in part]
        if isinstance(part, nodes.Name):
            return nodes.Const(self._known[part.name], lineno=part.lineno)
        if isinstance(part, nodes.EnvironmentAttribute):
            return nodes.Const(self.gaps.answer(part), lineno=part.lineno)
        if not isinstance(part, nodes.Node):
            return part
        made = copy(part)
        for name, value in part.iter_fields():
            setattr(made, name, self._filled(value))
        return made

    def _computed(self, node: nodes.Node) -> Any:
        assigned = nodes.Assign(nodes.Name("value", "store"), node)
        body = nodes.Template([assigned], lineno=1)
        body.set_environment(self)
        code = self.compile(body, _ASIDE, _ASIDE)
        template = self.template_class.from_code(self, code, dict(self.globals))
        return template.make_module(dict(self._known)).value  # type: ignore[attr-defined]


class _Worker(NodeTransformer):
    """Puts includes in their place, answers in the place of calls, and the branch taken in the place of conditions."""

    def __init__(self, env: Ahead, known: Mapping[str, Any]) -> None:
        self._env, self._known = env, known

    def visit_Extends(self, node: nodes.Extends) -> nodes.Node:  # noqa: N802
        """What a page is built on is read before the first page is begun, which must know its macros."""
        if isinstance(node.template, nodes.Const):
            self._env.get_template(node.template.value)
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        if not isinstance(node.template, nodes.Const) or not node.with_context or node.ignore_missing:
            return node
        inner = self._env.part(node.template.value)
        if any(inner.find_all((nodes.Extends, nodes.Block, nodes.Import, nodes.FromImport))):
            return node
        return nodes.Scope(inner.body, lineno=node.lineno)

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node | None:  # noqa: N802
        """Macros that need no context mean the same everywhere: asked for once, not on each page."""
        if not isinstance(node.template, nodes.Const) or node.with_context:
            return node
        module, known = self._env.get_template(node.template.value).module, self._env.globals
        macros = {name: getattr(module, name, None) for name in node.names if isinstance(name, str)}
        if len(macros) < len(node.names) or any(
            each is None or known.get(name, each) is not each for name, each in macros.items()
        ):
            return node
        self._env.globals |= macros
        self._env.macros |= dict.fromkeys(macros, node.template.value)
        return None

    def visit_If(self, node: nodes.If) -> Any:  # noqa: N802
        self.generic_visit(node)
        if node.elif_ or not self._is_known(node.test):
            return node
        test = nodes.Not(node.test, lineno=node.lineno)
        test.set_environment(self._env)
        came_to = self._env.value(test)
        self._env.gaps.under(test, came_to)
        return node.else_ if came_to else node.body

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in _CALLS:
            return node
        plain = not node.kwargs and node.dyn_args is None and node.dyn_kwargs is None
        if plain and len(_plain(node.args)) == len(node.args):
            return self._env.gaps.of(node, self._env.called(node))
        if "lang" in self._known:
            node.node.name += _HERE
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.name == "local" and self._is_known(node):
            return self._env.gaps.of(node, self._env.value(node))
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        value = self._known.get(node.name)
        if node.ctx != "load" or not isinstance(value, str | bool):
            return node
        self._env.gaps.under(node, value)
        return nodes.Const(value, lineno=node.lineno)

    def _is_known(self, node: nodes.Node) -> bool:
        names = {name.name for name in _names(node)}
        return names <= self._known.keys() and not any(node.find_all(nodes.Call))


def _names(node: nodes.Node) -> list[nodes.Name]:
    return [node] if isinstance(node, nodes.Name) else list(node.find_all(nodes.Name))


def _plain(arguments: list[nodes.Expr]) -> list[Any]:
    return [argument.value for argument in arguments if isinstance(argument, nodes.Const)]
