"""What tests do as the owner: ask over HTTP, read the ledgers on the screen, find a way by keyboard."""

from typing import Any

import httpx2
from playwright.sync_api import Page

from tests.browser.conftest import Shop


def ask(shop: Shop, method: str, path: str, **more: Any) -> Any:
    """Something the owner does over HTTP."""
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}) as client:
        assert client.post("/api/sign-in", json={"token": shop.doors["owner_token"]}).status_code == 200
        answer = client.request(method, path, **more)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


def rows(page: Page) -> Any:
    return page.locator(".ledger:visible tbody tr:not(.ledger-more)")


def cells(page: Page, name: str) -> list[str]:
    return page.locator(f".ledger:visible td[data-name={name}]").all_text_contents()


def heads(page: Page) -> list[str]:
    return page.locator(".ledger:visible thead th").all_text_contents()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate("[document.activeElement.textContent.trim(), document.activeElement.name ?? '']")
        if name in told:
            return
    raise AssertionError(f"no way to {name} by keyboard")


def too_small(page: Page) -> list[str]:
    """What can be pressed or typed into and is lower than a finger needs."""
    found = page.evaluate(
        "[...document.querySelectorAll("
        "'main :is(a, button, summary, select, input:not([type=radio], [type=checkbox]))')]"
        ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)"
        ".map((each) => each.outerHTML)"
    )
    return list(found)
