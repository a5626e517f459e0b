"""The legal pages say what the settings say, in every language, and every page leads to them."""

import html
import re

import pytest

from tests.generator.conftest import Desk, heading

LEGAL = "legal: {name: 株式会社試し座, responsible: 試 花子, address: 東京都台東区1-1, phone: 03-0000-0000}"
NOTICE = "legal/tokushoho/index.html"


def _text(page: str) -> str:
    """What the main part of a page reads as."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def _facts(page: str) -> dict[str, str]:
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd></div>", page, re.DOTALL)
    return {title: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(text))).strip() for title, text in pairs}


def test_every_page_links_to_the_notice_by_its_exact_name(desk: Desk) -> None:
    desk.build()
    shown = {file: file.relative_to(desk.output).parts[0] for file in desk.output.rglob("*.html")}
    pages = [file for file, first in shown.items() if first not in ("en", "staff", "owner")]
    assert len(pages) > 10
    for file in pages:
        assert '<a href="/legal/tokushoho/">特定商取引法に基づく表記</a>' in file.read_text("utf-8"), file
    assert "/en/legal/tokushoho/" in desk.page("en/index.html")


def test_the_notice_has_every_item_of_article_11(desk: Desk) -> None:
    desk.edit("shop.md", "languages: [ja, en]", "languages: [ja, en]\nfees: [{name: 送料, amount: 200}]")
    desk.edit(
        "shop.md",
        LEGAL,
        f"{LEGAL[:-1]}, jp_office: 大阪市1-1, defects: 全額を返金します。, invoice_number: T1234567890123}}",
    )
    desk.edit("events/live.md", "gift: yes", "gift: yes\nkonbini: {stop: 4 days}")
    assert desk.build("--strict").exit_code == 0
    page = desk.page(NOTICE)
    assert heading(page) == "特定商取引法に基づく表記"
    facts = _facts(page)
    assert facts["販売業者"] == "株式会社試し座"
    assert facts["運営責任者"] == "試 花子"
    assert facts["所在地"] == "東京都台東区1-1"
    assert facts["日本国内の事務所"] == "大阪市1-1"
    assert facts["電話番号"] == "03-0000-0000 受付時間 平日 10:00–18:00"
    assert facts["メールアドレス"] == "help@trial.example"
    assert facts["登録番号"] == "T1234567890123"
    assert "消費税を含む" in facts["販売価格"]
    assert facts["価格のほかに必要な料金"] == "送料: 200円(税込)"
    assert "クレジットカード" in facts["お支払いの方法と時期"]
    assert "コンビニ" in facts["お支払いの方法と時期"]
    assert "すぐに" in facts["お渡しと提供の時期"]
    assert "回数券" in facts["お渡しと提供の時期"]
    assert "販売期間" in facts["申込期間"]
    assert facts["内容が契約と異なるとき"] == "全額を返金します。"
    assert "数量" in facts["特別な販売条件"]
    assert "Safari" in facts["動作環境"]
    assert "送料: 200円(税込)" in _text(desk.page("confirm/index.html"))
    shop = desk.catalogue()["shop"]
    assert (shop["seller"], shop["invoice_number"]) == ({"ja": "株式会社試し座"}, "T1234567890123")
    assert "ほかに手数料はかかりません" not in desk.page("events/live/index.html")


def test_the_policy_is_in_the_words_of_the_sale_page(desk: Desk) -> None:
    desk.edit("events/live.md", "gift: yes", "gift: yes\nfee_reason: 会場を貸し切るため")
    desk.build()
    sale = desk.page("events/live/index.html")
    sentences = re.findall(r"<li>(開催日の.*?)</li>", sale.partition('id="terms"')[2])
    assert len(sentences) == 3
    for file in (NOTICE, "legal/terms/index.html"):
        text = _text(desk.page(file))
        assert all(sentence in text for sentence in sentences), file
        assert "対象: 試しライブ" in text
        assert "対象: コーヒー回数券 / 金券" in text
        assert "キャンセル料の理由: 会場を貸し切るため" in text
    assert "キャンセル料の理由: 会場を貸し切るため" in sale


def test_a_person_may_answer_requests_instead_of_publishing_an_address(desk: Desk) -> None:
    desk.edit("shop.md", LEGAL, "legal: {name: 試 花子, disclose_on_request: yes}")
    assert desk.build("--strict").exit_code == 0
    facts = _facts(desk.page(NOTICE))
    assert facts["販売業者"] == "試 花子"
    assert "請求をいただければ遅滞なくお知らせします" in facts["所在地"]
    assert "請求先: help@trial.example" in facts["所在地"]
    assert "電話番号" not in facts


def test_a_company_may_not(desk: Desk) -> None:
    desk.edit("shop.md", LEGAL, "legal: {name: 株式会社試し座, disclose_on_request: yes}")
    assert "legal.address, legal.phone, legal.responsible" in desk.build("--strict").stderr
    assert desk.build().exit_code == 0
    assert "請求をいただければ" not in desk.page(NOTICE)


def test_what_is_missing_is_said_to_the_creator_only(desk: Desk) -> None:
    from generator.build import build

    desk.edit("shop.md", LEGAL, "")
    desk.build()
    assert "shop.md" not in _text(desk.page(NOTICE))
    build(desk.content, desk.output, practice=True)
    assert "shop.md に書き足してください: legal.name, legal.address, legal.phone" in _text(desk.page(NOTICE))


@pytest.mark.parametrize(
    "settings", ["currency: USD\ntime_zone: America/New_York", "market: [us, uk]"], ids=["money and clock", "market"]
)
def test_a_shop_elsewhere_owes_no_japanese_notice(desk: Desk, settings: str) -> None:
    desk.edit("shop.md", LEGAL, settings)
    assert desk.build("--strict").exit_code == 0
    assert not (desk.output / NOTICE).exists()
    assert "tokushoho" not in desk.page("index.html")
    assert '<a href="/legal/privacy/">' in desk.page("index.html")
    assert desk.catalogue()["shop"]["legal"] == ["privacy", "terms"]


def test_the_privacy_page_names_processors_and_days(desk: Desk) -> None:
    desk.build()
    text = _text(desk.page("legal/privacy/index.html"))
    assert "株式会社試し座は、" in text
    assert "Stripe: お支払いと返金の処理" in text
    assert "メールの送信と、サーバーの事業者" in text
    assert "90日で消します" in text
    for kept in ("キャンセル待ちに登録するとき", "クーポンをお友だちに贈るとき", "はじめて開いた日時", "電話番号"):
        assert kept in text.partition("使いみち")[0], "all that is kept is named"
    assert "お問い合わせ: help@trial.example" in text
    desk.edit(
        "shop.md",
        "languages: [ja, en]",
        "languages: [ja, en]\nprivacy: {retain_days: 30, processors: [{name: 郵便社, purpose: 発送}]}",
    )
    desk.edit("shop.en.md", "name: Trial Theatre", "name: Trial Theatre\nlegal: {name: Trial Theatre Inc.}")
    desk.build()
    text = _text(desk.page("legal/privacy/index.html"))
    assert "郵便社: 発送" in text
    assert "サーバーの事業者" not in text
    english = _text(desk.page("en/legal/privacy/index.html"))
    assert "erased 30 days after" in english
    assert "Trial Theatre Inc. keeps" in english


def test_the_terms_keep_statutory_rights_and_the_refund_of_what_is_called_off(desk: Desk) -> None:
    desk.build()
    text = _text(desk.page("legal/terms/index.html"))
    assert "消費者契約法その他の法令がお客様に認める権利を、制限したり奪ったりするものではありません" in text
    assert "お支払いの全額をお返しします" in text
    assert "特定興行入場券" not in text
    assert "撤回権" not in text
    desk.edit("events/live.md", "gift: yes", "gift: yes\nresale_protection: yes\nrefund_if_cancelled: no")
    desk.edit("shop.md", "languages: [ja, en]", "languages: [ja, en]\nmarket: [jp, eu]")
    desk.build()
    text = _text(desk.page("legal/terms/index.html"))
    assert "興行主の同意のない有償譲渡が禁止されています" in text
    assert "各ページの定めによります: 試しライブ" in text
    assert "第16条(l)" in text


def test_a_shop_that_sells_in_the_eu_says_how_far_everybody_can_use_it(desk: Desk) -> None:
    """Directive 2019/882, annex V: what is met, what is not, and whom to tell."""
    desk.build()
    assert not (desk.output / "legal/accessibility").exists()
    desk.edit("shop.md", "languages: [ja, en]", "languages: [ja, en]\nmarket: [jp, eu]")
    desk.edit("pages/faq.md", "お知らせください。", "[誰でも](/legal/accessibility/)")
    assert desk.problems() == []
    desk.build()
    assert desk.catalogue()["shop"]["legal"] == ["tokushoho", "privacy", "terms", "accessibility"]
    assert '<a href="/legal/accessibility/">アクセシビリティについて</a>' in desk.page("index.html")
    japanese, english = (_text(desk.page(f"{home}legal/accessibility/index.html")) for home in ("", "en/"))
    assert "WCAG)2.1のレベルAA" in japanese
    assert "level AA of the Web Content Accessibility Guidelines (WCAG) 2.1" in english
    for text in (japanese, english):
        assert "EN 301 549" in text
        assert "2019/882" in text
        assert "Stripe" in text, "what is missing"
        assert "help@trial.example" in text, "whom to tell"


def test_links_of_the_creator_may_lead_to_the_legal_pages(desk: Desk) -> None:
    desk.edit("pages/faq.md", "お知らせください。", "[表記](/legal/tokushoho/) [about](/en/legal/privacy/)")
    assert desk.problems() == []
    desk.edit("pages/faq.md", "/legal/tokushoho/", "/legal/tokusho/")
    assert [each["code"] for each in desk.problems()] == ["dead_link"]


def test_a_page_of_the_creator_replaces_none_of_them(desk: Desk) -> None:
    desk.write("pages/legal.md", "---\ntitle: 題\n---\n")
    assert ("content/pages/legal.md", 1, "", "page_taken") in desk.found()


def test_S4_61_conditions_are_on_the_sale_page_and_in_what_the_confirmation_reads(desk: Desk) -> None:
    keys = "age_min: 18\nguardian: accompany\nunder6: lap\nmin_participants: 8\nid_check: yes\nresale_protection: yes"
    desk.edit("events/live.md", "gift: yes", f"gift: yes\n{keys}")
    desk.edit("shop.md", "languages: [ja, en]", "languages: [ja, en]\nmarket: [jp, eu]")
    assert desk.build().exit_code == 0
    sale, _, terms = desk.page("events/live/index.html").partition('id="terms"')
    for sentence in (
        "18歳以上の方に限ります。",
        "18歳未満の方は、保護者の方と一緒にお越しください。",
        "大人の方のひざの上",
        "最少催行人数8名",
    ):
        assert sentence in sale
        assert sentence in terms
    assert "興行主の同意のない有償譲渡は禁止されています" in sale
    assert "EUの撤回権はありません(指令2011/83/EU 第16条(l))" in terms
    assert 'data-term="agree"' in terms
    assert "18歳未満" not in desk.page("passes/coffee/index.html")
    assert "14日以内" in desk.page("passes/coffee/index.html")


def test_S1_06_prices_say_their_tax_and_a_saving_what_it_is_measured_by(desk: Desk) -> None:
    desk.edit("passes/coffee.md", "use: tap", "use: tap\ntax_rate: 8%\nplaces: [hall]")
    desk.build()
    page = desk.page("passes/coffee/index.html")
    assert "通常4,000円 → 3,000円(1,000円お得・25%)" in page
    assert "軽減税率(8%)" in page
    assert "1回400円は、一階のレジでの価格です。" in page
    assert "大ホール" in _facts(page)["使える場所"]
    assert "※" in _facts(desk.page(NOTICE))["販売価格"]
    desk.edit("passes/coffee.md", "single_price: 400\nsingle_at: 一階のレジ\n", "")
    desk.build()
    assert "お得" not in desk.page("passes/coffee/index.html"), "without a single price there is no claim"


def test_S1_07_what_goes_with_a_pass_is_offered_beside_it(desk: Desk) -> None:
    desk.edit("passes/coffee.md", "use: tap", "use: tap\nrelated: [live]")
    desk.build()
    offered = desk.page("passes/coffee/index.html").partition("item-related")[2]
    assert 'href="/events/live/"' in offered


def test_what_is_paused_here_is_not_sold_here(desk: Desk) -> None:
    desk.edit("events/live.md", "gift: yes", "gift: yes\npaused: [partner]")
    desk.build("--now", "2027-02-01T12:00")
    assert "state-on_sale" in desk.page("events/live/index.html")
    line = desk.edit("events/live.md", "paused: [partner]", "paused: [own, nobody]")
    assert desk.found() == {("content/events/live.md", line, "paused", "channel_unknown")}
    desk.edit("events/live.md", "[own, nobody]", "[own]")
    desk.build("--now", "2027-02-01T12:00")
    page = desk.page("events/live/index.html")
    assert "state-paused" in page
    assert "state-on_sale" not in page.partition("item-related")[0]


def test_the_confirmation_has_the_six_slots_the_conditions_and_the_legal_links(desk: Desk) -> None:
    desk.build()
    page = desk.page("confirm/index.html")
    for slot in ("quantity", "price", "payment", "delivery", "cancel", "period", "resale", "notes"):
        assert page.count(f'data-slot="{slot}"') == 1
    assert 'name="conditions"' in page
    assert "注文を確定して支払いに進む" in page
    act = page.partition('class="confirm-act"')[2].partition("</section>")[0]
    assert 'href="/legal/tokushoho/"' in act
