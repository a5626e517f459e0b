"""A site generator as the benchmark sees it: how to install it, what to write for it, and how to run it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.peers.evenings import Evening

HOME = Path(os.environ.get("MOGIRI_BENCH_TOOLS") or Path(tempfile.gettempdir()) / "mogiri-peers")
"""Where the tools are installed, once; never inside the project."""


@dataclass(frozen=True, kw_only=True)
class Tool:
    """One tool. Paths are relative to the folder of its project.

    ``events`` is the folder of the events' files; ``again`` is the command for a second build where it differs;
    ``cache`` is what it keeps besides its ``output``; ``watch`` rewrites ``listing`` whenever a file is saved. Only a
    tool that ``lists`` makes the listing by itself.
    """

    name: str
    write: Callable[[Path, list[Evening]], None]
    events: str
    build: list[str]
    output: str
    listing: str = "index.html"
    again: list[str] | None = None
    cache: str | None = None
    watch: list[str] | None = None
    watched_output: str | None = None
    lists: bool = True


def virtual(name: str, *packages: str) -> Path:
    """A virtual environment with ``packages``; returns its folder."""
    folder = HOME / name
    done = folder / "installed"
    if _is_done(done, packages):
        return folder
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True)
    done.write_text(" ".join(packages), "utf-8")
    return folder


def node(name: str, *packages: str) -> Path:
    """A folder with ``packages`` of npm in it."""
    folder = HOME / name
    done = folder / "installed"
    if _is_done(done, packages):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', "utf-8")
    subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", *packages], cwd=folder, check=True)
    done.write_text(" ".join(packages), "utf-8")
    return folder


def _is_done(mark: Path, packages: tuple[str, ...]) -> bool:
    return mark.is_file() and mark.read_text("utf-8") == " ".join(packages)
