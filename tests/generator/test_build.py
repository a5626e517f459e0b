"""``mogiri build`` from the outside: what is published, in both languages, and what never is."""

import json
import re
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from generator import output
from generator.build import build
from generator.cache import FOLDER
from generator.cli import commands
from tests.generator.conftest import SITE, Desk, heading
from webhook import catalogue, clock, private

HOSTILE = "<b>Rock</b> & \"Roll\" 'n' 🎸 </script><script>alert(1)</script> {{ 7*7 }}"


def _links(html: str) -> set[str]:
    return {unquote(link) for link in re.findall(r'(?:href|src)="(/[^"#?]*)', html)}


def test_one_line_says_what_was_built(desk: Desk) -> None:
    japanese = desk.run("build", "--lang", "ja")
    assert re.fullmatch(r"34ページ … \d+\.\d秒 \(_site\)\n", japanese.stdout)
    assert desk.build().stdout == "34 pages … nothing has changed (_site)\n"
    english = desk.build("--output", "other")
    assert re.fullmatch(r"34 pages … \d+\.\d s \(other\)\n", english.stdout)


def test_every_page_in_every_language_and_no_dead_link(desk: Desk) -> None:
    assert desk.build().exit_code == 0
    for page in ("", "events/live/", "passes/coffee/", "vouchers/gift/", "faq/", "tags/コント/", "cart/", "confirm/"):
        for prefix in ("", "en/"):
            assert f'lang="{"en" if prefix else "ja"}"' in desk.page(f"{prefix}{page}index.html")
    assert not (desk.output / "coupons").exists()
    files = {f"/{file.relative_to(desk.output).as_posix()}" for file in desk.output.rglob("*") if file.is_file()}
    for file in desk.output.rglob("*.html"):
        for link in _links(file.read_text("utf-8")):
            assert {link, f"{link}index.html"} & files, f"{file}: {link}"


def test_words_follow_the_language_and_fall_back_to_the_first(desk: Desk) -> None:
    desk.build()
    english = desk.page("en/events/live/index.html")
    assert heading(english) == "Trial Live"
    assert "Main Hall" in english
    assert "三組で笑い納め" in english
    assert 'href="/en/faq/"' in english
    assert 'href="/faq/"' in desk.page("events/live/index.html")
    assert 'href="/en/events/live/"' in desk.page("en/index.html")
    assert "<dd>weekdays 10:00–18:00</dd>" in desk.page("en/index.html")
    assert "<dd>平日 10:00–18:00</dd>" in desk.page("index.html")


def test_headings_of_a_body_stand_below_the_title(desk: Desk) -> None:
    desk.build()
    assert "<h2>切符が届きません</h2>" in desk.page("faq/index.html")


def test_S2_01_the_catalogue_is_what_the_service_reads(desk: Desk) -> None:
    desk.build()
    read = catalogue.read(desk.page("catalogue.json"))
    live = read.item("live")
    assert live is not None
    assert [session.id for session in live.sessions] == ["fri", "20270306-1400"]
    assert live.tickets[0].price == 3500
    assert live.venue is not None
    assert live.venue.name == {"ja": "大ホール", "en": "Main Hall"}
    assert read.shop.assets[live.image or ""].startswith("/assets/images/poster.")
    assert {item.id: item.kind for item in read.items} == {
        "live": "event", "coffee": "pass", "gift": "voucher", "thanks": "coupon",
    }  # fmt: skip


def test_S1_17_S2_29_the_words_of_a_coupon_or_pass_go_to_its_holder_in_every_language(desk: Desk) -> None:
    desk.edit("coupons/thanks.md", "code: ARIGATO300\n---\n", "code: ARIGATO300\n---\n\n## 特典\n\n次回に。\n")
    desk.write(
        "coupons/thanks.en.md", "---\ntitle: Thanks\n---\n\n## What you get\n\nSee [the pass](../passes/coffee.md).\n"
    )
    assert desk.build().exit_code == 0
    items = {item.id: item for item in catalogue.read(desk.page("catalogue.json")).items}
    guide = items["thanks"].guide
    assert "<h2>What you get</h2>" in guide["en"]
    assert 'href="/en/passes/coffee/"' in guide["en"]
    assert set(guide) == {"ja", "en"}
    assert items["coffee"].guide["ja"].startswith("<p>")
    assert items["live"].guide == {}, "an event's words stay on its page"
    desk.write("coupons/thanks.en.md", "---\ntitle: Thanks\n---\n\nOther words.\n")
    assert desk.build().exit_code == 0
    again = catalogue.read(desk.page("catalogue.json")).item("thanks")
    assert again
    assert again.guide["en"] == "<p>Other words.</p>"


