"""The code of templates without detours: attributes that are asked for are there, else it is made another way."""

from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.utils import _PassArg

from generator.pages.gaps import mark, spelled


class Straight(CodeGenerator):
    """Attributes and functions are reached as Python reaches them, and blocks are joined where they stand."""

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """A block hands over each of its hundred parts through every template it is in, unless it is joined first."""
        if x.startswith("yield from "):
            x = f"yield concat({x.removeprefix('yield from ')})"
        super().writeline(x, node, extra)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """A gap is a part of the text it stands in."""
        if isinstance(node, nodes.EnvironmentAttribute):
            return mark(node, escaped=bool(frame.eval_ctx.autoescape))
        return super()._output_child_to_const(node, frame, finalize)

    def visit_EnvironmentAttribute(self, node: nodes.EnvironmentAttribute, _: Frame) -> None:  # noqa: N802
        """A gap that is told to a function or compared."""
        self.write(spelled(node, self.environment.gaps.answer(node)))  # type: ignore[attr-defined]

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute, never an item of a table."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    @optimizeconst
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """A call of what needs to know nothing of the page but its arguments."""
        if forward_caller or node.dyn_args or node.dyn_kwargs or not self._is_plain(node.node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in (*node.args, *node.kwargs):
            self.visit(each, frame)
            self.write(", ")
        self.write(")")

    def _is_plain(self, node: nodes.Expr) -> bool:
        if isinstance(node, nodes.Name):
            known: Any = self.environment.globals.get(node.name)
            return _PassArg.from_obj(known) is None
        return isinstance(node, nodes.Getattr)
