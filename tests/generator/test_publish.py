"""Publishing on Netlify needs nothing but the one file, which Netlify's own code reads without a complaint."""

import json
import os
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.cache import FOLDER
from generator.cli import commands
from tests.generator.conftest import SITE
from tests.support import node

ROOT = SITE.parent
SERVICE = "https://t.mogiriza.example"
PROXIED = {f"/{name}/*": name.lower() for name in ("api", "t", "d", "D", "g", "s", "u", "webhooks")}
"""Addresses the service answers on the shop's own origin, and the name under which it knows them."""


def _resolved(folder: Path, context: str = "production") -> dict[str, Any]:
    """What Netlify makes of the ``netlify.toml`` in ``folder``; every complaint fails the test."""
    program, modules = node.program("node"), node.modules()
    script = modules.parent / "resolve-config.js"
    ran = subprocess.run([program, script, folder, context], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    answer = json.loads(ran.stdout)
    assert answer["logs"]["stderr"] == []
    return dict(answer["config"])


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop as ``mogiri new shop`` leaves it: what a creator pushes to a repository."""
    folder = tmp_path_factory.mktemp("repository") / "shop"
    made = CliRunner().invoke(commands, ["new", "shop", str(folder)])
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture(params=["this repository", "a new shop"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "a new shop":
        return Path(request.getfixturevalue("fresh"))
    (tmp_path / "netlify.toml").write_bytes((ROOT / "netlify.toml").read_bytes())
    return tmp_path


@pytest.mark.node
@pytest.mark.parametrize("context", ["production", "deploy-preview"])
def test_netlify_reads_the_file_as_it_is_meant(folder: Path, context: str) -> None:
    config = _resolved(folder, context)
    build = config["build"]
    written = tomllib.loads((folder / "netlify.toml").read_text("utf-8"))
    assert (build["command"], build["commandOrigin"]) == (written["build"]["command"], "config")
    assert build["command"].endswith("&& mogiri build")
    assert Path(build["publish"]) == folder / "_site"
    assert build["environment"] == {"PYTHON_VERSION": "3.11"}
    rules = {rule["from"]: rule for rule in config["redirects"]}
    assert len(rules) == len(config["redirects"]) == len(PROXIED) + 1
    for path, name in PROXIED.items():
        rule = rules[path]
        assert (rule["to"], rule["status"], rule["force"]) == (f"{SERVICE}/{name}/:splat", 200, True)
    missing = rules["/en/*"]
    assert (missing["to"], missing["status"], missing["force"]) == ("/en/404.html", 404, False)
    assert config["headers"] == [], "headers have one home, the file _headers"


@pytest.mark.node
def test_a_slip_in_the_file_would_be_seen(tmp_path: Path) -> None:
    text = (ROOT / "netlify.toml").read_text("utf-8")
    (tmp_path / "netlify.toml").write_text(text.replace('to = "/en/404.html"\n', ""), "utf-8")
    with pytest.raises(AssertionError):
        _resolved(tmp_path)


def test_a_new_shop_publishes_with_the_same_rules_as_the_sample(fresh: Path) -> None:
    sample, new = (tomllib.loads((each / "netlify.toml").read_text("utf-8")) for each in (ROOT, fresh))
    assert new["build"].pop("command") == f"pip install 'mogiri~={metadata.version('mogiri')}' && mogiri build"
    assert sample["build"].pop("command").startswith("pip install --require-hashes -r constraints.txt")
    assert new == sample


def test_the_command_builds_a_new_shop_from_nothing_but_its_files(fresh: Path, tmp_path: Path) -> None:
    """As Netlify runs it, with a pip that only notes what it was asked for."""
    programs = tmp_path / "bin"
    programs.mkdir()
    noted = tmp_path / "pip.txt"
    for name, script in {
        "pip": f'echo "$@" > {shlex.quote(str(noted))}',
        "mogiri": f'exec {shlex.quote(sys.executable)} -m generator "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (programs / name).chmod(0o755)
    command = tomllib.loads((fresh / "netlify.toml").read_text("utf-8"))["build"]["command"]
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    environment[FOLDER] = os.environ[FOLDER]  # pictures that were made once; that they can be made is tried elsewhere
    ran = subprocess.run(
        ["bash", "-ec", command], cwd=fresh, env=environment, capture_output=True, text=True, timeout=280
    )
    assert ran.returncode == 0, ran.stderr
    assert noted.read_text("utf-8").split() == ["install", f"mogiri~={metadata.version('mogiri')}"]
    site = fresh / "_site"
    for file in ("index.html", "404.html", "en/404.html", "catalogue.json", "_headers"):
        assert (site / file).is_file(), file
    rules = _headers(site)
    assert "immutable" in rules["/assets/*"]["Cache-Control"]
    assert "default-src 'none'" in rules["/*"]["Content-Security-Policy"]
    assert "Cache-Control" not in rules["/*"], "pages are asked for anew each time"
    assert any(site.glob("assets/*/styles/*.css")), "what is kept for ever has an address of its own"


def _headers(site: Path) -> dict[str, dict[str, str]]:
    """The rules of ``_headers``: an address, then indented names and values."""
    rules: dict[str, dict[str, str]] = {}
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line and not line[0].isspace():
            rules[line] = {}
        elif line.strip():
            name, _, value = line.strip().partition(": ")
            rules[list(rules)[-1]][name] = value
    return rules
