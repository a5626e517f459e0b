"""Every generated page: no error for the Nu HTML checker, and no link that leads nowhere."""

import json
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from click.testing import CliRunner

from generator.cli import commands
from tests.generator.conftest import SITE
from tests.generator.test_keys import furnish
from tests.support import node

SHOP = "https://mogiriza.example"
SERVICE = re.compile(r"/(?:api|t|d|D|g|webhooks)/")
"""Addresses of the service, which is asked for at the shop's own origin."""

IMPORT = r"(?:from|import)\s*\(?\s*[\"'](\.[^\"']+)[\"']"

LINKS = {"href", "src", "action", "formaction", "poster", "data"}


SHOPS = ("sample shop", "shop with every key")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of both shops."""
    return {shop: _built(tmp_path_factory.mktemp("site"), every=shop == SHOPS[1]) for shop in SHOPS}


@pytest.fixture(params=SHOPS)
def site(request: pytest.FixtureRequest, sites: dict[str, Path]) -> Path:
    """The pages of a shop."""
    return sites[request.param]


def _built(folder: Path, *, every: bool) -> Path:
    content = SITE.parent / "content"
    if every:
        content = _every(folder)
    output = folder / "_site"
    result = CliRunner().invoke(commands, ["build", "--content", str(content), "--output", str(output)])
    assert result.exit_code == 0, result.output
    return output


@pytest.mark.node
def test_the_nu_checker_finds_no_error(sites: dict[str, Path]) -> None:
    java, jar = node.program("java"), node.modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    pages = [page for site in sites.values() for page in sorted(site.rglob("*.html"))]
    assert len(pages) > 40
    hurry = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m"]  # over before better code would pay
    command = [java, *hurry, "-jar", jar, "--errors-only", "--format", "json", *pages]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=280)
    messages = json.loads(ran.stderr)["messages"]
    assert [f"{each['url']}:{each.get('lastLine')}: {each['message']}" for each in messages] == []
    assert ran.returncode == 0


class _Links(HTMLParser):
    """Collects what a page points to, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name in LINKS and value is not None:
                self.targets.append(value)
            elif name in ("srcset", "imagesrcset"):
                self.targets += [each.split()[0] for each in (value or "").split(",") if each.strip()]
        named = dict(attrs)
        image = named.get("property") in ("og:image", "og:url") or named.get("name") == "twitter:image"
        if tag == "meta" and image and named.get("content"):
            self.targets.append(str(named["content"]))


def _address(page: Path, site: Path) -> str:
    return "/" + page.relative_to(site).as_posix().removesuffix("index.html")


def _file(site: Path, path: str) -> Path:
    """The file a host answers with for a path of the site."""
    return site / unquote(path)[1:] / "index.html" if path.endswith("/") else site / unquote(path)[1:]


def _dead(site: Path) -> Iterator[str]:
    pages = {_address(page, site): _Links(page.read_text("utf-8")) for page in site.rglob("*.html")}
    for address, links in pages.items():
        for target in links.targets:
            whole = urlsplit(urljoin(f"{SHOP}{address}", target))
            if whole.scheme not in ("http", "https") or f"{whole.scheme}://{whole.netloc}" != SHOP:
                if not target.startswith(("https://", "mailto:", "tel:", "data:")):
                    yield f"{address}: {target} (what is this?)"
            elif SERVICE.match(whole.path):
                continue
            elif not _file(site, whole.path).is_file():
                yield f"{address}: {target}"
            elif whole.fragment and whole.path in pages and unquote(whole.fragment) not in pages[whole.path].ids:
                yield f"{address}: {target} (no such place on the page)"


def test_no_link_is_dead(site: Path) -> None:
    assert list(_dead(site)) == []


def test_styles_and_scripts_point_to_files_too(site: Path) -> None:
    found = 0
    for file in [*site.rglob("*.css"), *site.rglob("*.js")]:
        text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
        pattern = r"@import\s+(?:url\()?[\"']([^\"']+)|url\([\"']?([^\"')]+)" if file.suffix == ".css" else IMPORT
        for groups in re.findall(pattern, text):
            target = next(each for each in ([groups] if isinstance(groups, str) else groups) if each)
            if not target.startswith(("data:", "#")):
                found += 1
                assert (file.parent / target).resolve().is_file(), f"{file.relative_to(site)}: {target}"
    assert found > 20


def test_a_dead_link_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<a href="/here/">a</a><a href="/gone/">b</a><a href="#x">c</a>', "utf-8")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "index.html").write_text('<img srcset="../a.webp 1x" id="y">', "utf-8")
    assert len(list(_dead(tmp_path))) == 3


def _every(folder: Path) -> Path:
    """The shop that uses every key, under the sample's address."""
    content = furnish(folder)
    text = (content / "shop.md").read_text("utf-8")
    (content / "shop.md").write_text(text.replace("https://every.example", SHOP), "utf-8")
    return content
