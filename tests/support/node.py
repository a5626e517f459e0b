"""The tools of the tests that come from npm, installed once into ``tests/node`` (exact versions, git-ignored)."""

import fcntl
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "node"


def program(name: str) -> str:
    """The path of a program; skips the test when the machine has none (in CI a skip fails the run)."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}")
    return found


@cache
def modules() -> Path:
    """The folder ``node_modules``, filled with what ``package.json`` names; skips when it cannot be fetched."""
    npm, wanted = program("npm"), FOLDER / "package.json"
    modules, done = FOLDER / "node_modules", FOLDER / "node_modules" / ".done"
    modules.mkdir(exist_ok=True)
    with (modules / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of one run must not install over each other
        if not done.exists() or done.read_bytes() != wanted.read_bytes():
            quiet = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
            ran = subprocess.run([npm, "install", *quiet], cwd=FOLDER, capture_output=True, text=True, timeout=300)
            if ran.returncode != 0:
                pytest.skip(f"npm could not fetch the tools: {ran.stderr.strip()[-300:]}")
            done.write_bytes(wanted.read_bytes())
    return modules


def stripe_client() -> Path:
    """Stripe's official command-line client, which npm brings as a program for this machine; skips without one."""
    found = sorted(modules().glob("@stripe/cli-*/bin/stripe*"))
    if not found:
        pytest.skip("Stripe's command-line client is not made for this machine")
    return found[0]
