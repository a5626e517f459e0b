"""Eleventy: JavaScript, keeps nothing between two runs."""

import json
from pathlib import Path

from tests.benchmarks.peers.evenings import FEED, PRICES, SITE, WORDS, Evening, fill, linked
from tests.benchmarks.peers.tool import Tool, node

_PRICES = "".join(f"<tr><th>{name}</th><td>¥{price:,}</td></tr>" for name, price in PRICES)
_ROWS = (
    "<ul>{% for one in LIST %}<li><time>{{ one.data.day }}</time> <a href='{{ one.url }}'>{{ one.data.title }}</a>"
    "<p>{{ one.data.summary }}</p></li>{% endfor %}</ul>"
)
_FILES = {
    "eleventy.config.js": f"""\
export default function (config) {{
  config.addCollection("labels", (all) => [...new Set(all.getAll().flatMap((one) => one.data.labels ?? []))].sort());
  config.addCollection("byLabel", (all) => {{
    const found = {{}};
    for (const one of all.getFilteredByTag("event")) {{
      for (const label of one.data.labels) (found[label] ??= []).push(one);
    }}
    return found;
  }});
  config.addFilter("first", (list) => list.slice(0, {FEED}));
}}
export const config = {{ dir: {{ input: "src", output: "_site" }}, markdownTemplateEngine: false }};
""",
    "package.json": '{"type": "module", "private": true}\n',
    "src/events/events.json": '{"layout": "event.njk", "tags": "event"}\n',
    "src/_includes/base.njk": f"""\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{{{ title }}}} | {SITE}</title>
<meta name="description" content="{{{{ summary }}}}">
<link rel="canonical" href="https://evenings.example{{{{ page.url }}}}"></head>
<body><header><a href="/">{SITE}</a></header><main>{{{{ content | safe }}}}</main><footer>{SITE}</footer></body></html>
""",
    "src/_includes/event.njk": f"""\
---
layout: base.njk
---
<h1>{{{{ title }}}}</h1><p>{{{{ summary }}}}</p><p><time>{{{{ day }}}}</time> 19:00</p><table>{_PRICES}</table>
{{{{ content | safe }}}}
<ul>{{% for label in labels %}}<li><a href="/tags/{{{{ label }}}}/">{{{{ label }}}}</a></li>{{% endfor %}}</ul>
""",
    "src/index.njk": f"""\
---
layout: base.njk
title: {SITE}
summary: {WORDS}
---
<h1>{SITE}</h1>{_ROWS.replace("LIST", "collections.event")}
""",
    "src/tags.njk": f"""\
---
layout: base.njk
pagination: {{data: collections.labels, size: 1, alias: label}}
permalink: "/tags/{{{{ label }}}}/"
eleventyComputed: {{title: "{{{{ label }}}}"}}
---
<h1>{{{{ label }}}}</h1>{_ROWS.replace("LIST", "collections.byLabel[label]")}
""",
    "src/feed.njk": f"""\
---
permalink: /feed.xml
---
<?xml version="1.0"?><rss version="2.0"><channel><title>{SITE}</title>{{% for one in collections.event | first %}}
<item><title>{{{{ one.data.title }}}}</title><link>{{{{ one.url }}}}</link>
<description>{{{{ one.data.summary }}}}</description></item>{{% endfor %}}</channel></rss>
""",
}


def tool() -> Tool:
    """Installed from npm."""
    script = str(node("eleventy", "@11ty/eleventy@3.1.7") / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs")
    return Tool(
        name="Eleventy 3.1.7",
        write=_write,
        events="src/events",
        build=["node", script, "--quiet"],
        output="_site",
        watch=["node", script, "--quiet", "--watch"],
    )


def _write(folder: Path, events: list[Evening]) -> None:
    fill(folder, _FILES | {f"src/events/{event.name}.md": _page(event) for event in events})


def _page(event: Evening) -> str:
    front = {"title": event.title, "date": event.day, "day": event.day, "summary": event.summary}
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in (front | {"labels": event.tags}).items())
    return f"---\n{lines}---\n\n{linked(event.body, lambda name: f'/events/{name}/')}"
