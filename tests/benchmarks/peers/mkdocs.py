"""MkDocs: Python-Markdown. It has no tags, listings or feed of its own, so those pages are given to it as Markdown."""

from pathlib import Path

from tests.benchmarks.peers.evenings import PRICES, SITE, WORDS, Evening, by_tag, fill
from tests.benchmarks.peers.tool import Tool, virtual

_PRICES = "".join(f"<tr><th>{name}</th><td>¥{price:,}</td></tr>" for name, price in PRICES)
_FILES = {
    "mkdocs.yml": f"""\
site_name: {SITE}
site_url: https://evenings.example/
theme: {{name: null, custom_dir: theme}}
plugins: []
nav: [index.md]
validation: {{nav: {{omitted_files: ignore}}}}
""",
    "theme/mkdocs_theme.yml": "static_templates: []\n",
    "theme/main.html": f"""\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{{{ page.title }}}} | {SITE}</title>
<meta name="description" content="{{{{ page.meta.summary }}}}">
<link rel="canonical" href="{{{{ page.canonical_url }}}}"></head>
<body><header><a href="/">{SITE}</a></header><main>{{% if page.meta.day %}}<h1>{{{{ page.title }}}}</h1>
<p>{{{{ page.meta.summary }}}}</p><p><time>{{{{ page.meta.day }}}}</time> 19:00</p><table>{_PRICES}</table>{{% endif %}}
{{{{ page.content }}}}
<ul>{{% for tag in page.meta.tags or [] %}}<li><a href="/tags/{{{{ tag }}}}/">{{{{ tag }}}}</a></li>{{% endfor %}}</ul>
</main><footer>{SITE}</footer></body></html>
""",
}


def tool() -> Tool:
    """Installed from PyPI; a second build is ``--dirty``, which looks at what is newer than its page."""
    command = [str(virtual("mkdocs", "mkdocs==1.6.1") / "bin" / "mkdocs"), "build", "--quiet"]
    return Tool(
        name="MkDocs 1.6",
        write=_write,
        events="docs/events",
        build=command,
        again=[*command, "--dirty"],
        output="site",
        lists=False,
    )


def _write(folder: Path, events: list[Evening]) -> None:
    pages = {f"docs/events/{event.name}.md": _page(event) for event in events}
    tags = {f"docs/tags/{tag}.md": _listing(tag, found, "../events/") for tag, found in by_tag(events).items()}
    front = {"docs/index.md": _listing(SITE, events, "events/")}
    fill(folder, _FILES | pages | tags | front)


def _page(event: Evening) -> str:
    tags = ", ".join(event.tags)
    front = f"title: {event.title}\nday: '{event.day}'\nsummary: {event.summary!r}\ntags: [{tags}]\n"
    return f"---\n{front}---\n\n{event.body}"


def _listing(title: str, events: list[Evening], to: str) -> str:
    rows = "".join(f"- {one.day} [{one.title}]({to}{one.name}.md) {one.summary}\n" for one in events)
    return f"---\ntitle: {title}\nsummary: {WORDS}\n---\n\n# {title}\n\n{rows}"
