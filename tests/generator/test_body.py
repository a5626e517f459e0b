"""Markdown to HTML that is safe whatever was typed."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from generator.pages.body import Body, renderer
from generator.pages.filling import Link
from generator.pages.pieces import Look

RENDER = renderer()


class _Last(Treeprocessor):
    """Looks at a whole text, and puts its highest heading below the title of the page."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.links: tuple[Link, ...] = ()

    def run(self, root: Element) -> None:
        self.links, highest = self.look(root)
        for each in root.iter():
            if highest and re.fullmatch("h[1-6]", each.tag):
                each.tag = f"h{min(int(each.tag[1]) + 2 - highest, 6)}"


def _whole(parser: Markdown, look: Look) -> Callable[[str], Body]:
    """Python-Markdown itself, from the first sign to the last."""
    last = _Last(look)
    parser.treeprocessors.register(last, "last", -10)

    def convert(text: str) -> Body:
        parser.reset()
        return Body(html=parser.convert(text), links=last.links if text.strip() else ())

    return convert


def _stock() -> Callable[[str], Body]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.pages.body.quicken", lambda parser: None)
        patch.setattr("generator.pages.body.converter", _whole)
        return renderer()


STOCK = _stock()


PICTURE = '<img src="/assets/images/x.png" width="40" height="20" loading="lazy">'


def html(text: str, prefix: str = "") -> str:
    """As if every page and picture were there."""
    body = RENDER(text)
    answers = [PICTURE if link.picture else f"/at/{link.target}" for link in body.links]
    return str(body.filled(answers, prefix))


class Looker(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 題", "<h2>題</h2>"),
        ("## 題\n\n### 小", "<h2>題</h2>\n<h3>小</h3>"),
        ("### 題\n\n# 大", "<h4>題</h4>\n<h2>大</h2>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("**強い**です", "<p><strong>強い</strong>です</p>"),
        ("[x](https://a.example/?a=1&b=2)", '<p><a href="https://a.example/?a=1&amp;b=2" rel="noopener">x</a></p>'),
        ("[x](mailto:a@b.example)", '<p><a href="mailto:a@b.example">x</a></p>'),
        ("<a@b.example>", '<p><a href="mailto:a@b.example">a@b.example</a></p>'),
        ("[x](#there)", '<p><a href="#there">x</a></p>'),
        ("[x](faq.md)", '<p><a href="/en/at/faq.md">x</a></p>'),
        ("![絵](x.png)", '<p><img alt="絵" height="20" loading="lazy" src="/assets/images/x.png" width="40"></p>'),
        ("x{: onclick=alert(1) }", "<p>x{: onclick=alert(1) }</p>"),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    made = html(text, "/en")
    assert Looker(made).tags == Looker(expected).tags
    assert made.replace("&#", "") == expected or "img" in made or "mailto" in made


def test_tables_align_without_inline_styles() -> None:
    made = html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<td align="right">2</td>' in made
    assert "style=" not in made


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "<java\nscript:alert(1)>",
        "< javascript:alert(1)>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "\\javascript:alert(1)",
        "java\u200bscript:alert(1)",
    ],
)
def test_links_that_run_something_lead_nowhere(target: str) -> None:
    for text in (f"[x]({target})", f"[x][1]\n\n[1]: {target}", f"![x]({target})", f"<{target}>"):
        for _, attributes in Looker(html(text)).tags:
            _harmless(attributes.get("href") or "")


def _harmless(address: str) -> None:
    bare = "".join(sign for sign in address if sign > " ").lower()
    assert bare.startswith(("https://", "http://", "mailto:", "tel:", "#", "/at/")) or bare == ""


BLOCKS = ("p", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "li", "blockquote", "hr")
INLINE = ("a", "img", "em", "strong", "code", "br")
TABLES = ("table", "thead", "tbody", "tr", "th", "td")
SAFE = {*BLOCKS, *INLINE, *TABLES}


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="ab<>/\"'=&;:#!()[]{}*_`~|-+\\\n\t \x02\x03javscript1.", max_size=80))
@example("\x02amp\x03#106;avascript:x")
@example("\x02wzxhzdk:0\x03 &amp; [x](\x02wzxhzdk:0\x03)")
@example("[x]: javascript:alert(1) '\"><script>'\n[x]")
@example('![a](x "\'><script>")')
def test_nothing_typed_becomes_live(text: str) -> None:
    for tag, attributes in Looker(html(text)).tags:
        assert tag in SAFE
        assert set(attributes) <= {"href", "rel", "title", "src", "alt", "width", "height", "loading", "align", "start"}
        _harmless(attributes.get("href") or "")


LINES = (
    "# a", "## b ##", "===", "---", "* * *", "- a", "  - b", "    - c", "1. a", "12.  b", "+ a", "> a", "> - b", "\tc",
    "[a]: http://x 'y'", "[a]",
    "2026 was", "> c\nd", "- e\n\n  f", "g\n- h", "\n", "###### i", "k\n    l",
    "[b](c.md 'd')", "![i](p.png)", "**b** *c* `d` __e__", "&amp; & \"<\" \\*",
    "<a@b.example>", "|a|b|", "|-|:-|", "a|b", "    code", "end  ", "", "", "text", "漢字、", "\x02klzzwxh:0000\x03",
)  # fmt: skip


@given(
    st.text(alphabet="ab *_`[]()!<>&\\#-|:.+=1\n漢 h", max_size=120)
    | st.lists(st.sampled_from(LINES), max_size=14).map("\n".join)
    | st.lists(st.sampled_from(LINES), max_size=10).map("\n\n".join)
)
@example("![a](b) **c _d_** `e` <f@g.h> [i][j] &amp; k  \nl")
@settings(max_examples=500, deadline=None)
def test_quick_stages_and_pieces_change_nothing(text: str) -> None:
    assert RENDER(text) == STOCK(text)
