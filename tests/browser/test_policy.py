"""What every answer promises: strict headers, nothing inline, no cookie for fans, room for narrow phones and thumbs."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest
from playwright.sync_api import Page

from tests.browser.buying import door, order
from tests.browser.buying import line as wanted
from tests.browser.conftest import Shop
from tests.browser.looking import sized
from tests.browser.opened import SHOW_TIME, Opened, cart_of, signed_in

MISSING = ["/t/" + "A" * 22, "/d/" + "A" * 26, "/no/such/page/", "/en/no/such/page", "/dev/mail/no"]
DATA = ("application/json", "application/ld+json")
PERSON = {"Accept": "text/html", "Accept-Language": "ja"}


class Markup(HTMLParser):
    """Collects what a page must not have, and where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [f"<{tag} {name}=>" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA):
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}={value}>" for name, value in attrs if "javascript:" in (value or "").lower()]
        self.links |= {value for name, value in attrs if name in ("href", "src") and value}


@pytest.fixture(scope="module")
def shop(opened: Opened) -> Iterator[Shop]:
    return opened.shop


@pytest.fixture(autouse=True)
def the_day() -> None:
    """Each test here sets the time where it matters."""


@pytest.fixture(scope="module")
def site(shop: Shop) -> tuple[dict[str, httpx2.Response], dict[str, httpx2.Response]]:
    """Every page that links lead to from the front page, and every file they use."""
    pages: dict[str, httpx2.Response] = {}
    files: dict[str, httpx2.Response] = {}
    ahead = [shop.url + path for path in ("/", "/thanks/", "/confirm/", "/staff/", "/owner/", "/sign-in/", "/404.html")]
    with httpx2.Client(headers=PERSON) as client:
        while ahead:
            address = ahead.pop().partition("#")[0]
            if address in pages or address in files or not address.startswith(shop.url):
                continue
            path = urlsplit(address).path
            if path.startswith("/dev/"):  # the workbench leads to everything there is
                continue
            if path.endswith("/archive/"):  # comes and goes with the clock, which was turned a moment ago
                continue
            answer = client.get(address)
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            (pages if is_page else files)[address] = answer
            if is_page:
                ahead += [urljoin(address, link) for link in Markup(answer.text).links]
    return pages, files


@pytest.fixture(scope="module")
def answers(opened: Opened, site: tuple[dict[str, httpx2.Response], Any]) -> dict[str, httpx2.Response]:
    """Every HTML answer: the files, and what the service makes, also when it refuses."""
    shop = opened.shop
    found = dict(site[0])
    with httpx2.Client(base_url=shop.url, headers=PERSON) as client, door(shop) as staff:
        for bought in (opened.unused, opened.part, opened.used, opened.coffee):
            found[f"ticket {bought.digits}"] = client.get(bought.url)
        found["ticket in English"] = client.get(f"{opened.unused.url}?lang=en")
        found["door, stranger"] = client.get(f"/d/{opened.unused.door}")
        found["door, staff"] = staff.get(f"/d/{opened.unused.door}", headers=PERSON)
        found["mailbox"] = client.get("/dev/mail")
        for path in MISSING:
            found[path] = client.get(path)
        found["wrong method"] = client.post(bought.url)
    return found


def test_all_pages_were_found(site: tuple[dict[str, httpx2.Response], dict[str, httpx2.Response]]) -> None:
    pages, files = site
    paths = {urlsplit(address).path for address in pages}
    assert {"/", "/en/", "/events/kontolive/", "/en/passes/coffee10/", "/vouchers/drink/", "/faq/", "/cart/"} <= paths
    assert len(paths) > 40
    assert [address for address, answer in (pages | files).items() if answer.status_code != 200] == []


def test_every_page_carries_the_strict_headers(answers: dict[str, httpx2.Response]) -> None:
    assert len(answers) > 55
    assert {answer.status_code for answer in answers.values()} == {200, 404, 405}
    for name, answer in answers.items():
        assert answer.headers["content-type"].startswith("text/html"), name
        policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'", name
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'", name
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'", name
        assert policy["form-action"] == "'self'", name
        assert "unsafe" not in answer.headers["content-security-policy"], name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert answer.headers["referrer-policy"] == "no-referrer", name
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", name
        assert answer.headers["permissions-policy"].startswith("camera=(self)"), name


def test_nothing_is_inline(answers: dict[str, httpx2.Response]) -> None:
    found = {name: Markup(answer.text).inline for name, answer in answers.items()}
    assert {name: inline for name, inline in found.items() if inline} == {}


def test_a_mail_is_shown_locked_in(shop: Shop) -> None:
    """Mail needs its styles inline; its page may therefore run nothing at all."""
    first = shop.mails()[0]
    answer = httpx2.get(f"{shop.url}/dev/mail/{first['id']}", headers=PERSON)
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_the_practice_payment_page_is_strict_too(shop: Shop) -> None:
    _, pay = order(shop, wanted("drink", 1))
    answer = httpx2.get(pay, headers=PERSON)
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert Markup(answer.text).inline == []


