"""The receipt as paper: what the law wants on it, the addressee typed once, and what went back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jinja2 import Environment

from tests.support.goods import SHOP, SITE
from tests.webhook.conftest import Shop
from webhook import templates

PAID = datetime(2026, 12, 20, 3, tzinfo=UTC)
ENV: Environment = templates.environment([SITE], SHOP)
PAGE = {"kind": "ticket", "path": "/t/x/receipt", "title": "領収書", "description": "", "image": None}
BACK = {"at": PAID + timedelta(days=2), "amount": 6300, "fee": 2700, "taxes": [{"rate": 10, "total": 6300, "tax": 572}]}


def receipt(**more: Any) -> dict[str, Any]:
    """Nine thousand at 10 % and two lunches at 8 %, 300 off."""
    return {
        "kind": "receipt",
        "number": "M-ABC",
        "issued_at": PAID + timedelta(days=3),
        "paid_at": PAID,
        "seller": "合同会社試し座",
        "invoice_number": "T1234567890123",
        "addressee": "",
        "order": "M-ABC",
        "currency": "JPY",
        "lines": [
            {"title": "試しライブ", "detail": "一般", "quantity": 2, "price": 4500, "amount": 9000, "rate": 10},
            {"title": "弁当", "detail": "", "quantity": 2, "price": 1080, "amount": 2160, "rate": 8},
        ],
        "discount": 300,
        "total": 10860,
        "taxes": [{"rate": 10, "total": 8700, "tax": 790}, {"rate": 8, "total": 2160, "tax": 160}],
        "refunds": [],
        "fee_kept": 0,
        "fee_taxed": False,
        "method": "card",
    } | more


def seen(found: dict[str, Any], language: str = "ja") -> str:
    """What a reader sees, in one line."""
    html = ENV.get_template("receipt.html").render(
        lang=language, site_base="", reload=False, menu=[], page=PAGE, receipt=found, ticket={"token": "x"}
    )
    main = re.search("<main.*</main>", html, flags=re.S)
    assert main
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main.group()))


def test_an_invoice_has_all_that_the_law_wants() -> None:
    text = seen(receipt())
    for fact in (
        *("領収書", "適格簡易請求書", "登録番号 T1234567890123", "合同会社試し座", "2026年12月20日(日)", "M-ABC"),
        *("試しライブ", "弁当 ※", "10,860円", "10%対象 8,700円 うち消費税 790円", "8%対象 ※ 2,160円 うち消費税 160円"),
        *("割引 −300円", "※は軽減税率(8%)の対象です。", "収入印紙は要りません", "クレジットカード"),
    ):
        assert fact in text, fact


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("more", [{}, {"refunds": [BACK], "kind": "refund"}])
def test_without_a_number_the_word_invoice_never_appears(language: str, more: dict[str, Any]) -> None:
    text = seen(receipt(invoice_number=None, **more), language)
    assert not re.search("インボイス|適格|登録番号|[Ii]nvoice|Registration", text)


def test_the_mark_of_the_reduced_rate_is_there_only_for_it() -> None:
    lines = [receipt()["lines"][0]]
    assert "※" not in seen(receipt(lines=lines, taxes=[{"rate": 10, "total": 9000, "tax": 818}]))


def test_while_some_money_stays_it_is_a_receipt_with_what_went_back() -> None:
    text = seen(receipt(kind="refund", refunds=[BACK], fee_kept=2700))
    assert "領収書" in text
    assert "領収金額 10,860円" in text
    for fact in ("お返しした金額 −6,300円", "−6,300円 うち消費税 −572円", "うちキャンセル料 2,700円", "適格返還請求書"):
        assert fact in text, fact
    assert "キャンセル料は損害の埋め合わせにあたるため、消費税の対象外です。" in text
    assert "差し引きのお支払い額 4,560円" in text


def test_when_all_went_back_it_is_the_statement_of_that() -> None:
    taxes = receipt()["taxes"]
    text = seen(receipt(kind="refund", refunds=[BACK | {"amount": 10860, "fee": 0, "taxes": taxes}]))
    for fact in ("返金明細書", "適格返還請求書", "返金額 10,860円", "もとのお支払い日 2026年12月20日(日)"):
        assert fact in text, fact
    assert "正に領収いたしました" not in text


def test_the_addressee_is_typed_once(small_shop: Shop) -> None:
    page = {"Accept": "text/html"}
    address = small_shop.ticket()["url"] + "/receipt"
    blank = small_shop.fan.get(address, headers=page)
    assert blank.status_code == 200
    assert 'name="addressee"' in blank.text
    name = "株式会社 <曳舟> & 仲間"
    assert small_shop.fan.post(address, json={"addressee": name}).status_code == 200
    signed = small_shop.fan.get(address, headers=page).text
    assert "株式会社 &lt;曳舟&gt; &amp; 仲間 様" in signed
    assert 'name="addressee"' not in signed
    again = small_shop.fan.post(address, json={"addressee": "ほかの人"})
    assert again.status_code == 409
    assert again.json()["error"]["code"] == "addressee_set"
    assert small_shop.fan.get(address).json()["addressee"] == name
