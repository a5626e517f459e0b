"""Every mail as it leaves: its words in both languages, and the facts that people act on."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from tests.support.goods import COFFEE, FREE, HALL, LIVE, PRESENT, SHOP, SHOW, SITE, TEN
from webhook import clock, templates
from webhook.catalogue import FORMAT, Catalogue
from webhook.database import connect, database
from webhook.letters import Places
from webhook.models import Mail, Order, Payment, Refund, Ticket, Waiting
from webhook.practice import doors
from webhook.practice.sample_letters import LOOKS
from webhook.practice.sample_mails import compose, names

CATALOGUE = Catalogue(format=FORMAT, built_at=SHOW, shop=SHOP, items=(LIVE, COFFEE, FREE, HALL, TEN, PRESENT))
PLACES = Places(catalogue=CATALOGUE, site="https://trial.example", tickets="https://t.trial.example")
NOW = SHOW - timedelta(days=20)  # 13 February; konbini orders lapse with the 16th
ENV: Environment = templates.environment([SITE], SHOP)
LEAKS = re.compile(r"\bNone\b|Undefined|\{\w+\}|\bmail_\w+\.|&amp;|datetime")


@pytest.fixture(scope="module", autouse=True)
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    pool = connect(f"sqlite:///{tmp_path_factory.mktemp('mails') / 'shop.db'}")
    clock.set_to(NOW)
    doors.open_doors("https://trial.example")
    with database.connection_context():
        yield
    clock.set_to(None)
    pool.close_all()


def mail(name: str, language: str = "ja", item: Any = LIVE, env: Any = ENV) -> EmailMessage:
    return compose(CATALOGUE, item, name, language, NOW, env, PLACES)


def bodies(built: EmailMessage) -> tuple[str, str]:
    """Plain text, and what a reader sees of the HTML with the addresses of its links."""
    plain: Any = built.get_body(("plain",))
    html: Any = built.get_body(("html",))
    linked = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>', r" \1 ", html.get_content())
    seen = re.sub(r"<style>.*?</style>|<[^>]*>", " ", linked, flags=re.S)
    return plain.get_content(), re.sub(r"\s+", " ", seen.replace("&#39;", "'"))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("item", [LIVE, COFFEE, FREE, HALL, TEN], ids=lambda item: item.id)
def test_every_mail_of_every_item_can_be_read(item: Any, language: str) -> None:
    assert len(names(item)) > (2 if item.kind == "coupon" else 5)
    for name in names(item):
        built = mail(name, language, item)
        assert built["Subject"]
        assert "\n" not in built["Subject"]
        for text in (str(built["Subject"]), *bodies(built)):
            assert not LEAKS.search(text), (name, LEAKS.search(text))
            if language == "en" and item in (LIVE, HALL, TEN) and name != "thanks":  # which names what comes next
                assert not re.search("[ぁ-んァ-ヶ一-龠]", text.replace("東京都", "")), (name, text)
        plain, html = bodies(built)
        assert "\n\n\n" not in plain, name
        assert "http" in plain
        assert "http" in html


def test_every_template_has_a_preview() -> None:
    pages = {file.stem for file in (SITE / "templates" / "mail").glob("*.html")}
    parts = {"frame", "parts", "sign-in", "konbini", "refund", "place"}
    assert pages - parts == {look.template for look in LOOKS.values()}
    assert set(names(HALL)) | set(names(TEN)) == set(LOOKS), "an event leads to all of them but a coupon's own"
    assert "gift" not in names(LIVE), "its tickets are not to be given"
    assert names(PRESENT) == names(TEN) == ("coupon", "coupon-shared", "find")


@pytest.mark.parametrize(
    ("name", "subject", "facts"),
    [
        ("payment-due", "お支払いのお願い(期限2月16日)", ["2月16日(火) 23:59", "9,000円", "payments.example/sample"]),
        (
            "payment-reminder",
            "お支払い期限まであと1日です",
            ["2月16日(火) 23:59", "9,000円", "payments.example/sample"],
        ),
        ("order-lapsed", "ご注文の期限が切れました", ["代金はいただいていません", "/events/live/", "9,000円"]),
        ("cancelled", "キャンセルを承りました", ["6,300円", "2,700円", "5〜10営業日", "/thanks/"]),
        ("called-off", "公演中止と返金のお知らせ", ["9,000円", "5〜10営業日", "天候のため", "/t/", "M-"]),
        ("called-off-single", "ご予約のキャンセルと返金のお知らせ", ["9,000円", "口座", "Stripe", "床に傷み"]),
        (
            "called-off-withdrawn",
            "公演は予定どおり開催します(中止のお知らせの取り消し)",
            ["返金はまだ始まっていません", "/t/", "19:00"],
        ),
        ("payment-returned-late", "お支払いをお返しします", ["9,000円", "申し訳ありません", "口座"]),
        ("payment-returned-twice", "お支払いをお返しします", ["9,000円", "二度", "そのままお使い"]),
        ("refund-bank", "返金先の口座をご登録ください", ["9,000円", "Stripe", "3月15日(月)"]),
        ("waiting-joined", "キャンセル待ちに登録しました", ["一般", "2枚", "#leave="]),
        ("waiting-offer", "お席をご用意できます(2月14日7時まで)", ["2月14日(日) 07:00", "2枚", "#offer=", "#leave="]),
        ("waiting-over", "キャンセル待ちの期限が切れました", ["次の方", "/events/live/"]),
        ("notice-order", "新しいご注文 M-", ["9,000円", "見本 花子", "@example.com", "/owner/#order/M-"]),
        ("notice-cancel", "キャンセルがありました M-", ["6,300円", "2,700円", "お客さま", "/owner/#order/M-"]),
        ("notice-digest", "新しいご注文 1件、キャンセル 1件", ["9,000円", "6,300円", "見本 花子", "/owner/#orders"]),
        ("notice-refund-failed", "確認してください: 返金できませんでした", ["9,000円", "再試行", "残高が足りません"]),
        ("notice-payment-unclear", "確認してください: お支払いを確かめられません", ["3,500円", "届いた額", "3,000円"]),
        ("notice-dispute-closed", "確認してください: 異議の申し立てが終わりました", ["認められました", "9,000円"]),
        ("notice-below-minimum", "確認してください: 最少催行人数に達していません", ["3(最少8)", "3月5日(金) 19:00"]),
    ],
)
def test_both_bodies_say_what_counts(name: str, subject: str, facts: list[str]) -> None:
    built = mail(name)
    assert str(built["Subject"]).startswith(subject)
    for body in bodies(built):
        for fact in facts:
            assert fact in re.sub(r"\s+", " ", body), (name, fact)


@pytest.mark.parametrize("name", ["called-off", "cancelled"])
def test_S4_22_how_long_a_refund_takes_depends_on_how_it_was_paid(name: str) -> None:
    single = {"called-off": "called-off-single"}.get(name, "payment-returned-late")  # paid at a convenience store
    for body in bodies(mail(name)):
        assert "5〜10営業日" in body
        assert "口座" not in body, "a card needs no bank account"
    for body in bodies(mail(single)):
        assert "口座" in body
        assert "Stripe" in body
        assert "5〜10営業日" not in body


@pytest.mark.parametrize(
    ("item", "name", "language", "subject", "facts"),
    [
        (
            HALL,
            "gift",
            "ja",
            "チケットが届いています(見本 花子さんより)",
            [
                "見本 花子さん",
                "贈れる公演",
                "3月5日(金)",
                "19:00",
                "1枚",
                "小ホール",
                "/g/",
                "取り消すこと",
                "捨ててください",
            ],
        ),
        (HALL, "gift", "en", "A ticket for you from Sam Sample", ["A show to give", "Fri, Mar 5", "1 ticket", "/g/"]),
        (
            TEN,
            "coupon",
            "ja",
            "クーポンが届きました",
            [
                "十回引き",
                "300円引き",
                "1,000円以上",
                "2027年2月22日(月)",
                "/t/",
                "同意",
                "送信者 試し座 help@trial.example",
            ],
        ),
        (
            TEN,
            "coupon",
            "en",
            "A coupon for you",
            ["¥300 off", "Feb 22", "/t/", "agreed to hear", "Sent by Trial Theatre"],
        ),
        (TEN, "coupon-shared", "ja", "クーポンが届きました", ["見本 花子さんから", "一度だけ", "送信者 試し座", "/t/"]),
        (
            TEN,
            "coupon-shared",
            "en",
            "A coupon for you",
            ["Sam Sample shared a coupon", "once", "Sent by Trial Theatre"],
        ),
        (
            HALL,
            "find",
            "ja",
            "チケットのご案内",
            ["贈れる公演", "3月5日(金)", "一般 2枚", "子ども 1枚", "/t/", "転送しない"],
        ),
        (HALL, "find", "en", "Your tickets", ["A show to give", "Adult 2 tickets", "Child 1 ticket", "/t/"]),
        (COFFEE, "find", "ja", "チケットのご案内", ["コーヒー回数券", "10回", "8月11日", "/t/"]),
    ],
)
def test_what_is_given_says_from_whom_and_why_it_came(
    item: Any, name: str, language: str, subject: str, facts: list[str]
) -> None:
    built = mail(name, language, item)
    assert str(built["Subject"]) == subject
    for body in bodies(built):
        for fact in facts:
            assert fact in re.sub(r"\s+", " ", body), (name, fact, body)


def test_a_coupon_for_giving_only_says_so_and_one_that_was_shared_is_not_to_be_shared() -> None:
    for body in bodies(mail("coupon", item=PRESENT)):
        assert "贈る専用" in body
    for body in bodies(mail("coupon-shared", item=TEN)):
        assert "シェア" not in body
        assert "からお使い" not in body, "it is good from the day it came"


@pytest.mark.parametrize(
    ("name", "subject", "facts"),
    [
        ("payment-due", "Please pay for your order by Tue, Feb 16", ["¥9,000", "23:59", "FamilyMart", "Seicomart"]),
        ("cancelled", "Your cancellation", ["¥6,300", "¥2,700", "5 to 10 business days"]),
        ("called-off-single", "Booking cancelled: your refund", ["¥9,000", "bank", "stage floor"]),
        ("waiting-offer", "A place for you until Sun, Feb 14, 7:00", ["07:00", "2 tickets", "#offer="]),
        ("refund-bank", "Please enter your bank account for the refund", ["¥9,000", "Mon, Mar 15"]),
    ],
)
def test_english_says_the_same(name: str, subject: str, facts: list[str]) -> None:
    built = mail(name, "en")
    assert str(built["Subject"]) == subject
    for body in bodies(built):
        for fact in facts:
            assert fact in re.sub(r"\s+", " ", body), (name, fact)


def test_a_konbini_buyer_knows_where_to_pay_and_that_there_is_no_ticket_yet() -> None:
    for body in bodies(mail("payment-due")):
        assert "まだチケットは発行されていません" in body
        for store in ("ファミリーマート", "ローソン", "ミニストップ", "セイコーマート"):
            assert store in body


def test_free_tickets_speak_of_no_money() -> None:
    assert not {name for name in names(FREE) if name.startswith(("payment", "order-lapsed", "refund"))}
    for name in ("cancelled", "called-off"):
        for body in bodies(mail(name, item=FREE)):
            assert "代金はいただいていない" in body
            assert "営業日" not in body


def test_mails_of_a_practice_shop_say_so() -> None:
    practice: Environment = templates.environment([SITE], SHOP, practice=True)
    for name in names(LIVE):
        for body in bodies(mail(name, env=practice)):
            assert "練習用のメールです" in body, name


def test_a_title_reaches_the_text_as_it_is_and_the_html_escaped() -> None:
    title = 'Rock & <b>Roll</b> "!"'
    loud = replace(LIVE, title={"ja": title, "en": title})
    env: Environment = templates.environment([SITE], replace(SHOP, name={"ja": "幕 & 間"}))
    for name in names(loud):
        built = mail(name, item=loud, env=env)
        html: Any = built.get_body(("html",))
        assert "<b>Roll" not in html.get_content(), name
        assert not re.search("&(lt|amp|#34);", bodies(built)[0]), name


def test_looking_leaves_nothing_behind() -> None:
    for name in names(LIVE):
        mail(name)
    for table in (Order, Payment, Ticket, Waiting, Refund, Mail):
        assert table.select().count() == 0, table


def test_the_contact_is_in_every_mail_to_a_fan_and_in_none_to_the_shop() -> None:
    for item in (HALL, TEN):
        for name in names(item):
            for body in bodies(mail(name, item=item)):
                assert ("03-0000-0000" in body) == (not name.startswith("notice")), name


def test_no_mail_carries_an_image_from_elsewhere_or_an_advert() -> None:
    for file in sorted(Path(SITE / "templates" / "mail").glob("*.html")):
        for source in re.findall(r'<img[^>]*src="([^"]*)"', file.read_text("utf-8")):
            assert source == "{{ ticket.qr_cid }}", file
