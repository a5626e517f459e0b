"""外部連携 in a real browser, by keyboard and by touch: receivers of webhooks, keys, and who says what is left."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect
from standardwebhooks import Webhook

from tests.browser.buying import buy, line
from tests.browser.conftest import DESK, PHONE, TABLET, Shop
from tests.browser.looking import looks_right, sized
from tests.browser.opened import signed_in
from tests.browser.owning import ask, tab_to, too_small
from tests.support.receiver import Receiver, receiver
from tests.support.waiting import until


@pytest.fixture
def crm() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def secret(page: Page) -> str:
    """What is shown once, and has the focus."""
    shown = page.locator("shown-once:visible [data-slot=secret]")
    expect(shown).to_be_focused()
    return shown.text_content() or ""


def test_S3_27_a_receiver_is_added_tried_paused_and_told_again_by_keyboard(
    shop: Shop, owner: Page, crm: Receiver
) -> None:
    owner.goto(f"{shop.url}/owner/")
    owner.get_by_role("link", name="外部連携").click()
    expect(owner.get_by_role("heading", name="外部連携", exact=True)).to_be_focused()
    tab_to(owner, "知らせる先を加える")
    owner.keyboard.press("Enter")
    tab_to(owner, "url")
    owner.keyboard.type("crm.example")
    owner.keyboard.press("Enter")
    expect(owner.locator("#hook-url-error")).to_have_text("https:// で始まるURLを入力してください。")
    expect(owner.get_by_label("送り先のURL")).to_be_focused()
    owner.keyboard.press("Control+A")
    owner.keyboard.type(crm.url)
    tab_to(owner, "note")
    owner.keyboard.type("会員台帳")
    tab_to(owner, "what")
    owner.keyboard.press("ArrowDown")
    owner.keyboard.press("Enter")
    expect(owner.locator("hook-list [data-slot=types-error]")).to_have_text("知らせることを、一つ以上選んでください。")
    looks_right(owner)
    sized(owner, DESK)
    owner.get_by_label("お支払いの確認").check()
    owner.keyboard.press("Enter")
    signing = secret(owner)
    looks_right(owner)
    sized(owner, DESK)
    tab_to(owner, "控えたので閉じる")
    owner.keyboard.press("Enter")
    assert signing not in owner.content()
    made = ask(shop, "GET", "/api/hooks")["hooks"][-1]
    assert (made["url"], made["events"], made["note"]) == (crm.url, ["order.paid"], "会員台帳")

    owner.locator(".links a", has_text="会員台帳").focus()
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("heading", name="会員台帳")).to_be_focused()
    tab_to(owner, "ためしに送る")
    owner.keyboard.press("Enter")
    log = owner.locator(".deliveries li")
    expect(log.filter(has_text="ためしの知らせ")).to_contain_text("届きました")
    headers, body = crm.taken[0]
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert Webhook(signing).sign(headers["webhook-id"], at, body.decode()) in headers["webhook-signature"].split()
    buy(shop, line("coffee10", 1))
    until(lambda: len(crm.taken) > 1, "the order")
    paid = log.filter(has_text="お支払いの確認")
    expect(paid).to_contain_text("応答 200")
    paid.get_by_text("送った内容").click()
    expect(paid.locator("pre")).to_contain_text('"total": 3000')
    looks_right(owner)
    sized(owner, DESK)
    paid.get_by_role("button", name="もう一度送る").click()
    until(lambda: len(crm.taken) > 2, "the same once more")
    assert crm.taken[1][0]["webhook-id"] == crm.taken[2][0]["webhook-id"]
    owner.get_by_role("button", name="停止する").click()
    expect(owner.locator("hook-log > div [data-slot=state]").first).to_have_text("停止中")
    owner.get_by_role("button", name="再開する").click()
    expect(owner.get_by_text("再開しました。")).to_be_visible()
    owner.get_by_role("button", name="署名の鍵を替える").click()
    owner.get_by_role("button", name="もう一度押すと替わります").click()
    assert secret(owner) not in ("", signing)
    owner.goto(f"{shop.url}/owner/#hook/H-NOBODY")
    expect(owner.get_by_role("heading", name="この知らせ先は見つかりません。")).to_be_visible()


def test_a_key_is_made_read_with_and_stopped(shop: Shop, owner: Page) -> None:
    owner.goto(f"{shop.url}/owner/#systems")
    owner.get_by_text("鍵をつくる", exact=True).first.click()
    owner.locator("key-list").get_by_role("button", name="鍵をつくる").click()
    expect(owner.get_by_label("使うシステムの名前")).to_be_focused()
    expect(owner.locator("#key-name-error")).to_have_text("名前を入力してください。")
    owner.get_by_label("使うシステムの名前").fill("会計ソフト")
    owner.keyboard.press("Enter")
    expect(owner.locator("[data-slot=scopes-error]")).to_have_text("一つ以上選んでください。")
    owner.get_by_label("注文", exact=True).check()
    looks_right(owner)
    sized(owner, DESK)
    owner.locator("key-list").get_by_role("button", name="鍵をつくる").click()
    bearer = {"Authorization": f"Bearer {secret(owner)}"}
    row = owner.locator("key-list li", has_text="会計ソフト")
    expect(row).to_contain_text("注文 / まだ使われていません")
    read = [httpx2.get(f"{shop.url}/api/{each}", headers=bearer).status_code for each in ("orders", "customers")]
    assert read == [200, 403]
    row.get_by_role("button", name="会計ソフトの鍵を止める").click()
    row.get_by_role("button", name="もう一度押すと止まります").click()
    expect(owner.get_by_text("鍵を止めました。もう何も読み取れません。")).to_be_focused()
    assert httpx2.get(f"{shop.url}/api/orders", headers=bearer).status_code == 401
    expect(row).to_contain_text("止めました")
    expect(row.get_by_role("button")).to_be_hidden()


def test_S4_09_whoever_says_what_is_left_gets_a_secret_and_an_address(shop: Shop, owner: Page) -> None:
    owner.goto(f"{shop.url}/owner/#systems")
    owner.get_by_role("button", name="署名の鍵をつくる").click()
    owner.get_by_role("button", name="前の鍵は使えなくなります。もう一度押すとつくります").click()
    signer = Webhook(secret(owner))
    url = owner.locator("[data-slot=address]").text_content() or ""
    assert url == f"{shop.url}/webhooks/availability"
    body = json.dumps({"item": "backstage", "session": "20261216-1500", "remaining": 3})
    now = datetime.fromisoformat(shop.moment or "").astimezone(UTC)
    signed = {"webhook-id": "one", "webhook-timestamp": str(int(now.timestamp()))}
    signature = signer.sign("one", now, body)
    answer = httpx2.post(url, content=body, headers=signed | {"webhook-signature": signature})
    assert answer.status_code == 200, answer.text
    stock = httpx2.get(f"{shop.url}/api/stock").json()["items"]["backstage"]["sessions"]["20261216-1500"]
    assert stock["remaining"] == 3
    owner.goto(f"{shop.url}/owner/#selling/backstage")
    told = owner.locator(".switches li", has_text="12月16日(水) 15:00")
    expect(told).to_contain_text("残り3 / 残りはほかのシステムから")
    expect(told.get_by_role("button")).to_be_hidden()
    with pytest.raises(AssertionError, match="set_elsewhere"):
        ask(shop, "POST", "/api/sessions/backstage/20261216-1500/close", json={})


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_connections_fit_every_device(shop: Shop, people: Any, size: dict[str, int]) -> None:
    owner = people(size, "en-GB")
    signed_in(owner, shop, "owner")
    url = "https://crm.example/" + "a-long-path-without-an-end" * 4
    hook = ask(shop, "POST", "/api/hooks", json={"url": url, "events": [], "note": ""})
    ask(shop, "POST", "/api/keys", json={"name": "Everything", "scopes": ["orders", "customers", "usage", "uses"]})
    for screen in ("systems", f"hook/{hook['id']}"):
        owner.goto("about:blank")
        owner.goto(f"{shop.url}/en/owner/#{screen}")
        owner.locator("h1:visible").wait_for()
        for summary in owner.locator("summary:visible").all():
            summary.click()
        assert owner.evaluate("document.documentElement.scrollWidth") <= size["width"], screen
        assert too_small(owner) == [], screen
