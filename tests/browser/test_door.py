"""The staff's page: eighteen verdicts in two languages, two taps, readers that type, practice, a lead's screen."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESK, Shop
from tests.browser.looking import faults
from tests.browser.opened import SHOW_TIME, Opened, signed_in

GOOD = ["ok", "part"]
BAD = ["used", "used_self", "wrong_date", "wrong_event", "wrong_venue", "cancelled", "event_cancelled", "moved"]
BAD += ["share_only", "expired", "few", "unknown"]
ICONS = {
    "ok": "good",
    "part": "part",
    "used": "used",
    "used_self": "used",
    "wrong_date": "date",
    "wrong_event": "other",
}
ICONS |= {"wrong_venue": "place", "pending": "money", "cancelled": "bad", "event_cancelled": "off", "moved": "moved"}
ICONS |= {"share_only": "gift", "expired": "hour", "few": "few", "unknown": "unknown"}
TONES = dict.fromkeys(GOOD, "good") | dict.fromkeys(BAD, "bad") | {"pending": "warn"}
FILLS = {
    "good": "rgb(28, 111, 73)",
    "bad": "rgb(168, 38, 28)",
    "warn": "rgb(240, 180, 41)",
    "wait": "rgb(239, 237, 231)",
}
WORDS = {
    "ja": {
        "ok": "入場OK",
        "part": "1名入場",
        "used": "使用済みです",
        "wrong_date": "12月24日(木)",
        "unknown": "券がありません",
    },
    "en": {
        "ok": "Admit",
        "part": "1 person in",
        "used": "Already used",
        "wrong_date": "Thu, Dec 24",
        "unknown": "Not found",
    },
}
TICKET = {
    "id": "T-AAAA",
    "kind": "event",
    "item": "kontolive",
    "session": "20261224-1900",
    "title": "年忘れコントライブ",
    "state": "unused",
    "starts_at": "2026-12-24T19:00:00+09:00",
    "valid_until": None,
    "holder": "山田 花子",
    "six_digit": "123456",
    "units_total": 3,
    "units_used": 0,
    "units_left": 3,
    "id_check": False,
    "lines": [
        {"ticket": "adult", "name": "一般", "units": 2, "used": 0},
        {"ticket": "child", "name": "小学生", "units": 1, "used": 0},
    ],
}
COUPON = TICKET | {"kind": "coupon", "item": "spring", "session": None, "starts_at": None}
STAMP = {"id": "7", "at": "2026-12-24T18:42:00+09:00", "units": 3, "method": "scan", "staff": "田中"}
SMALL = """() => [...document.querySelectorAll("button, input:not([type=checkbox], [type=radio]), select, .tick")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .map((each) => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && (width < 43.9 || height < 43.9)).map(([html]) => html)"""
HEAR = """Object.defineProperty(navigator, "serviceWorker", {}); // what it fetches cannot be answered here
addEventListener("shown", ({ detail }) => (window.shown ??= []).push(detail.code), true);
addEventListener("code", () => (window.codes = (window.codes ?? 0) + 1), true);"""


_SAYING: WeakKeyDictionary[Page, Callable[[Route], None]] = WeakKeyDictionary()
"""What answers the stamps of a page."""


@pytest.fixture(scope="module")
def shop(opened: Opened) -> Iterator[Shop]:
    return opened.shop


@pytest.fixture(autouse=True)
def the_day(opened: Opened) -> None:
    """The evening of the show."""
    opened.shop.at(SHOW_TIME)


def at_the_door(page: Page, shop: Shop, *, language: str = "ja", role: str = "staff") -> Page:
    """Signed in, with the packs on the device."""
    page.add_init_script(HEAR)
    signed_in(page, shop, role)
    page.goto(f"{shop.url}{'' if language == 'ja' else '/en'}/staff/")
    page.locator("door-desk[data-ready]").wait_for()
    page.locator("[data-house] li").first.wait_for()
    return page


def answer(page: Page, result: str, of: dict[str, Any] | None = None, **more: Any) -> None:
    """What the service says next, whatever it is asked."""
    told = {
        "result": result,
        "message": f"M {result}",
        "ticket": of or TICKET,
        "stamp": None,
        "previous": None,
        "right_date": None,
    }

    def fulfil(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        given = told | ({} if isinstance(asked, dict) and asked.get("dry_run") else more)
        route.fulfill(status=200, content_type="application/json", body=json.dumps(given))

    _says(page, fulfil)


def _says(page: Page, handler: Callable[[Route], None]) -> None:
    """One route for the whole test: while one is exchanged for another, a request may slip through to the service."""
    if page not in _SAYING:
        page.route("**/api/stamps", lambda route: _SAYING[page](route))
    _SAYING[page] = handler


def seen(page: Page) -> dict[str, Any]:
    """Colour, icon, sound flag and words of the verdict as they are on the screen."""
    return dict(
        page.evaluate("""() => {
      const panel = document.querySelector("door-panel");
      const verdict = panel.querySelector(".verdict");
      const { result, tone, sound } = panel.dataset;
      const icons = [...verdict.querySelectorAll("[data-mark]")].filter((each) => each.checkVisibility());
      return { result, tone, sound, role: verdict.role, icons: icons.map((each) => each.dataset.mark),
        fill: getComputedStyle(verdict).backgroundColor, words: verdict.innerText };
    }""")
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_S3_15_every_verdict_has_colour_icon_sound_and_words(opened: Opened, people: Any, language: str) -> None:
    page = at_the_door(people(language=language), opened.shop, language=language)
    panel = page.locator("door-panel")
    for result, tone in TONES.items():
        stamped = {"stamp": STAMP | {"units": 1 if result == "part" else 3}} if result in GOOD else {}
        previous = STAMP if result.startswith("used") else None
        answer(page, result, previous=previous, right_date=TICKET["starts_at"], **stamped)
        if result == "unknown":
            answer(page, result, ticket=None)
        page.keyboard.type("123456")
        if result in GOOD:
            expect(panel).to_have_attribute("data-result", "ready")
            assert seen(page)["sound"] == "none", "before the tap nothing sounds"
            page.locator("[data-admit]").click()
        expect(panel).to_have_attribute("data-result", result)
        now = seen(page)
        assert (now["tone"], now["sound"], now["icons"], now["role"]) == (tone, tone, [ICONS[result]], "alert"), result
        assert now["fill"] == FILLS[tone], result
        assert len(now["words"].strip()) > 3, result
        assert WORDS[language].get(result, "") in now["words"], result
        assert "{" not in now["words"]
        page.locator("[data-next]").click()

    said = {"ja": ("ご利用OK", "まだ使えません"), "en": ("Accept", "Not yet")}[language]
    answer(page, "ok", COUPON, stamp=STAMP | {"units": 3})
    page.keyboard.type("123456")
    page.locator("[data-admit]").click()
    expect(panel.locator(".verdict")).to_contain_text(said[0])
    page.locator("[data-next]").click()
    answer(page, "wrong_date", COUPON, right_date="2027-04-09T15:00:00+00:00")
    page.keyboard.type("123456")
    expect(panel.locator(".verdict")).to_contain_text(said[1])
    page.locator("[data-next]").click()

    _says(page, lambda route: None)  # no answer at all: it waits
    page.keyboard.type(opened.unused.digits)
    expect(panel).to_have_attribute("data-result", "wait")
    now = seen(page)
    assert (now["sound"], now["icons"], now["tone"]) == ("none", ["wait"], "wait")
    page.locator("[data-next]").click()
    page.evaluate("window.patience = 1")  # two seconds, then the pack
    page.keyboard.type(opened.unused.digits)
    expect(panel).to_have_attribute("data-result", "ready")
    page.locator("[data-admit]").click()
    expect(panel).to_have_attribute("data-result", "offline_ok")
    now = seen(page)
    assert (now["tone"], now["sound"], now["icons"]) == ("good", "good", ["offline"])
    assert ("オフライン" if language == "ja" else "offline") in now["words"]
    expect(page.locator("door-signal")).to_have_attribute("data-unsent", "1")
    page.locator("[data-next]").click()
    undo = page.locator("door-recent button").first
    expect(page.locator("door-recent")).to_contain_text("未送信" if language == "ja" else "not sent")
    undo.click()


def test_S4_29_no_taps_or_one_from_scan_to_the_next_scan(opened: Opened, people: Any) -> None:
    """A confirm is one tap; what is refused needs none; the next code takes its place by itself."""
    page = at_the_door(people(), opened.shop)
    panel = page.locator("door-panel")
    answer(page, "ok", stamp=STAMP, ticket=TICKET | {"units_used": 3, "units_left": 0})
    page.keyboard.type("111111")
    page.locator("[data-admit]").click()
    expect(panel).to_have_attribute("data-result", "ok")
    answer(page, "cancelled")
    page.keyboard.type("222222")
    expect(panel).to_have_attribute("data-result", "cancelled")
    answer(page, "ok")
    page.keyboard.type("333333")
    expect(panel).to_have_attribute("data-deciding", "")


def test_S4_30_units_of_each_type_begin_with_all_or_with_what_the_qr_asks(opened: Opened, people: Any) -> None:
    page = at_the_door(people(), opened.shop)
    answer(page, "ok")
    page.keyboard.type("123456")
    admit = page.locator("[data-admit]")
    expect(admit).to_have_text("3名を入場")
    assert page.locator(".panel-choice").count() == 2
    page.get_by_role("button", name="一般: 1つ減らす").click()
    expect(admit).to_have_text("2名を入場")
    with page.expect_request("**/api/stamps") as sent:
        admit.click()
    body = sent.value.post_data_json
    assert body["lines"] == [{"ticket": "adult", "units": 1}, {"ticket": "child", "units": 1}]
    assert len(body["nonce"]) > 10
    page.locator("[data-next]").click()
    page.keyboard.type(f"HTTPS://SHOP.EXAMPLE/D/{'A' * 26}/2")
    page.keyboard.press("Enter")
    expect(admit).to_have_text("2名を入場")


def test_S4_30_a_single_ticket_goes_in_by_itself_where_that_was_chosen(opened: Opened, people: Any) -> None:
    page = at_the_door(people(), opened.shop)
    page.locator("[data-to=more]").click()
    page.get_by_label("1枚の券は自動で入場").check()
    one = TICKET | {
        "units_total": 1,
        "units_left": 1,
        "lines": [{"ticket": "adult", "name": "一般", "units": 1, "used": 0}],
    }
    answers = iter(
        [{"result": "ok", "ticket": one}, {"result": "ok", "ticket": one | {"units_left": 0}, "stamp": STAMP}]
    )
    _says(page, lambda route: route.fulfill(json={"message": "", "stamp": None} | next(answers)))
    page.keyboard.type("123456")
    expect(page.locator("door-panel")).to_have_attribute("data-result", "ok")
    _says(page, lambda route: route.fulfill(json={"result": "ok", "ticket": one | {"id_check": True}}))
    page.keyboard.type("123457")
    expect(page.get_by_text("本人確認:身分証")).to_be_visible()
    expect(page.locator("door-panel")).to_have_attribute("data-deciding", "")
    adult = one | {"age_min": 18}
    answers = iter([{"result": "ok", "ticket": adult}, {"result": "ok", "ticket": adult, "stamp": STAMP}])
    _says(page, lambda route: route.fulfill(json={"message": "", "stamp": None} | next(answers)))
    page.keyboard.type("123458")
    expect(page.locator("door-panel")).to_contain_text("18歳")
    page.locator("[data-admit]").click(timeout=5000)  # it is there to be pressed: nobody has gone in by themselves
    expect(page.locator("door-panel")).to_have_attribute("data-result", "ok")


def test_without_a_signal_too_an_age_is_looked_at_before_anybody_enters(opened: Opened, people: Any) -> None:
    page = people()

    def older(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"age_min": 18, "id_check": True})

    page.route("**/api/door/*/*", older)
    page = at_the_door(page, opened.shop)
    _says(page, lambda route: None)  # no answer at all
    page.evaluate("window.patience = 1")  # two seconds, then the pack
    page.keyboard.type(opened.unused.digits)
    expect(page.locator("door-panel")).to_have_attribute("data-result", "ready")
    expect(page.locator("door-panel")).to_contain_text("年齢確認:18歳以上")
    expect(page.get_by_text("本人確認:身分証")).to_be_visible()


def test_S4_29_a_reader_that_types_is_read_wherever_one_is(opened: Opened, people: Any) -> None:
    """Also with a Japanese input method, which hides the signs; and something else is said to be no ticket."""
    page = at_the_door(people(DESK), opened.shop)
    panel = page.locator("door-panel")
    page.keyboard.type(f"{opened.shop.url}/D/{opened.used.door}".upper())
    page.keyboard.press("Enter")
    expect(panel).to_have_attribute("data-result", "used")
    page.locator("[data-next]").click()
    page.evaluate(
        """(code) => { for (const sign of `HTTPS//D/${code}`) {
      const place = sign === "/" ? "Slash" : /\\d/.test(sign) ? `Digit${sign}` : `Key${sign}`;
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Process", code: place, bubbles: true }));
    } document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })); }""",
        opened.used.door,
    )
    expect(panel).to_have_attribute("data-result", "used")
    page.locator("[data-next]").click()
    heard = page.evaluate("window.codes ?? 0")
    held_up = (
        f"for (const _ of Array(9)) document.querySelector('door-camera').saw('HTTPS://X/D/{opened.used.door}', 0)"
    )
    page.evaluate(held_up)
    assert page.evaluate("window.codes") == heard + 1, "what stays before the camera is read once"
    page.locator("[data-next]").click()
    page.keyboard.type("https://elsewhere.example/menu")
    page.keyboard.press("Enter")
    expect(page.get_by_text("チケットのコードではありません").first).to_be_visible()


def test_S3_14_practice_tries_every_result_and_sends_nothing(opened: Opened, people: Any) -> None:
    page = at_the_door(people(), opened.shop)
    before = page.locator("[data-used]").first.inner_text()
    page.locator("[data-to=more]").click()
    page.get_by_role("button", name="練習を始める").click()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/api/stamps" in request.url else None)
    expect(page.get_by_text("本物のチケットには何も起きません")).to_be_visible()
    panel = page.locator("door-panel")
    for row in range(18):
        page.locator("[data-scan]").nth(row).click()
        if row == 17:
            expect(panel).to_have_attribute("data-result", "wait")
        page.locator("door-panel[data-result]:not([data-result=wait])").wait_for()
        if row == 1:
            page.get_by_role("button", name="大人: 1つ減らす").click()
        if page.locator("[data-admit]").is_visible() and row != 17:
            page.locator("[data-admit]").click()
            expect(panel).to_have_attribute("data-sound", "bad" if row == 2 else "good")
        page.locator("[data-next]").click()
    results = page.evaluate("[...new Set(window.shown)]")
    assert {*TONES, "ready", "wait", "offline_ok", "offline_new"} - set(results) == set()
    page.locator("[data-qr]").first.click()
    expect(page.locator("practice-tickets dialog svg")).to_be_visible()
    page.locator("practice-tickets dialog").get_by_role("button").click()
    page.get_by_role("button", name="練習を終える").click()
    assert sent == []
    assert page.locator("[data-used]").first.inner_text() == before


@pytest.mark.parametrize("language", ["ja", "en"])
def test_S0_07_every_screen_of_the_door_fits_a_phone_and_is_accessible(
    opened: Opened, people: Any, language: str
) -> None:
    page = at_the_door(people(language=language), opened.shop, language=language, role="lead")
    for mode in ("scan", "pad", "search", "lead", "more", "practice"):
        if mode == "practice":
            page.locator("[data-practice-start]").click()
        else:
            page.locator(f"[data-to={mode}]").click()
        if mode == "lead":
            page.locator("[data-part=helpers] li").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, mode
        assert page.evaluate(SMALL) == [], mode
        assert faults(page) == [], mode


def test_journeys_3_4_a_wrong_clock_is_said_and_not_believed(opened: Opened, people: Any) -> None:
    opened.shop.at(None)
    page = people()
    page.add_init_script("const real = Date.now; Date.now = () => real() + 10 * 60_000;")
    signed_in(page, opened.shop, "staff")
    page.goto(f"{opened.shop.url}/staff/")
    expect(page.get_by_text("この端末の時計が10 分進んでいます")).to_be_visible()
    page.locator("door-desk[data-ready]").wait_for()  # else the packs may still be on their way, and lose their line
    answer(page, "cancelled")
    page.keyboard.type("123456")
    expect(page.locator("door-panel")).to_have_attribute("data-result", "cancelled")
    expect(page.locator("[data-warning]")).to_be_hidden()
