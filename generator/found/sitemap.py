"""What search engines are led to: ``sitemap.xml`` with the languages of each page, and ``robots.txt``."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from generator.pages.links import FIXED
from generator.pages.page import Page
from generator.pages.views import prefix
from webhook.catalogue import Shop

PRIVATE = {*FIXED, "404"}
"""Kinds of pages that are of no use to anybody who comes from a search."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_SERVICE = ("/api/", "/t/", "/d/", "/g/", "/webhooks/")


def sitemap(pages: Iterable[Page], shop: Shop) -> str:
    """The public pages of a shop with an address, each with its translations (sitemaps.org 0.9, xhtml:link)."""
    root = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    paths = dict.fromkeys(page.path for page in pages if page.kind not in PRIVATE)
    for path in paths:
        addresses = {language: f"{shop.url}{prefix(shop, language)}{path}" for language in shop.languages}
        for address in addresses.values():
            url = SubElement(root, "url")
            SubElement(url, "loc").text = address
            if len(addresses) > 1:
                _alternates(url, addresses)
    return xml(root)


def robots(shop: Shop) -> str:
    """Where no robot need go. A shop without an address of its own is not to be found at all."""
    if not shop.url:
        return "User-agent: *\nDisallow: /\n"
    prefixes = [prefix(shop, language) for language in shop.languages]
    private = [f"Disallow: {each}{path}" for each in prefixes for path in FIXED.values()]
    service = [f"Disallow: {path}" for path in _SERVICE]
    return "\n".join(["User-agent: *", *private, *service, "", f"Sitemap: {shop.url}/sitemap.xml", ""])


def xml(root: Element) -> str:
    """The document as text, the same for the same content."""
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _alternates(url: Element, addresses: dict[str, str]) -> None:
    default = next(iter(addresses.values()))
    for language, address in [*addresses.items(), ("x-default", default)]:
        SubElement(url, "xhtml:link", rel="alternate", hreflang=language, href=address)
