"""A visit to the hosted page: its language and words, its form, and what the browser may do there."""

import functools
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from webhook.practice.stripe.forms import pairs
from webhook.practice.stripe.refusals import Refused
from webhook.practice.stripe.store import JSON

PAGES = Path(__file__).parent / "pages"
TEMPLATES = Environment(
    loader=FileSystemLoader(PAGES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
LANGUAGES = ("ja", "en")
LARGEST_FORM = 10_000


@functools.cache
def words(language: str) -> dict[str, str]:
    """The page's words in ``language``."""
    return tomllib.loads((PAGES / f"{language}.toml").read_text("utf-8"))


def language_for(session: JSON | None, accepted: str) -> str:
    """The session's locale when it names a language; else the first one of the browser's that there are words for."""
    locale = (session or {}).get("locale") or "auto"
    if locale != "auto":
        return "ja" if locale == "ja" else "en"
    ranked: list[tuple[float, int, str]] = []
    for part in accepted.split(","):
        match = re.fullmatch(r"\s*([a-zA-Z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", part)
        if match and match[1].lower() in LANGUAGES:
            ranked.append((-float(match[2] or 1), len(ranked), match[1].lower()))
    return min(ranked)[2] if ranked else "en" if accepted.strip() else "ja"


def form_of(body: bytes) -> dict[str, str]:
    """The form that was posted; empty when it is not one."""
    if len(body) > LARGEST_FORM:
        return {}
    try:
        return dict(pairs(body))
    except Refused:
        return {}


def page_headers(session: JSON | None) -> dict[str, str]:
    """Nothing but our own style. Chromium applies ``form-action`` to redirects, so the seller's origins are named."""
    addresses = (session["success_url"], session["cancel_url"]) if session else ()
    origins = " ".join(dict.fromkeys(_origin(address) for address in addresses if address))
    policy = (
        f"default-src 'none'; style-src 'self'; form-action 'self' {origins}; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }


def _origin(address: str) -> str:
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"
