"""Pelican: Python-Markdown, with a cache of what it read."""

from pathlib import Path

from tests.benchmarks.peers.evenings import FEED, PRICES, SITE, Evening, fill, linked
from tests.benchmarks.peers.tool import Tool, virtual

_PRICES = "".join(f"<tr><th>{name}</th><td>¥{price:,}</td></tr>" for name, price in PRICES)
_LIST = (
    "{% extends 'base.html' %}{% block main %}<h1>{{ tag or SITENAME }}</h1><ul>{% for one in articles %}"
    "<li><time>{{ one.date.strftime('%Y-%m-%d') }}</time> <a href='/{{ one.url }}'>{{ one.title }}</a>"
    "<p>{{ one.summary }}</p></li>{% endfor %}</ul>{% endblock %}"
)
_FILES = {
    "pelicanconf.py": f"""\
SITENAME = "{SITE}"
SITEURL = "https://evenings.example"
PATH = "content"
TIMEZONE = "Asia/Tokyo"
DEFAULT_LANG = "en"
THEME = "theme"
WITH_FUTURE_DATES = True
DEFAULT_PAGINATION = False
DIRECT_TEMPLATES = ["index"]
ARTICLE_PATHS = ["events"]
ARTICLE_URL, ARTICLE_SAVE_AS = "events/{{slug}}/", "events/{{slug}}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{{slug}}/", "tags/{{slug}}/index.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = ""
FEED_ALL_ATOM, FEED_MAX_ITEMS = "feed.xml", {FEED}
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "reader"
""",
    "theme/static/.keep": "",
    "theme/templates/base.html": """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{% block title %}{{ SITENAME }}{% endblock %}</title>
{% block head %}{% endblock %}</head><body><header><a href="/">{{ SITENAME }}</a></header>
<main>{% block main %}{% endblock %}</main><footer>{{ SITENAME }}</footer></body></html>
""",
    "theme/templates/article.html": f"""\
{{% extends 'base.html' %}}{{% block title %}}{{{{ article.title }}}} | {{{{ SITENAME }}}}{{% endblock %}}
{{% block head %}}<meta name="description" content="{{{{ article.summary | striptags }}}}">
<link rel="canonical" href="{{{{ SITEURL }}}}/{{{{ article.url }}}}">{{% endblock %}}
{{% block main %}}<h1>{{{{ article.title }}}}</h1>{{{{ article.summary }}}}
<p><time>{{{{ article.date.strftime('%Y-%m-%d') }}}}</time> 19:00</p><table>{_PRICES}</table>{{{{ article.content }}}}
<ul>{{% for tag in article.tags %}}<li><a href="/{{{{ tag.url }}}}">{{{{ tag }}}}</a></li>{{% endfor %}}</ul>
{{% endblock %}}
""",
    "theme/templates/index.html": _LIST,
    "theme/templates/tag.html": _LIST,
}


def tool() -> Tool:
    """Installed from PyPI."""
    command = [str(virtual("pelican", "pelican[markdown]==4.12.0") / "bin" / "pelican"), "--quiet"]
    return Tool(
        name="Pelican 4.12",
        write=_write,
        events="content/events",
        build=command,
        output="output",
        cache="cache",
        watch=[*command, "--autoreload"],
    )


def _write(folder: Path, events: list[Evening]) -> None:
    fill(folder, _FILES | {f"content/events/{event.name}.md": _page(event) for event in events})


def _page(event: Evening) -> str:
    about = f"Title: {event.title}\nDate: {event.day}\nSlug: {event.name}\nTags: {', '.join(event.tags)}\n"
    body = linked(event.body, lambda name: f"{{filename}}{name}.md")
    return f"{about}Summary: {event.summary}\n\n{body}"