def test_codes_of_coupons_are_in_nothing_public(desk: Desk) -> None:
    desk.build()
    for file in desk.output.rglob("*"):
        assert not file.is_file() or b"ARIGATO300" not in file.read_bytes()


def test_assets_carry_a_hash_of_their_content(desk: Desk) -> None:
    desk.build()
    first = desk.catalogue()["shop"]["assets"]
    assert re.fullmatch(r"/assets/[0-9a-f]{12}/styles/theme\.css", first["styles/theme.css"])
    icon = "images/favicon.svg"
    assert (desk.output / first[icon][1:]).read_bytes() == (SITE / icon).read_bytes()
    own = desk.folder / "site" / "styles"
    own.mkdir(parents=True)
    (own / "custom.css").write_text("body { color: red }", "utf-8")
    desk.edit("shop.md", "mail: hello@trial.example", 'theme: {accent: "#123abc"}')
    desk.build()
    second = desk.catalogue()["shop"]["assets"]
    assert second["styles/theme.css"] != first["styles/theme.css"]
    assert second["images/poster.png"] == first["images/poster.png"]
    assert desk.page(second["styles/custom.css"][1:]) == ":root { --accent: #123abc; }\nbody{ color:red }\n"


def test_headers_for_the_static_host(desk: Desk) -> None:
    desk.build()
    headers = desk.page("_headers")
    assert headers.startswith("/*\n  Content-Security-Policy: default-src 'none'")
    assert "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n" in headers


@pytest.mark.parametrize("language", ["ja", "en"])
def test_hostile_titles_are_text_everywhere(desk: Desk, language: str) -> None:
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    desk.edit("events/live.md", "title: 試しライブ", f"title: {quoted}")
    desk.edit("events/live.md", "name: 一般", f"name: {quoted}")
    desk.edit("events/live.md", "summary: 三組で笑い納め", f"summary: {quoted}")
    desk.edit("events/live.md", "tags: [コント, ライブ]", 'tags: ["<i>\\"&"]')
    desk.edit("shop.md", "name: 試し座", f"name: {quoted}")
    desk.edit("events/live.en.md", "title: Trial Live", f"title: {quoted}")
    desk.edit("events/live.en.md", "name: Adult", f"name: {quoted}")
    shown = desk.build()
    assert shown.exit_code == 0, shown.stderr
    prefix = "" if language == "ja" else "en/"
    pages = list((desk.output / prefix).rglob("*.html"))
    assert len(pages) >= 13
    for page in pages:
        html = page.read_text("utf-8")
        assert "<b>Rock" not in html
        assert "<script>alert" not in html
        assert "<i>" not in html
    event = desk.page(f"{prefix}events/live/index.html")
    assert heading(event) == HOSTILE
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', event, re.DOTALL)
    graph = json.loads(data[0])["@graph"]
    assert graph[0]["name"] == graph[0]["offers"][0]["name"] == HOSTILE


def test_linked_data(desk: Desk) -> None:
    desk.build("--now", "2027-03-06T10:00")
    page = desk.page("en/events/live/index.html")
    graph = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])["@graph"]
    assert [each.get("startDate") for each in graph] == ["2027-03-06T14:00:00+09:00", None]
    assert graph[1]["@type"] == "BreadcrumbList"
    assert graph[0]["url"] == "https://trial.example/en/events/live/"
    assert graph[0]["location"]["name"] == "Main Hall"
    assert graph[0]["offers"][0]["price"] == "3500"
    assert graph[0]["offers"][0]["availability"] == "https://schema.org/InStock"


@pytest.mark.parametrize(
    ("now", "state"),
    [("2027-01-10T09:59", "not_yet"), ("2027-01-10 10:00", "on_sale"), ("2027-03-06T03:00:00Z", "ended")],
)
def test_now_is_the_shops_time(desk: Desk, now: str, state: str) -> None:
    assert desk.build("--now", now).exit_code == 0
    assert f'state-{state}" item="live"' in desk.page("events/live/index.html")


def test_a_shop_whose_last_date_is_over_still_builds(desk: Desk) -> None:
    clock.set_to(datetime(2031, 1, 1, tzinfo=UTC))
    try:
        built = desk.build()
    finally:
        clock.set_to(None)
    assert built.exit_code == 0, built.stderr


def test_a_now_that_is_no_time(desk: Desk) -> None:
    shown = desk.build("--now", "tomorrow")
    assert shown.exit_code == 2
    assert "2026-12-24T18:55" in shown.stderr


