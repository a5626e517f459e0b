"""What keys must be to each other, in one file and between files."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.generator.conftest import Desk

LIVE, COFFEE, THANKS = "events/live.md", "passes/coffee.md", "coupons/thanks.md"


def test_the_small_shop_has_nothing_to_mend(desk: Desk) -> None:
    shown = desk.run("check", "--lang", "en")
    assert (shown.exit_code, shown.stdout) == (0, "Nothing to mend.\n")


@pytest.mark.parametrize(
    ("path", "old", "new", "field", "code", "below"),
    [
        (LIVE, "title: 試しライブ\n", "", "title", "required", -1),
        (LIVE, "venue: hall", "venue: nowhere", "venue", "venue_unknown", 0),
        (LIVE, "venue: hall", "venue: {address: 東京都}", "name", "required", 0),
        (LIVE, "gift: yes", "organiser: nobody", "organiser", "organiser_unknown", 0),
        (LIVE, "doors: 18:30", "doors: 19:30", "doors", "doors_late", 0),
        (LIVE, "ends: 21:00", "ends: 05:00", "ends", "ends_early", 0),
        (
            LIVE,
            "    id: fri\n  - starts: 2027-03-06 14:00",
            "  - starts: 2027-03-05 19:00",
            "starts",
            "session_same_start",
            0,
        ),
        (LIVE, "starts: 2027-03-06 14:00\n", "starts: 2027-03-06 14:00\n    id: fri\n", "id", "session_twice", 1),
        (LIVE, "id: student", "id: adult", "id", "ticket_twice", 0),
        (LIVE, "stock: 10", "stock: 13", "stock", "ticket_stock", 0),
        (LIVE, "until: 2027-03-06 12:00", "until: 2027-01-10 09:00", "until", "until_early", 0),
        (LIVE, "{until: 7 days, fee: 0%}", "{until: 24 hours, fee: 0%}", "until", "tier_order", 1),
        (LIVE, "gift: yes", "decide_by: 2027-03-01", "decide_by", "decide_without_min", 0),
        (LIVE, "gift: yes", "min_participants: 8\ndecide_by: 2027-03-05", "decide_by", "decide_late", 1),
        (LIVE, "related: [coffee]", "related:\n  - coffee\n  - tea", "related", "related_unknown", 2),
        (LIVE, "related: [coffee]", "related: [thanks]", "related", "related_unknown", 0),
        (LIVE, "channels: [own, partner]", "channels: [own, pratner]", "channels", "channel_unknown", 0),
        (LIVE, "gift: yes", "calendar: {from: 2027-01-01, until: 2027-01-02}", "calendar", "sessions_and_calendar", 0),
        (COFFEE, "valid: {days: 180}", "valid: {days: 10, from: 2027-01-01, to: 2027-02-01}", "valid", "valid_both", 0),
        (COFFEE, "valid: {days: 180}", "valid: {from: 2027-01-01}", "valid", "valid_half", 0),
        (COFFEE, "valid: {days: 180}", "valid: {from: 2027-02-01, to: 2027-01-01}", "to", "until_early", 0),
        (COFFEE, "uses: 10", "uses: 0", "uses", "range", 0),
        (COFFEE, "uses: 10", "uses: many", "uses", "number", 0),
        (COFFEE, "use: tap", "colour: red", "colour", "unknown", 0),
        (THANKS, "valid: {days: 10}\n", "", "valid", "required", -3),
        (THANKS, "valid: {days: 10}", "valid: {days: 10, to: 2027-02-01}", "valid", "valid_both", 0),
        (THANKS, "valid: {days: 10}", "valid: {}", "valid", "valid_neither", 0),
        (THANKS, "code: ARIGATO300", "share: maybe", "share", "choice", 0),
        (THANKS, "code: ARIGATO300", "share_used: yes", "share_used", "share_used", 0),
        (THANKS, "code: ARIGATO300", "share: only\nshare_used: yes", "share_used", "share_used", 1),
        (THANKS, "code: ARIGATO300", "share_limit: 5", "share_limit", "share_limit", 0),
        (THANKS, "code: ARIGATO300", "show_code: yes", "show_code", "no_code", 0),
        (THANKS, "value: 300", "value: 300円", "value", "number_plain", 0),
        (THANKS, "amount_off, value: 300", "percent_off, value: 101", "value", "range", 0),
        (THANKS, "amount_off, value: 300", "percent_off, value: 0%", "value", "range", 0),
        (THANKS, "amount_off, value: 300", "percent_off, value: 0", "value", "range", 0),
        (THANKS, "amount_off, value: 300", "amount_off, value: 0", "value", "range", 0),
        (THANKS, "amount_off, value: 300", "lottery, value: 300", "type", "choice", 0),
        (THANKS, ", value: 300", "", "value", "required", 0),
    ],
)
def test_S1_11_S1_14_S2_06_S2_14_S2_22_each_mistake_is_told_at_its_line(
    desk: Desk, path: str, old: str, new: str, field: str, code: str, below: int
) -> None:
    line = desk.edit(path, old, new) + below
    assert (f"content/{path}", line, field, code) in desk.found()
    assert desk.build().exit_code == 1


@pytest.mark.parametrize(
    ("path", "old", "new", "field", "code"),
    [
        (COFFEE, "valid: {days: 180}", "valid: {days: 185}", "valid", "psa"),
        (COFFEE, "valid: {days: 180}", "gift: no", "valid", "psa"),
        (COFFEE, "single_price: 400", "single_price: 300", "single_price", "no_saving"),
        (THANKS, "code: ARIGATO300", "share: yes\nuses: 10", "share", "share_full"),
        (LIVE, "venue: hall\n", "", "venue", "no_venue"),
        (LIVE, "image_alt: 舞台に立つ三人\n", "", "image_alt", "no_alt"),
        (LIVE, "price: 2000", "price: 49", "price", "price_small"),
        (THANKS, "amount_off, value: 300", "free_item, value: コーヒー, worth: 200", "code", "code_nowhere"),
        ("shop.md", "url: https://trial.example\n", "", "url", "no_url"),
        ("shop.md", ", contact: books@trial.example", "", "channels", "channel_unreachable"),
    ],
)
def test_warnings_stop_only_a_strict_build(desk: Desk, path: str, old: str, new: str, field: str, code: str) -> None:
    desk.edit(path, old, new)
    assert [(each["field"], each["code"], each["level"]) for each in desk.problems()] == [(field, code, "warning")]
    assert desk.build().exit_code == 0
    strict = desk.build("--strict")
    assert (strict.exit_code, "Under --strict" in strict.stderr) == (1, True)


def test_S0_05_who_checked_the_law_is_enough_for_a_strict_build(desk: Desk) -> None:
    desk.edit(COFFEE, "valid: {days: 180}", "valid: {days: 365}")
    warned = desk.build("--strict")
    assert "content/passes/coffee.md" in warned.stderr
    assert "W-PSA-1" in warned.stderr
    desk.edit(COFFEE, "use: tap", "psa_ack: {by: 山田, on: 2026-11-01}")
    assert desk.build("--strict").exit_code == 0


def test_S2_21_sharing_many_uses_is_explained_by_the_example(desk: Desk) -> None:
    desk.edit(THANKS, "code: ARIGATO300", "share: only\nuses: 10")
    shown = desk.run("check", "--lang", "ja").stdout
    assert "W-SHARE-1" in shown
    assert "手もとに7回、相手に10回" in shown


def test_one_id_in_two_files_names_both(desk: Desk) -> None:
    desk.write("pages/live.md", "---\ntitle: ライブ\n---\n")
    shown = desk.build()
    assert shown.exit_code == 1
    assert "content/events/live.md:1: content/pages/live.md is called “live” too." in shown.stderr
    assert "content/pages/live.md:1: content/events/live.md is called “live” too." in shown.stderr


def test_S2_30_a_code_is_one_coupons_until_that_is_archived(desk: Desk) -> None:
    another = "---\ntitle: もう一枚\nbenefit: {type: percent_off, value: 5}\nvalid: {days: 10}\ncode: %s\n---\n"
    desk.write("coupons/again.md", another % "Arigato 300")  # typed, the two are one
    assert (f"content/{THANKS}", 5, "code", "code_twice") in desk.found()
    shown = desk.build()
    assert (shown.exit_code, "content/coupons/again.md" in shown.stderr) == (1, True)
    desk.write("coupons/again.md", (another % "ARIGATO300").replace("code:", "archived: yes\ncode:"))
    assert desk.problems() == []


def test_a_key_that_is_needed_is_shown_with_an_example(desk: Desk) -> None:
    desk.edit(THANKS, "valid: {days: 10}\n", "")
    desk.edit(LIVE, "title: 試しライブ\n", "")
    shown = desk.run("check", "--lang", "en").stdout
    assert "valid: This key is needed. Add it (for example {days: 10})." in shown
    assert "title: This key is needed. Add it (for example 年忘れコントライブ)." in shown


@pytest.mark.parametrize("name", ["cart", "events", "en", "404", "sign-in"])
def test_pages_cannot_take_the_shops_own_addresses(desk: Desk, name: str) -> None:
    desk.write(f"pages/{name}.md", "---\ntitle: 題\n---\n")
    assert (f"content/pages/{name}.md", 1, "", "page_taken") in desk.found()


@pytest.mark.parametrize(
    ("path", "code"), [("event/x.md", "folder"), ("x.md", "folder"), ("events/My Event.md", "file_name")]
)
def test_no_file_is_lost_quietly(desk: Desk, path: str, code: str) -> None:
    desk.write(path, "---\ntitle: 題\n---\n")
    assert (f"content/{path}", 1, "", code) in desk.found()


def test_a_file_whose_name_ends_otherwise_is_named(desk: Desk) -> None:
    for name in ("x.md.txt", "y.MD", "z.markdown", "_draft.txt", "README.txt", "live.md~"):
        desk.write(f"events/{name}", "---\ntitle: 題\n---\n")
    told = {(each["file"], "Rename it to " + each["file"][15] + ".md;" in each["message"]) for each in desk.problems()}
    assert told == {(f"content/events/{name}", True) for name in ("x.md.txt", "y.MD", "z.markdown")}


def test_drafts_and_readmes_are_left_alone(desk: Desk) -> None:
    for path in ("events/_draft.md", ".hidden/x.md", "README.md", "events/.#live.md"):
        desk.write(path, "no front matter")
    assert desk.problems() == []


def test_a_translation_has_words_only(desk: Desk) -> None:
    desk.write("events/live.en.md", "---\ntitle: Trial Live\nvenue: hall\ntickets:\n  - {id: adult, price: 10}\n---\n")
    file = "content/events/live.en.md"
    assert desk.found() == {(file, 3, "venue", "rule_in_translation"), (file, 5, "price", "rule_in_translation")}
    assert "content/events/live.md only" in desk.build().stderr


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("events/lively.en.md", "title: x", (1, "", "lone_translation")),
        ("events/live.fr.md", "title: x", (1, "", "language_file")),
        ("events/live.en.md", "tickets: [{id: senior, name: Senior}]", (2, "id", "no_such_id")),
        ("passes/coffee.en.md", "summary: Ten cups", (2, "summary", "no_original")),
        ("passes/coffee.en.md", "titel: Ten cups", (2, "titel", "unknown_near")),
    ],
)
def test_translations_that_fit_nothing(desk: Desk, path: str, text: str, problem: tuple[int, str, str]) -> None:
    desk.write(path, f"---\n{text}\n---\n")
    assert desk.found() == {(f"content/{path}", *problem)}


def _png(size: int) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "png")
    return picture.getvalue().ljust(size, b"\0")


def _gif() -> bytes:
    picture = io.BytesIO()
    Image.new("P", (40, 20)).save(picture, "gif")
    return picture.getvalue()


def _half_a_jpeg() -> bytes:
    picture = io.BytesIO()
    Image.effect_noise((400, 200), 90).save(picture, "jpeg")
    return picture.getvalue()[:9000]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_png(10_485_760), None),
        (_png(10_485_761), "image_big"),
        (_gif(), "image_type"),
        (b"", "image_empty"),
        (b"hello", "image_unknown"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image_heic"),
        (_png(0)[:60], "image_broken"),
        (_half_a_jpeg(), "image_broken"),
        (None, "image_missing"),
    ],
    ids=["10 MB", "one byte more", "GIF", "empty", "text", "a telephone's", "half a PNG", "half a JPEG", "missing"],
)
def test_S1_12_S2_09_images_are_judged_by_content(desk: Desk, data: bytes | None, code: str | None) -> None:
    desk.edit(LIVE, "![ちらし](../images/poster.png)", "")
    file = Path(desk.content, "images", "poster.png")
    file.unlink() if data is None else file.write_bytes(data)
    assert desk.found() == ({("content/events/live.md", 4, "image", code)} if code else set())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[x](nowhere.md)", "dead_link"),
        ("[x](/nowhere/)", "dead_link"),
        ("[x](../coupons/thanks.md)", "no_page"),
        ("[x](flyer.pdf)", "not_published"),
        ("![x](../images/nothing.png)", "image_missing"),
        ("![x](https://elsewhere.example/a.png)", "image_elsewhere"),
        ("![x](../../secret.png)", "image_missing"),
    ],
)
def test_dead_ends_of_a_body_have_their_line(desk: Desk, body: str, code: str) -> None:
    desk.write("pages/one.md", f"---\ntitle: 題\n---\n\nはじめに\n\n{body}\n")
    assert desk.found() == {("content/pages/one.md", 7, "", code)}


def test_links_that_lead_somewhere(desk: Desk) -> None:
    targets = [
        "faq.md",
        "../events/live.md#x",
        "../shop.md",
        "/cart/",
        "/events/live/",
        "/en/faq/",
        "#here",
        "mailto:a@b.example",
    ]
    body = "\n".join(f"[x]({target})" for target in targets)
    desk.write("pages/one.md", f"---\ntitle: 題\n---\n\n{body}\n")
    assert desk.problems() == []
