"""A shop whose tickets are used, given and shared in every way: its files, and short ways to tickets and coupons."""

import re
import shutil
from pathlib import Path
from typing import Any

import httpx2

from tests.browser.conftest import ROOT, Shop
from tests.support.waiting import until

PARTY = """title: 常連さんの夜
summary: 受付でスタッフがスタンプを押します
venue: hall
sessions:
  - {starts: 2026-12-24 19:00, doors: 18:30, ends: 21:00, stock: 200}
tickets:
  - {id: adult, name: 一般, price: 3000}
  - {id: child, name: 小学生, price: 1000}
cancel:
  - {until: 7 days, fee: 0%}
gift: yes
use: stamp
"""
PROTECTED = """title: 写しのきかない夜
summary: 転売をお断りしています
venue: hall
sessions:
  - {starts: 2026-12-24 19:00, doors: 18:30, ends: 21:00, stock: 200}
tickets:
  - {id: adult, name: 一般, price: 3000}
cancel:
  - {until: 7 days, fee: 0%}
gift: yes
resale_protection: yes
qr_opens: 4 hours
entry_numbers: yes
id_check: yes
age_min: 18
"""
TEA = """title: お茶を一杯
summary: 喫茶室でお茶を一杯どうぞ
image: images/drink.jpg
image_alt: 柑橘を添えた冷たいグラス
benefit: {type: free_item, value: お茶一杯 無料, worth: 100, purchase_min: 1000}
valid: {days: 30}
uses: 3
share: yes
share_used: yes
use: tap
"""
PRESENT = """title: はじめての方へ 500円引き
summary: お友だちの最初の一回に
image: images/thanks300.jpg
image_alt: お辞儀をするもぎり係
benefit: {type: amount_off, value: 500}
valid: {days: 30}
uses: 1
share: only
use: scan
"""
JANUARY = """title: お年玉クーポン
summary: 年明けからのお楽しみ
benefit: {type: percent_off, value: 10%}
valid: {from: 2027-01-01, to: 2027-01-31}
code: OTOSHIDAMA
show_code: yes
"""
ENGLISH = {
    "events/party": ("A night for regulars", "The staff stamp your phone at the door"),
    "events/protected": ("A night not for resale", "No resale"),
    "coupons/tea": ("A cup of tea", "One tea in our café"),
    "coupons/january": ("New Year coupon", "From January"),
    "coupons/present": ("¥500 off for newcomers", "For a friend’s first time"),
}


def content(folder: Path) -> Path:
    """The sample shop's files and those of its own."""
    made = folder / "content"
    shutil.copytree(ROOT / "content", made)
    own = {"events/party": PARTY, "events/protected": PROTECTED, "coupons/tea": TEA, "coupons/present": PRESENT}
    own["coupons/january"] = JANUARY
    for name, front in own.items():
        (made / f"{name}.md").write_text(f"---\n{front}---\n\nどうぞ。\n", "utf-8")
        title, summary = ENGLISH[name]
        (made / f"{name}.en.md").write_text(f"---\ntitle: {title}\nsummary: {summary}\n---\n\nCome in.\n", "utf-8")
    return made


def told(url: str) -> dict[str, Any]:
    """The ticket as its page's JSON tells it."""
    return dict(httpx2.get(url, headers={"Accept": "application/json"}).json())


def coupon(shop: Shop, item: str, email: str) -> str:
    """The address of a coupon that the shop sent, from its mail."""
    with httpx2.Client(base_url=shop.url, headers={"Origin": shop.url}) as owner:
        assert owner.post("/api/sign-in", json={"token": shop.doors["owner_token"]}).status_code == 200
        answer = owner.post(f"/api/coupons/{item}/send", json={"to": [email]})
        assert answer.status_code < 300, answer.text
    return link_to(shop, email, "t")


def link_to(shop: Shop, email: str, kind: str) -> str:
    """The newest link of that kind (``t`` ticket, ``g`` gift, ``u`` no more mail) that was mailed to somebody."""

    def find() -> str | None:
        texts = (mail["text"] for mail in shop.mails() if mail["to"] == email)
        found = (re.search(rf"{re.escape(shop.url)}/{kind}/[\w.-]{{20,}}", text) for text in texts)
        return next((match[0] for match in found if match), None)

    return until(find, f"a link for {email}") or ""