BAD = {
    "unknown key": lambda desk: desk.edit("events/live.md", "gift: yes", "gfit: yes"),
    "wrong type": lambda desk: desk.edit("events/live.md", "price: 3500", "price: cheap"),
    "missing venue": lambda desk: desk.edit("events/live.md", "venue: hall", "venue: nowhere"),
    "one id twice": lambda desk: desk.write("passes/live.md", "---\ntitle: x\nuses: 1\nprice: 1\n---\n"),
    "broken image": lambda desk: (desk.content / "images/poster.png").write_bytes(b"\x89PNG\r\n\x1a\nno"),
    "no shop": lambda desk: (desk.content / "shop.md").unlink(),
    "a template with a slip": lambda desk: _own_template(desk, "front.html", "{% block %}"),
    "a template that asks for too much": lambda desk: _own_template(desk, "front.html", "\n{{ nothing.here }}"),
    "a template that needs words nobody wrote": lambda desk: _own_template(desk, "front.html", "\n{{ t('no.words') }}"),
}


def _own_template(desk: Desk, name: str, text: str) -> None:
    file = desk.folder / "site" / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD.keys())
def test_a_failed_build_changes_nothing(desk: Desk, spoil: object) -> None:
    assert desk.build().exit_code == 0
    before = {file: file.stat().st_mtime_ns for file in desk.output.rglob("*")}
    spoil(desk)  # type: ignore[operator]
    shown = desk.build()
    assert shown.exit_code == 1
    assert re.search(r"^(content|site)/\S+:\d+: ", shown.stderr)
    assert "Traceback" not in shown.output
    assert {file: file.stat().st_mtime_ns for file in desk.output.rglob("*")} == before
    assert {each.name for each in desk.folder.iterdir()} <= {"content", "site", "_site", ".mogiri"}


def test_a_slip_in_a_template_has_its_line(desk: Desk) -> None:
    _own_template(desk, "front.html", "\n\n{{ nothing.here }}")
    assert "site/templates/front.html:3: The template stops here ('nothing' is undefined)" in desk.build().stderr


def test_a_folder_of_somebody_else_is_left_alone(desk: Desk) -> None:
    desk.output.mkdir()
    (desk.output / "thesis.txt").write_text("years of work", "utf-8")
    shown = desk.build()
    assert shown.exit_code == 1
    assert "_site holds things that Mogiri did not make" in shown.stderr
    assert [file.name for file in desk.output.iterdir()] == ["thesis.txt"]


