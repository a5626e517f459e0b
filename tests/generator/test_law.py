"""The rules of law and trade: each fires at its line, says its number and its key, and is silent when answered."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.law.claims import most_premium
from generator.law.wording import without_tax
from generator.problems import RULES
from tests.generator.conftest import SITE, Desk

LIVE, COFFEE, GIFT, THANKS, FAQ, SHOP = (
    "events/live.md",
    "passes/coffee.md",
    "vouchers/gift.md",
    "coupons/thanks.md",
    "pages/faq.md",
    "shop.md",
)
LEGAL = "legal: {name: 株式会社試し座, responsible: 試 花子, address: 東京都台東区1-1, phone: 03-0000-0000}"


def _rules(desk: Desk) -> list[tuple[str, int, str]]:
    """Every problem as (file, line, number of the rule)."""
    return [(each["file"].removeprefix("content/"), each["line"], each["rule"]) for each in desk.problems()]


FIRING = [
    ("E-TK-1", SHOP, "phone: 03-0000-0000}\n---", "}\n---", 0),
    ("E-TK-1", SHOP, "responsible: 試 花子, ", "", 0),
    ("E-TK-1", SHOP, LEGAL, "", None),
    ("E-TK-1", SHOP, "phone: 03-0000-0000}\n---", "disclose_on_request: yes}\n---", 0),
    ("W-PSA-0", COFFEE, "valid: {days: 180}", "valid: {days: 181}", 0),
    ("W-PSA-0", COFFEE, "valid: {days: 180}", "valid: {days: 184}", 0),
    ("W-PSA-0", COFFEE, "valid: {days: 180}", "valid: {from: 2027-09-01, to: 2028-02-28}", 0),
    ("W-PSA-1", COFFEE, "valid: {days: 180}", "valid: {days: 185}", 0),
    ("W-PSA-1", COFFEE, "valid: {days: 180}\n", "", None),
    ("W-PSA-1", COFFEE, "valid: {days: 180}", "valid: {from: 2027-09-01, to: 2028-03-01}", 0),
    (
        "W-PSA-1",
        COFFEE,
        "valid: {days: 180}",
        "valid: {from: 2027-09-01, to: 2027-10-01}\nsales: {from: 2027-03-01 10:00, until: 2027-09-20 10:00}",
        0,
    ),
    ("W-PSA-3", GIFT, "psa_ack: {by: 試 花子, on: 2026-11-01}\n", "", None),
    ("E-RS-1", LIVE, "venue: hall\n", "resale_protection: yes\n", 0),
    ("E-RS-1", LIVE, "gift: yes", "gift: no\nresale_protection: yes", 1),
    ("E-TX-1", FAQ, "お知らせください。", "一枚 3,000円(税抜) です。", 0),
    ("E-TX-1", FAQ, "お知らせください。", "はじめに。\n\n一枚3000円+税。", 2),
    ("E-TX-1", FAQ, "お知らせください。", "税別\uff13\uff0c\uff10\uff10\uff10円です。", 0),
    ("E-TX-1", LIVE, "summary: 三組で笑い納め", "summary: 一人3,000円(税別)", 0),
    ("E-TX-1", "events/live.en.md", "See the", "It is ¥3,000 plus tax. See the", 0),
    ("E-TX-2", FAQ, "お知らせください。", "インボイスに対応しています。", 0),
    ("E-TX-2", FAQ, "お知らせください。", "適格簡易請求書を出します。", 0),
    ("E-TX-2", SHOP, "phone: 03-0000-0000}\n---", "phone: 03-0000-0000, invoice_number: T123}\n---", 0),
    ("W-CC-1", LIVE, "{until: 7 days, fee: 0%}", "{until: 60 days, fee: 100%}", 0),
    ("W-CC-1", LIVE, "{until: 7 days, fee: 0%}\n  - {until: 1 day, fee: 30%}", "{until: 31 days, fee: 0%}", 0),
    ("W-CC-2", LIVE, "gift: yes", "gift: yes\nrefund_if_cancelled: no", 1),
    ("W-KH-1", THANKS, "{type: amount_off, value: 300}", "{type: free_item, value: コーヒー}", 0),
    ("W-KH-1", THANKS, "{type: amount_off, value: 300}", "{type: gift, value: 手ぬぐい, worth: 201}", 0),
    (
        "W-KH-1",
        THANKS,
        "{type: amount_off, value: 300}",
        "{type: gift, value: 手ぬぐい, worth: 401, purchase_min: 2000}",
        0,
    ),
    ("W-KH-2", COFFEE, "single_at: 一階のレジ\n", "", -1),
    ("W-AG-1", LIVE, "ends: 21:00", "ends: 23:30", 0),
    ("W-AG-1", LIVE, "ends: 21:00", "ends: 2027-03-06 05:00", 0),
    ("W-AG-1", LIVE, "starts: 2027-03-06 14:00\n    stock: 12", "starts: 2027-03-06 23:30", 0),
    ("E-SHARE", COFFEE, "use: tap", "use: tap\nshare: yes", 1),
    ("W-SHARE-1", THANKS, "code: ARIGATO300", "share: yes\nuses: 10", 0),
]


@pytest.mark.parametrize(
    ("rule", "path", "old", "new", "below"),
    FIRING,
    ids=[f"{each[0]}-{number}" for number, each in enumerate(FIRING)],
)
def test_a_rule_fires_at_its_line(desk: Desk, rule: str, path: str, old: str, new: str, below: int | None) -> None:
    line = desk.edit(path, old, new) + (below or 0)
    if path == LIVE and "2027-03-06 23:30" in new:
        desk.edit(LIVE, "until: 2027-03-06 12:00", "until: 2027-03-05 12:00")
    found = [each for each in _rules(desk) if each[2]]
    assert [each[2] for each in found] == [rule], found
    if below is not None:
        assert found[0][:2] == (path, line)


SILENT = [
    ("E-TK-1", SHOP, LEGAL, "legal: {name: 試 花子, disclose_on_request: yes}"),
    ("E-TK-1", SHOP, LEGAL, "legal: {disclose_on_request: yes}"),
    ("E-TK-1", SHOP, LEGAL, "legal: {name: 試 花子, address: 東京都台東区1-1, phone: 03-0000-0000}"),
    ("E-TK-1", SHOP, LEGAL, "currency: USD\ntime_zone: America/New_York"),
    ("E-TK-1", SHOP, LEGAL, "market: [us]"),
    ("W-PSA-0", COFFEE, "valid: {days: 180}", "valid: {days: 181}\npsa_ack: {by: 試, on: 2026-11-01}"),
    ("W-PSA-0", COFFEE, "valid: {days: 180}", "valid: {from: 2027-09-01, to: 2028-02-27}"),
    ("W-PSA-1", COFFEE, "valid: {days: 180}", "psa_ack: {by: 試, on: 2026-11-01}"),
    ("W-PSA-1", COFFEE, "price: 3000\nsingle_price: 400\nsingle_at: 一階のレジ\nvalid: {days: 180}", "price: 0"),
    ("E-RS-1", LIVE, "gift: yes", "gift: yes\nresale_protection: yes"),
    ("E-RS-1", LIVE, "gift: yes", "gift: no\nlimit_per_person: 1\nresale_protection: yes"),
    ("E-TX-1", FAQ, "お知らせください。", "一枚3,300円(税込)です。税抜の話はここではしません。"),
    ("E-TX-1", FAQ, "お知らせください。", "税抜3,000円(税込3,300円)です。"),
    ("E-TX-1", FAQ, "お知らせください。", "`3,000円+税` とは書けません。"),
    ("E-TX-1", FAQ, "お知らせください。", "```\n3,000円+税\n```"),
    ("E-TX-1", FAQ, "お知らせください。", "例です。\n\n    3,000円(税抜)\n\nおわり。"),
    ("W-CC-1", LIVE, "{until: 7 days, fee: 0%}\n  - {until: 1 day, fee: 30%}", "{until: 30 days, fee: 0%}"),
    ("W-CC-1", LIVE, "{until: 1 day, fee: 30%}", "{until: 1 day, fee: 100%}"),
    ("W-CC-1", LIVE, "{until: 7 days, fee: 0%}", "{until: 60 days, fee: 0%}\n  - {until: 2 days, fee: 50%}"),
    (
        "W-CC-1",
        LIVE,
        "{until: 7 days, fee: 0%}\n  - {until: 1 day, fee: 30%}\n",
        "{until: 60 days, fee: 100%}\nfee_reason: 会場を貸し切るため\n",
    ),
    ("W-CC-2", LIVE, "gift: yes", "gift: yes\nrefund_if_cancelled: yes"),
    ("W-KH-1", THANKS, "{type: amount_off, value: 300}", "{type: gift, value: 手ぬぐい, worth: 200}"),
    (
        "W-KH-1",
        THANKS,
        "{type: amount_off, value: 300}",
        "{type: gift, value: 手ぬぐい, worth: 400, purchase_min: 2000}",
    ),
    ("W-KH-2", COFFEE, "single_price: 400\nsingle_at: 一階のレジ", "single_price: 3500"),
    ("W-AG-1", LIVE, "ends: 21:00", "ends: 23:00"),
    ("W-AG-1", LIVE, "ends: 21:00\n    stock: 12\n    id: fri", "ends: 23:30"),
    ("E-SHARE", COFFEE, "use: tap", "use: tap\nshare: no"),
    ("W-SHARE-1", THANKS, "code: ARIGATO300", "share: no\nuses: 10"),
]


@pytest.mark.parametrize(
    ("rule", "path", "old", "new"), SILENT, ids=[f"{each[0]}-{number}" for number, each in enumerate(SILENT)]
)
def test_a_rule_is_silent_when_it_is_answered(desk: Desk, rule: str, path: str, old: str, new: str) -> None:
    desk.edit(path, old, new)
    if "23:30" in new:
        desk.edit(LIVE, "gift: yes", "gift: yes\nage_min: 18")
    assert not [each for each in _rules(desk) if each[2] == rule]


def test_every_rule_names_itself_and_a_key_in_both_languages(desk: Desk) -> None:
    from generator.phrases import phrase

    for code, rule in RULES.items():
        for language in ("ja", "en"):
            words = phrase(language, f"problem.{code}", **dict.fromkeys(_names(language, code), "x"))
            remedy = r"税込の金額に直す|with tax" if code == "tax_excluded" else r"[a-z_]{4,}|T1234567890123"
            assert re.search(remedy, words), (code, language)
        assert re.fullmatch(r"[EW]-[A-Z]+(-\d)?", rule)


def _names(language: str, code: str) -> list[str]:
    import tomllib

    folder = Path(__file__).parent.parent.parent / "generator" / "words"
    text = tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))["problem"][code]
    return re.findall(r"\{([a-z]+)\}", text)


def test_e_tk_1_warns_and_stops_a_strict_build_only(desk: Desk) -> None:
    desk.edit(SHOP, "address: 東京都台東区1-1, phone: 03-0000-0000}\n---", "}\n---")
    shown = desk.build("--strict")
    assert shown.exit_code == 1
    assert "content/shop.md:11: legal: note: E-TK-1: " in shown.stderr
    assert "legal.address, legal.phone" in shown.stderr
    assert desk.run("check").exit_code == 0


def test_e_tk_1_asks_nothing_of_a_shop_that_sells_nothing(desk: Desk) -> None:
    desk.edit(SHOP, LEGAL, "")
    for path in (COFFEE, GIFT):
        (desk.content / path).unlink()
    desk.edit(LIVE, "related: [coffee]\n", "")
    desk.edit(LIVE, "price: 3500", "price: 0")
    desk.edit(LIVE, "price: 2000", "price: 0")
    assert desk.problems() == []


def test_w_psa_3_is_said_once_a_shop(desk: Desk) -> None:
    desk.edit(GIFT, "psa_ack: {by: 試 花子, on: 2026-11-01}\n", "")
    for name in ("tea", "cake"):
        desk.write(f"passes/{name}.md", f"---\ntitle: {name}\nuses: 5\nprice: 1000\nvalid: {{days: 90}}\n---\n")
    assert [each[2] for each in _rules(desk)] == ["W-PSA-3"]


def test_e_psa_2_two_companies_on_one_pass(desk: Desk) -> None:
    desk.edit(
        SHOP,
        "  hall: {name: 大ホール, address: 東京都台東区1-1}",
        "  hall: {name: 大ホール}\n  annex: {name: 別館, legal_entity: 株式会社別館}\n  foyer: {name: ロビー}",
    )
    line = desk.edit(COFFEE, "use: tap", "use: tap\nplaces: [hall, foyer]") + 1
    assert _rules(desk) == []
    desk.edit(COFFEE, "[hall, foyer]", "[hall, annex]")
    assert _rules(desk) == [(COFFEE, line, "E-PSA-2")]
    assert "株式会社別館" in desk.problems()[0]["message"]
    desk.edit(COFFEE, "[hall, annex]", "[hall, attic]")
    assert (f"content/{COFFEE}", line, "places", "venue_unknown") in desk.found()


def test_e_rs_1_needs_an_hour_and_a_price(desk: Desk) -> None:
    desk.write(
        "events/zoo.md",
        "---\ntitle: 園\nvenue: hall\ncalendar: {from: 2027-03-01, until: 2027-03-05}\n"
        "tickets: [{id: a, name: 券, price: 100}]\ngift: yes\nresale_protection: yes\n---\n",
    )
    assert _rules(desk) == [("events/zoo.md", 7, "E-RS-1")]
    desk.edit("events/zoo.md", "2027-03-05}", "2027-03-05, times: [10:00]}")
    assert _rules(desk) == []
    desk.edit("events/zoo.md", "price: 100", "price: 0")
    assert [(each["rule"], each["code"]) for each in desk.problems()] == [("E-RS-1", "resale_unsold")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("10,000円(税抜)", True),
        ("10,000円 + 税", True),
        ("\uffe510,000(税別)", True),
        ("¥5,000 excl. tax", True),
        ("5,000 yen before tax", True),
        ("1万円+税", True),
        ("10,000円(税込11,000円)", False),
        ("11,000円(税抜10,000円、税込)", False),
        ("10,000円+税込み送料", False),
        ("税抜きの話", False),
        ("$5,000 plus tax", False),
        ("11,000円(税込)", False),
    ],
)
def test_e_tx_1_what_counts_as_a_price_without_tax(words: str, found: bool) -> None:
    assert without_tax(words) is found


def test_e_tx_2_is_silent_once_there_is_a_number(desk: Desk) -> None:
    desk.edit(FAQ, "お知らせください。", "インボイスに対応しています。")
    desk.edit(SHOP, "phone: 03-0000-0000}\n---", "phone: 03-0000-0000, invoice_number: T1234567890123}\n---")
    assert desk.problems() == []


@pytest.mark.parametrize(("purchase", "most"), [(0, 200), (999, 200), (1000, 200), (1005, 201), (10_000, 2000)])
def test_w_kh_1_the_limit_follows_the_purchase(purchase: int, most: int) -> None:
    assert most_premium(purchase) == most


@pytest.mark.parametrize(
    ("template", "rule"),
    [
        ("parts/footer.html", "E-TK-2"),
        ("base.html", "E-TK-2"),
        ("event.html", "E-TK-2"),
        ("confirm.html", "E-TK-3"),
    ],
)
def test_e_tk_2_and_3_templates_of_the_shops_own(desk: Desk, template: str, rule: str) -> None:
    text = (SITE / "templates" / template).read_text("utf-8")
    own = desk.folder / "site" / "templates" / template
    own.parent.mkdir(parents=True)
    own.write_text(text, "utf-8")
    assert desk.problems() == []
    broken = {
        "parts/footer.html": "<footer>{{ shop.name | local }}</footer>",
        "base.html": text.replace("{% include 'parts/footer.html' %}", ""),
        "event.html": "{% extends 'item.html' %}\n{% block footer %}<footer></footer>{% endblock %}\n",
        "confirm.html": text.replace('data-slot="period"', "").replace('data-slot="quantity"', ""),
    }
    assert broken[template] != text
    own.write_text(broken[template], "utf-8")
    problems = desk.problems()
    assert [(each["file"], each["line"], each["rule"]) for each in problems] == [
        (f"site/templates/{template}", 1, rule)
    ]
    if rule == "E-TK-3":
        assert "quantity, period" in problems[0]["message"]


def test_e_tk_2_a_block_that_keeps_what_was_there_is_fine(desk: Desk) -> None:
    own = desk.folder / "site" / "templates" / "event.html"
    own.parent.mkdir(parents=True)
    own.write_text("{% extends 'item.html' %}\n{% block footer %}{{ super() }}<p>!</p>{% endblock %}\n", "utf-8")
    assert desk.problems() == []
    link = "<a href='/legal/tokushoho/'>…</a>"
    own.write_text(f"{{% extends 'item.html' %}}\n{{% block footer %}}{link}{{% endblock %}}\n", "utf-8")
    assert desk.problems() == []
    own.write_text("{% extends 'nothing.html' %}", "utf-8")
    assert desk.problems() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "field", "code"),
    [
        (LIVE, "from: 2027-01-10 10:00, until: 2027-03-06 12:00", "from: 2027-03-06 14:00", "from", "sales_never"),
        (LIVE, "until: 2027-03-06 12:00", "until: 2027-03-07 12:00", "until", "sales_after"),
        (
            COFFEE,
            "valid: {days: 180}",
            "valid: {from: 2027-01-01, to: 2027-02-01}\nsales: {until: 2027-02-02 00:00}",
            "until",
            "sales_after",
        ),
        (COFFEE, "valid: {days: 180}", "valid: {from: 2026-01-01, to: 2026-02-01}", "to", "valid_over"),
        (FAQ, "お知らせください。", "![](../images/poster.png)", "", "no_alt_inside"),
        (FAQ, "お知らせください。", "![ ](../images/poster.png)", "", "no_alt_inside"),
        (SHOP, "ようこそ。", "![](images/poster.png)", "", "no_alt_inside"),
    ],
)
def test_dates_and_pictures_that_cannot_be_meant(
    desk: Desk, path: str, old: str, new: str, field: str, code: str
) -> None:
    line = desk.edit(path, old, new) + new.count("\n")
    assert desk.found() == {(f"content/{path}", line, field, code)}
    assert desk.problems()[0]["level"] == "warning"


def test_a_calendar_that_ran_out_is_noticed_on_its_day(desk: Desk) -> None:
    desk.write(
        "events/zoo.md",
        "---\ntitle: 園\nvenue: hall\ncalendar:\n  from: 2027-03-01\n  until: 2027-03-05\n"
        "tickets: [{id: a, name: 券, price: 100}]\n---\n",
    )
    assert "過ぎました" not in desk.run("check", "--lang", "ja", "--now", "2027-03-05T23:59").stdout
    shown = desk.run("check", "--lang", "ja", "--now", "2027-03-06T00:00")
    assert "content/events/zoo.md:6: until: 注意: 最後の日 2027-03-05 は過ぎました。" in shown.stdout
    desk.edit("events/zoo.md", "venue: hall", "venue: hall\narchived: yes")
    assert "過ぎました" not in desk.run("check", "--lang", "ja", "--now", "2027-03-06T00:00").stdout


def test_past_dates_of_an_event_are_an_archive_and_no_problem(desk: Desk) -> None:
    shown = desk.run("check", "--lang", "en", "--now", "2028-01-01T00:00")
    assert (shown.exit_code, shown.stdout) == (0, "Nothing to mend.\n")


def test_S4_04_max_products_counts_what_is_for_sale(desk: Desk) -> None:
    line = desk.edit(SHOP, "name: 試し座", "name: 試し座\nmax_products: 3") + 1
    assert desk.problems() == []
    desk.write("passes/tea.md", "---\ntitle: 茶\nuses: 5\nprice: 1000\nvalid: {days: 90}\n---\n")
    assert desk.found() == {("content/shop.md", line, "max_products", "too_many_products")}
    assert desk.build().exit_code == 1
    desk.edit("passes/tea.md", "uses: 5", "uses: 5\narchived: yes")
    assert desk.problems() == []


def test_json_has_the_number_of_the_rule_beside_the_code(desk: Desk) -> None:
    desk.edit(COFFEE, "valid: {days: 180}", "valid: {days: 365}")
    problem = desk.problems()[0]
    assert (problem["code"], problem["rule"], problem["level"]) == ("psa", "W-PSA-1", "warning")
    assert problem["message"].startswith("W-PSA-1: content/passes/coffee.md is paid for in advance")


def test_the_sample_shop_keeps_every_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    monkeypatch.chdir(tmp_path)
    shutil.copytree(SITE.parent / "content", tmp_path / "content")
    desk = Desk.__new__(Desk)
    desk.folder, desk.content = tmp_path, tmp_path / "content"
    now = datetime(2026, 12, 1, tzinfo=UTC).isoformat()
    assert desk.run("check", "--lang", "en", "--now", now).stdout == "Nothing to mend.\n"