def test_no_cookie_before_signing_in(answers: dict[str, httpx2.Response], opened: Opened, people: Any) -> None:
    staff = answers.pop("door, staff")
    assert staff.status_code == 200
    assert [name for name, answer in answers.items() if "set-cookie" in answer.headers] == []
    fan = people()
    for address in (opened.shop.url, f"{opened.shop.url}/events/kontolive/", opened.unused.url):
        fan.goto(address)
    assert fan.context.cookies() == []


def test_files_with_a_hash_never_change(site: tuple[Any, dict[str, httpx2.Response]]) -> None:
    _, files = site
    assets = {address: answer for address, answer in files.items() if "/assets/" in address}
    assert {address.rpartition(".")[2] for address in assets} >= {"css", "js", "svg", "jpg"}
    for address, answer in assets.items():
        assert re.search(r"/assets/(?:[0-9a-f]{8,}/|images/.+\.[0-9a-f]{8,}\.)", address), address
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable", address
        assert answer.headers["x-content-type-options"] == "nosniff", address


def test_pages_are_asked_for_again(answers: dict[str, httpx2.Response]) -> None:
    kept = {name: answer.headers.get("cache-control", "") for name, answer in answers.items()}
    assert [name for name, rule in kept.items() if rule not in ("no-cache", "no-store", "private, no-store")] == []


STATIC = ["/", "/events/kontolive/", "/events/backstage/", "/passes/coffee10/", "/vouchers/gift1000/", "/tags/喫茶室/"]
STATIC += ["/faq/", "/cart/", "/confirm/", "/thanks/", "/sign-in/", "/staff/", "/owner/", "/404.html"]
WORDS_ONLY = ["/tags/喫茶室/", "/faq/", "/passes/coffee10/", "/sign-in/", "/404.html"]
FULL = (("kontolive", "20261224-1900", "adult", 2, 3000), ("coffee10", None, None, 1, 2500))


def too_wide(page: Page, address: str) -> list[str]:
    """The widths at which the page scrolls sideways."""
    page.goto(address)
    wide = []
    for width in (360, 320):
        sized(page, {"width": width, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(f"{address} at {width}")
    return wide


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_scrolls_sideways(opened: Opened, people: Any, language: str) -> None:
    shop, prefix = opened.shop, "" if language == "ja" else "/en"
    page = people(language=language)
    cart_of(page, shop, *FULL)
    paths = STATIC if language == "ja" else [path for path in STATIC if path not in WORDS_ONLY]
    found = [wide for path in paths for wide in too_wide(page, shop.url + prefix + path)]
    shop.at(SHOW_TIME)
    for bought in (opened.unused, opened.part, opened.used, opened.coffee):
        found += too_wide(page, f"{bought.url}?lang={language}")
    found += too_wide(page, f"{shop.url}/dev/mail?lang={language}")
    assert found == []


@pytest.mark.parametrize("role", ["staff", "owner"])
def test_nothing_scrolls_sideways_when_signed_in(opened: Opened, people: Any, role: str) -> None:
    shop = opened.shop
    shop.at(SHOW_TIME)
    page = people(language="en")
    signed_in(page, shop, role)
    staff = ["/en/staff/", f"/d/{opened.unused.door}"]
    places = staff if role == "staff" else ["/en/owner/", "/en/owner/#item/kontolive/usage"]
    assert [wide for path in places for wide in too_wide(page, shop.url + path)] == []


SMALL = """() => [...document.querySelectorAll(
  "button, select, textarea, summary, input:not([type=hidden]), label:has(input)," +
  ".button, nav a, .cart-link, .shop-name, .tags a, .crumbs a"
)].filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((each) => [each, (each.matches("input") && each.closest("label") || each).getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && (box.width < 43.9 || box.height < 43.9))
  .map(([each, box]) => `${each.outerHTML.slice(0, 90)} ${Math.round(box.width)}×${Math.round(box.height)}`)"""

DEAF = """[...document.querySelectorAll("button")].filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .filter((each) => getComputedStyle(each).pointerEvents === "none").map((each) => each.outerHTML.slice(0, 90))"""


def test_everything_to_press_fits_a_thumb(opened: Opened, people: Any) -> None:
    shop = opened.shop
    shop.at(SHOW_TIME)
    page = people()
    cart_of(page, shop, *FULL)
    paths = ["/events/kontolive/", "/events/backstage/", "/cart/", "/confirm/", "/staff/", "/sign-in/"]
    for address in [shop.url + path for path in paths] + [opened.unused.url, opened.used.url]:
        page.goto(address, wait_until="networkidle" if "/cart/" in address else "load")
        assert page.evaluate(SMALL) == [], address
        assert page.evaluate(DEAF) == [], address


def test_staff_can_press_everything(opened: Opened, people: Any) -> None:
    shop = opened.shop
    shop.at(SHOW_TIME)
    page = people()
    signed_in(page, shop, "staff")
    page.goto(f"{shop.url}/staff/")
    page.locator("[data-house] li").first.wait_for()
    assert page.evaluate(SMALL) == []
    assert page.evaluate(DEAF) == []
    page.keyboard.type(opened.unused.digits)
    page.locator("[data-admit]:visible").wait_for()
    assert page.evaluate(SMALL) == []
