"""A title, and a buyer, made of markup: everywhere it is read as the words it is."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import Bought, buy, line
from tests.browser.conftest import ROOT, Shop, running
from tests.browser.opened import cart_of, signed_in
from tests.support.waiting import until

TITLE = 'Rock & <b>Roll</b> "🎸" </script>'
BUYER = '<img src=x onerror=alert(1)> "O\'Brien" & Söhne'
EVENT = f"""---
title: '{TITLE}'
summary: '</title><script>alert(1)</script> & so on'
tags: ['<i>loud & "low"']
venue: hall
sessions:
  - {{id: loud, starts: 2026-12-30 19:00, stock: 20}}
tickets:
  - {{id: all, name: '<u>All</u> & sundry', price: 1000}}
cancel:
  - {{until: 1 day, fee: 0%}}
---

Loud.
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    content = Path(shutil.copytree(ROOT / "content", tmp_path_factory.mktemp("shop") / "content"))
    (content / "events" / "loud.md").write_text(EVENT, "utf-8")
    (content / "events" / "loud.en.md").write_text(f"---\ntitle: '{TITLE}'\n---\n\nLoud.\n", "utf-8")
    with running(tmp_path_factory.mktemp("data"), content) as opened:
        yield opened


@pytest.fixture
def page(people: Any) -> Page:
    opened: Page = people()
    opened.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    return opened


def reads(page: Page, address: str, *, nodes: str) -> None:
    """The title stands there as text, and none of it became an element."""
    page.goto(address)
    expect(page.locator(nodes).filter(has_text=TITLE).first).to_be_visible()
    assert page.locator("main").locator("b:text-is('Roll'), u, img[src=x], i:text('loud')").count() == 0


@pytest.fixture(scope="module")
def bought(shop: Shop) -> Bought:
    return buy(shop, line("loud", 2, "loud", "all"), name=BUYER)


@pytest.mark.parametrize("path", ["/", "/events/loud/", "/en/events/loud/"])
def test_on_sale_pages(shop: Shop, page: Page, path: str) -> None:
    reads(page, shop.url + path, nodes="h1, h3")
    if path != "/":
        assert page.title().startswith(TITLE)
        known = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")
        assert TITLE in [each.get("name") for each in known["@graph"]]
        assert page.locator("meta[property='og:title']").get_attribute("content") == TITLE


def test_in_the_tag(shop: Shop, page: Page) -> None:
    page.goto(f"{shop.url}/events/loud/")
    page.locator(".tags a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text('<i>loud & "low"')
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


def test_in_the_cart_the_confirmation_and_on_the_practice_page(shop: Shop, page: Page) -> None:
    cart_of(page, shop, ("loud", "loud", "all", 2, 1000))
    reads(page, f"{shop.url}/cart/", nodes=".cart-line-title")
    reads(page, f"{shop.url}/confirm/", nodes=".six-head h3")
    expect(page.locator(".six-head p")).to_contain_text("<u>All</u> & sundry")
    page.get_by_label("お名前").fill(BUYER)
    page.get_by_label("メールアドレス").fill("obrien@example.com")
    page.get_by_role("button", name="注文を確定して支払いに進む").click()
    page.wait_for_url("**/_stripe/c/pay/**")
    expect(page.locator(".name").filter(has_text=TITLE)).to_be_visible()
    assert page.locator("main b, main u").count() == 0


def test_on_the_thanks_and_the_ticket(shop: Shop, page: Page, bought: Bought) -> None:
    reads(page, f"{shop.url}/thanks/#order={bought.order}", nodes=".thanks-ticket h2")
    reads(page, bought.url, nodes="h1")
    expect(page.locator(".stub-holder")).to_contain_text(BUYER)
    expect(page.locator("[data-lines]")).to_contain_text("<u>All</u> & sundry")


def test_in_the_mail(shop: Shop, page: Page, bought: Bought) -> None:
    mail = until(lambda: next((each for each in shop.mails() if TITLE in each["text"]), None), "the mail")
    page.set_content(mail["html"])
    seen = page.locator("body").inner_text()
    assert TITLE in seen
    assert "<u>All</u> & sundry" in seen
    assert page.locator("script, b, u").count() == 0


def test_at_the_door_and_in_the_owners_list(shop: Shop, page: Page, bought: Bought) -> None:
    shop.at("2026-12-30T18:45:00+09:00")
    signed_in(page, shop, "staff")
    page.goto(f"{shop.url}/staff/")
    expect(page.locator("[data-house]")).to_contain_text(TITLE)
    page.keyboard.type(bought.digits)
    expect(page.locator("door-panel [data-title]")).to_have_text(TITLE)
    expect(page.locator("door-panel [data-holder]")).to_have_text(BUYER)
    signed_in(page, shop, "owner")
    reads(page, f"{shop.url}/owner/", nodes=".row-title")