def test_a_reader_never_sees_a_mixture(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While builds replace each other, whole pages are always there and always fit their catalogue."""
    desk.build()
    done, seen, missing = threading.Event(), set(), []

    def look() -> None:
        while not done.is_set():
            try:
                seen.add(next(item["title"]["ja"] for item in desk.catalogue()["items"] if item["id"] == "live"))
                desk.page("en/events/live/index.html")
            except (OSError, ValueError) as error:
                missing.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    for day in range(1, 6):
        desk.edit("events/live.md", "title: 試しライブ", f"title: 試しライブ{day}")
        assert desk.build().exit_code == 0
        desk.edit("events/live.md", f"title: 試しライブ{day}", "title: 試しライブ")
        time.sleep(0.02)
    done.set()
    reader.join()
    assert missing == []
    assert len(seen) >= 3


def test_two_builds_at_once_do_not_mix(desk: Desk) -> None:
    other = Desk(desk.folder / "other")
    other.edit("events/live.md", "title: 試しライブ", "title: もう一つ")
    results = []
    for _ in range(3):
        threads = [
            threading.Thread(target=lambda content=content: results.append(build(content, desk.output)))
            for content in (desk.content, other.content)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        title = next(item["title"]["ja"] for item in desk.catalogue()["items"] if item["id"] == "live")
        assert title in ("試しライブ", "もう一つ")
        assert heading(desk.page("events/live/index.html")) == title
    assert all(result.written for result in results)
    assert {each.name for each in desk.folder.iterdir()} == {"content", "_site", "other", ".mogiri"}


def test_where_folders_cannot_change_names_in_one_step(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_exchanged", lambda fresh, old: False)
    desk.build()
    monkeypatch.setenv(FOLDER, str(desk.folder / ".mogiri"))  # a folder that nobody remembers is replaced whole
    assert desk.build("--now", "2027-03-06T10:00").exit_code == 0
    assert desk.catalogue()["built_at"].startswith("2027-03-06")
    assert {each.name for each in desk.folder.iterdir()} == {"content", "_site", ".mogiri"}


def test_a_practice_build_has_no_address_of_its_own(desk: Desk) -> None:
    result = build(desk.content, desk.output, practice=True, reload=True)
    assert result.written
    assert "url" not in desk.catalogue()["shop"]
    assert "live-reload.js" in desk.page("index.html")
    desk.build()
    assert "live-reload.js" not in desk.page("index.html")


def test_archived_items_keep_their_page_but_leave_the_window(desk: Desk) -> None:
    desk.edit("events/live.md", "gift: yes", "archived: yes")
    desk.build()
    assert "試しライブ" in desk.page("events/live/index.html")
    assert 'item="live"' not in desk.page("index.html")
    assert 'item="coffee"' in desk.page("index.html")
    assert not (desk.output / "tags").exists()


def test_json_for_other_programs(desk: Desk) -> None:
    line = desk.edit("events/live.md", "price: 3500", "price: 3,500")
    shown = desk.run("check", "--json", "--lang", "ja")
    assert shown.exit_code == 1
    assert json.loads(shown.stdout) == [
        {
            "file": "content/events/live.md",
            "line": line,
            "field": "price",
            "code": "number_plain",
            "rule": "",
            "level": "error",
            "message": "「3,500」ではなく 3500 と、数字だけで書いてください。カンマや円、枚などはいりません。",
        }
    ]


def test_languages_without_words_are_refused(desk: Desk) -> None:
    line = desk.edit("shop.md", "languages: [ja, en]", "languages: [ja, en, fr]")
    assert f"content/shop.md:{line}: languages: There are no words in “fr” yet." in desk.build().stderr


def test_elsewhere_than_here(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = tmp_path / "away"
    away.mkdir()
    monkeypatch.chdir(away)
    args = ["build", "--content", str(desk.content), "--output", str(desk.output)]
    assert CliRunner().invoke(commands, args).exit_code == 0
    line = desk.edit("events/live.md", "price: 3500", "price: 3,500")
    assert f"content/events/live.md:{line}: price:" in CliRunner().invoke(commands, args).stderr


def test_S0_27_the_sample_shop_builds_strictly(tmp_path: Path) -> None:
    content = SITE.parent / "content"
    args = ["build", "--strict", "--content", str(content), "--output", str(tmp_path / "out"), "--lang", "en"]
    shown = CliRunner().invoke(commands, args)
    assert shown.exit_code == 0, shown.stderr
    items = json.loads((tmp_path / "out" / "catalogue.json").read_text("utf-8"))["items"]
    assert {item["kind"] for item in items} == {"event", "pass", "voucher", "coupon"}
    free = [item["id"] for item in items if any(ticket["price"] == 0 for ticket in item.get("tickets", []))]
    assert free == ["rehearsal"], "one invitation that costs nothing, beside a workshop and a live show"


def test_codes_and_addresses_go_to_the_service_and_never_to_the_site(desk: Desk) -> None:
    desk.write(
        "coupons/spring.md",
        "---\ntitle: 春の割引\nbenefit: {type: amount_off, value: 500}\nvalid: {from: 2026-04-01, to: 2030-04-30}\n"
        "uses: 1\nshare: no\nuse: scan\ncode: SECRET-77\nshow_code: no\n---\n\n## 特典\n\n500円引き。\n",
    )
    shop = (desk.content / "shop.md").read_text("utf-8")
    guest = "organisers:\n  tsubame: {name: 劇団つばめ, url: 'https://tsubame.example/', fee: 12.34%}\n"
    desk.write("shop.md", shop.replace("\nmail:", f"\nnotify: [owner@trial.example]\n{guest}mail:", 1))
    live = (desk.content / "events/live.md").read_text("utf-8")
    desk.write("events/live.md", live.replace("gift: yes", "gift: yes\norganiser: tsubame", 1))
    assert desk.build().exit_code == 0
    known = private.read(desk.folder / private.PLACE)
    assert (known.codes["spring"], known.notify) == ("SECRET-77", ("owner@trial.example",))
    assert catalogue.read(desk.page("catalogue.json")).item("spring").takes_code  # type: ignore[union-attr]
    assert (known.organisers["tsubame"].name, known.organisers["tsubame"].fee) == ("劇団つばめ", 12340)
    page, published = desk.page("events/live/index.html"), desk.page("catalogue.json")
    assert "劇団つばめ" in page.partition("主催")[2]
    assert "https://tsubame.example/" in page
    assert '"#organiser-tsubame"' in page.replace("https://trial.example/", "")
    assert not [text for text in (page, published) if "12.34" in text or "12340" in text], (
        "the fee is nobody's business"
    )
    told = [file for file in desk.output.rglob("*") if file.is_file() and b"SECRET-77" in file.read_bytes()]
    assert told == []
    assert not [file for file in desk.output.rglob("*") if file.is_file() and b"owner@trial" in file.read_bytes()]
    (desk.folder / private.PLACE).unlink()
    assert desk.build().exit_code == 0
    assert private.read(desk.folder / private.PLACE) == known, "nothing changed, but it was gone"
