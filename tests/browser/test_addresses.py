"""A wrong mail address is corrected on the thanks page, with the keyboard alone (journeys.md 2.1)."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.buying import buy, line
from tests.browser.conftest import Shop
from tests.browser.looking import looks_right
from tests.support.waiting import until


def test_a_mistyped_address_is_corrected_and_the_ticket_arrives(shop: Shop, people: Any) -> None:
    bought = buy(shop, line("coffee10", 1), email="hanna@exmaple.com")
    page = people()
    page.goto(f"{shop.url}/thanks/#order={bought.order}")
    expect(page.get_by_text("hanna@exmaple.com にメールをお送りしました。")).to_be_visible()
    fix = page.locator("summary", has_text="メールアドレスを直す")
    fix.focus()
    page.keyboard.press("Enter")
    field = page.locator("#right-email")
    expect(field).to_have_value("hanna@exmaple.com")
    field.fill("hanako@")
    page.keyboard.press("Enter")
    expect(page.locator("#right-email-bad")).to_contain_text("メールアドレス")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    looks_right(page)
    field.fill("hanako@example.com")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("status").filter(has_text="hanako@example.com にチケットをお送りしました。")
    ).to_be_visible()
    expect(page.get_by_text("hanako@example.com にメールをお送りしました。")).to_be_visible()
    expect(fix).to_be_focused()
    sent = until(lambda: [mail for mail in shop.mails() if mail["to"] == "hanako@example.com"], "the mail")
    assert bought.url in sent[0]["text"]
    looks_right(page)
