"""The borders of the house: who may know whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = {
    "catalogue",
    "json_form",
    "terminal_language",
    "words",
    "formats",
    "compiled",
    "kept",
    "look",
    "templates",
    "sales",
    "policy",
    "prepaid",
    "money",
    "private",
    "channels",
    "clock",
    "headers",
    "ics",
}
"""What the generator may take from the service: the contract, the words, and pure rules."""

LAZY = {("dev", "practice"), ("cli", "cli")}
"""Modules of the generator that run the service, and what they ask for only then."""


def _imports(file: Path) -> Iterator[str]:
    """The dotted names a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_service_knows_nothing_of_the_generator() -> None:
    files = list((ROOT / "webhook").rglob("*.py"))
    assert len(files) > 10
    for file in files:
        assert not [name for name in _imports(file) if name.split(".")[0] == "generator"], file


def test_the_generator_takes_only_what_is_shared() -> None:
    files = list((ROOT / "generator").rglob("*.py"))
    assert len(files) > 10
    for file in files:
        taken = {name.split(".")[1] for name in _imports(file) if name.startswith("webhook.")}
        allowed = SHARED | {part for module, part in LAZY if module == file.stem}
        assert taken <= allowed, f"{file}: {taken - allowed}"


def test_the_contract_needs_the_standard_library_only() -> None:
    import sys

    for name in ("catalogue", "sales", "clock", "headers"):
        roots = {imported.split(".")[0] for imported in _imports(ROOT / "webhook" / f"{name}.py")}
        assert roots <= set(sys.stdlib_module_names) | {"webhook"}, name
