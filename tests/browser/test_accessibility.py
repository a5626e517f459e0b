"""Every page a person meets is free of what axe can find: light and dark, phone and desk, Japanese and English."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Shop
from tests.browser.looking import looks_right
from tests.browser.opened import SHOW_TIME, Opened, cart_of, signed_in

STATIC = {
    "front": "/",
    "event": "/events/kontolive/",
    "calendar event": "/events/backstage/",
    "pass": "/passes/coffee10/",
    "voucher": "/vouchers/gift1000/",
    "tag": "/tags/朗読/",
    "page": "/faq/",
    "empty cart": "/cart/",
    "sign-in": "/sign-in/",
    "sign-in with a link": "/sign-in/#token=some",
    "owner before signing in": "/owner/",
    "staff before joining": "/staff/",
    "unknown address": "/nothing/here/",
    "mailbox": "/dev/mail",
    "unknown ticket": "/t/AAAAAAAAAAAAAAAAAAAAAA",
}
ENGLISH = ["front", "calendar event", "staff before joining"]


@pytest.fixture(scope="module")
def shop(opened: Opened) -> Iterator[Shop]:
    return opened.shop


@pytest.fixture(autouse=True)
def the_day() -> None:
    """Nothing is sold here: only the pages that depend on the time set it."""


@pytest.fixture
def fan(people: Any) -> Page:
    page: Page = people()
    return page


@pytest.mark.parametrize("name", STATIC)
def test_pages_that_are_files(shop: Shop, fan: Page, name: str) -> None:
    fan.goto(shop.url + STATIC[name])
    fan.locator("h1:visible").first.wait_for()
    looks_right(fan)


@pytest.mark.parametrize("name", ENGLISH)
def test_english_pages(shop: Shop, people: Any, name: str) -> None:
    fan = people(language="en-GB")
    fan.goto(f"{shop.url}/en{STATIC[name]}")
    assert fan.locator("html").get_attribute("lang") == "en"
    fan.locator("h1:visible").first.wait_for()
    looks_right(fan)


@pytest.mark.parametrize("path", ["/cart/", "/confirm/", "/en/confirm/"])
def test_cart_and_confirmation(shop: Shop, fan: Page, path: str) -> None:
    cart_of(fan, shop, ("kontolive", "20261224-1900", "adult", 2, 3000), ("rehearsal", "run-through", "guest", 9, 0))
    fan.goto(shop.url + path)
    fan.locator(".cart-line-verdict:visible, .six").first.wait_for()
    looks_right(fan)


def test_mistakes_on_the_confirmation(shop: Shop, fan: Page) -> None:
    cart_of(fan, shop, ("kontolive", "20261224-1900", "adult", 2, 3000))
    fan.goto(f"{shop.url}/confirm/")
    fan.locator("[data-slot=place]").click()
    fan.locator("#name-error:not(:empty)").wait_for()
    looks_right(fan)


def test_thanks(opened: Opened, fan: Page) -> None:
    fan.goto(f"{opened.shop.url}/thanks/#order={opened.unused.order}")
    fan.locator(".thanks-ticket").wait_for()
    looks_right(fan)


@pytest.mark.parametrize("which", ["unused", "part", "used", "coffee"])
def test_tickets(opened: Opened, fan: Page, which: str) -> None:
    opened.shop.at(SHOW_TIME)
    fan.goto(getattr(opened, which).url + ("?lang=en" if which == "part" else ""))
    looks_right(fan)


@pytest.mark.parametrize("who", ["stranger", "staff"])
def test_the_link_in_the_qr(opened: Opened, fan: Page, who: str) -> None:
    opened.shop.at(SHOW_TIME)
    if who == "staff":
        signed_in(fan, opened.shop, "staff")
    fan.goto(f"{opened.shop.url}/d/{opened.unused.door}")
    if who == "staff":
        fan.locator("[data-admit]:visible").wait_for()
    looks_right(fan)


@pytest.mark.parametrize("digits", ["", "unused", "used", "000000"])
def test_the_desk_and_its_verdicts(opened: Opened, fan: Page, digits: str) -> None:
    opened.shop.at(SHOW_TIME)
    signed_in(fan, opened.shop, "staff")
    fan.goto(f"{opened.shop.url}/staff/")
    fan.locator("[data-house] li").first.wait_for()
    if digits:
        fan.keyboard.type(digits if digits.isdigit() else getattr(opened, digits).digits)
        fan.locator("door-panel:not([data-tone=idle]):not([data-tone=wait])").wait_for()
    looks_right(fan)


@pytest.mark.parametrize("place", ["", "#item/kontolive", "#item/kontolive/usage"])
def test_the_owners_numbers(opened: Opened, fan: Page, place: str) -> None:
    signed_in(fan, opened.shop, "owner")
    fan.goto(f"{opened.shop.url}/owner/{place}")
    fan.locator("[data-view]:visible strong:visible, [data-view]:visible dd:visible").first.wait_for()
    looks_right(fan)
