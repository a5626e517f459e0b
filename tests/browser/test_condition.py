"""The owner's panel 「状態」 in a real browser."""

import re
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.buying import buy, line
from tests.browser.conftest import PHONE, Shop
from tests.browser.looking import looks_right
from tests.browser.opened import signed_in
from tests.browser.owning import tab_to


@pytest.mark.browser
def test_S3_16_the_owner_sees_how_the_shop_is_backs_it_up_and_takes_everything_along(shop: Shop, people: Any) -> None:
    page: Page = people(PHONE)
    signed_in(page, shop, "owner")
    lines = page.locator(".health-check")
    backup = lines.filter(has_text="mogiri backup")
    for path, name, never in (
        ("", "状態", "バックアップがまだありません"),
        ("/en", "Condition", "There is no backup yet"),
    ):
        page.goto(f"{shop.url}{path}/owner/#health")
        expect(lines).to_have_count(9)
        expect(backup).to_have_attribute("data-level", "bad")
        expect(backup).to_contain_text(never)
        expect(page.locator(".owner-nav [aria-current]")).to_have_text(name)
        looks_right(page)

    backup.get_by_role("link").click()
    mine = page.locator("owner-data")
    expect(mine.locator("h1")).to_be_focused()
    tab_to(page, "Back up now")
    page.keyboard.press("Enter")
    expect(mine.locator("[data-slot=done]")).to_have_text("The backup is made.")
    expect(mine.locator("[data-slot=backup] dd").nth(1)).to_contain_text("backups/mogiri-")
    tab_to(page, "Download")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    with ZipFile(taken.value.path()) as packed:
        assert {"manifest.json", "orders.jsonl", "csv/orders.csv"} <= set(packed.namelist())
    line = mine.locator("copy-line", has_text="--dry-run")
    expect(line.locator("code")).to_have_text(f"mogiri import {taken.value.suggested_filename} --dry-run")
    line.get_by_role("button").click()
    expect(line.get_by_role("button")).to_have_text(re.compile("Copied|Marked"))
    looks_right(page)
    page.goto(f"{shop.url}/owner/#data")
    expect(mine.locator("[data-slot=export]")).to_contain_text("最後に持ち出した日時")
    looks_right(page)


@pytest.mark.browser
def test_the_owner_hands_a_person_their_copy_and_forgets_them(shop: Shop, people: Any) -> None:
    buy(shop, line("coffee10", 1), name="忘れ 名")
    page: Page = people(PHONE)
    signed_in(page, shop, "owner")
    page.goto(f"{shop.url}/owner/#customers")
    page.locator("customer-list").get_by_role("link", name="忘れ 名").first.click()
    person = page.locator("owner-person")
    expect(person.locator("h1")).to_be_focused()
    expect(person).to_contain_text("忘れ 名")
    expect(person).to_contain_text("まだ使えるチケットを")
    with page.expect_download() as copy:
        person.get_by_role("link", name="写しをダウンロード").click()
    assert "忘れ 名" in copy.value.path().read_text("utf-8")
    looks_right(page)
    erase = person.locator("[data-slot=forget]")
    erase.click()
    expect(erase).to_have_text("もう一度押すと完全に消えます")
    erase.click()
    expect(person.locator("[data-slot=done]")).to_have_text("お名前と連絡先を消しました。")
    page.goto(f"{shop.url}/owner/#customers")
    expect(page.locator("customer-list")).not_to_contain_text("忘れ 名")
