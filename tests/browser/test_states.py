"""Every state that a sale page can be in, as a person meets it: on a phone and at a desk, with and without a script."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import states_shop
from tests.browser.conftest import PHONE
from tests.browser.looking import looks_right
from tests.browser.states_shop import EVENTS, LONG_EN, LONG_JA, ORIGIN, Answers

Visit = Callable[..., Page]

SAID = {
    "open": ["残り60枚", "3,000円(税込)", "カートに入れる"],
    "few": ["残りわずか 3枚", "カートに入れる"],
    "counted": ["残り56枚 / 発行4枚 / ご入場1名"],
    "not-yet": ["販売は12月12日(土) 10:00から", "12月12日(土) 10:00 販売開始"],
    "sold-out": ["売り切れ", "キャンセルが出ると、ここでまた買えるようになります。"],
    "paused": ["受付を止めています", "再開まで少しお待ちください。"],
    "ended": ["販売は終わりました"],
    "cancelled": ["中止になりました", "払い戻しについてメールでお知らせします。"],
    "archived": ["しまった公演", "ただいま受付していません"],
    "over": ["終わった公演", "2026年12月5日(土)", "ご来場くださったみなさま、ありがとうございました。"],
    "mixed": ["中止", "休業日", "残り30枚"],
    "long": [LONG_JA],
    "bare": ["題だけ", "2,500円(税込)"],
    "forty": ["2026年12月", "10日程", "12月13日(日)", "残り40枚"],
    "ten": ["A席 1列から", "J席 10列から", "2,300円(税込)"],
    "free": ["無料"],
    "museum": ["休業日", "2026年12月"],
    "tour": ["残りわずか 4枚", "12月12日(土)"],
}
"""What can be read on each page once the stock is known."""

BUYABLE = {"open", "few", "counted", "mixed", "long", "bare", "forty", "ten", "free", "museum", "tour"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return states_shop.built(tmp_path_factory.mktemp("states"))


@pytest.fixture(autouse=True)
def the_day() -> None:
    """Nothing is sold here: the site was built for one moment."""


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    """Opens an event's page; in the end no page had an error."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(path: str, answers: Answers | None = None, size: dict[str, int] = PHONE, **options: Any) -> Page:
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        contexts.append(context)
        (answers or Answers(site)).to(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{ORIGIN}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("name", EVENTS)
def test_S3_05_the_state_is_said_and_nothing_overflows(visit: Visit, name: str) -> None:
    page = visit(f"/events/{name}/")
    for words in SAID[name]:
        expect(page.locator("main").get_by_text(words).filter(visible=True).first).to_be_visible()
    button = page.get_by_role("button", name="カートに入れる", exact=True)
    expect(button).to_have_count(1 if name in BUYABLE else 0)
    expect(page.get_by_role("link", name="チケットを選ぶ")).to_have_count(1 if name in BUYABLE else 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    looks_right(page)


def test_only_a_date_that_is_called_off_is_struck_out(visit: Visit) -> None:
    lines = {name: visit(f"/events/{name}/").locator(".times li") for name in ("over", "cancelled", "mixed")}
    struck = {
        name: each.evaluate_all("(all) => all.map((one) => getComputedStyle(one).textDecorationLine)")
        for name, each in lines.items()
    }
    assert struck == {
        "over": ["none"],
        "cancelled": ["line-through"],
        "mixed": ["none", "line-through", "none", "none"],
    }


@pytest.mark.parametrize("name", sorted(set(EVENTS) - {"few", "sold-out"}))
def test_the_page_says_the_same_without_a_script(visit: Visit, name: str) -> None:
    page = visit(f"/events/{name}/", java_script_enabled=False)
    said = page.locator("main").inner_text()
    for words in SAID[name]:
        if not re.search(r"残り|カートに入れる", words) and name != "tour":
            assert words in said, words
    assert page.locator("main input:visible").count() == 0


def test_the_windows_shop_shows_each_state(visit: Visit) -> None:
    page = visit("/")
    for title, words in (
        ("残りわずかの公演", "残りわずか 3枚"),
        ("売り切れの公演", "売り切れ"),
        ("中止になった公演", "中止"),
    ):
        card = page.get_by_role("article").filter(has_text=title)
        expect(card).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("sold_out", "売り切れました"),
        ("paused", "受付を止めています"),
        ("ended", "販売は終わりました"),
        ("closed", "ただいま受付していません"),
    ],
)
def test_what_changed_since_the_build_is_told(visit: Visit, site: Path, state: str, words: str) -> None:
    answers = Answers(site)
    whole = answers.stock["items"]["open"]
    whole["state"] = state
    for session in whole["sessions"].values():
        session.update(state=state, remaining=0)
    page = visit("/events/open/", answers)
    expect(page.locator(".buy").get_by_role("paragraph").filter(has_text=re.compile(f"^{words}$"))).to_be_visible()
    expect(page.get_by_role("button", name="カートに入れる", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="チケットを選ぶ")).to_have_count(0)


def test_S3_07_few_is_never_said_without_the_service(visit: Visit, site: Path) -> None:
    page = visit("/events/few/", Answers(site, service=False))
    expect(page.locator("main").get_by_text("販売中").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"残り(わずか )?\d"))).to_have_count(0)
    expect(page.get_by_role("button", name="カートに入れる", exact=True)).to_be_visible()


def test_english_says_how_many_are_left(visit: Visit) -> None:
    page = visit("/en/events/few/")
    expect(page.get_by_text("Only 3 left").first).to_be_visible()
    visit("/en/events/long/").get_by_role("heading", name=LONG_EN).wait_for()


def test_a_day_and_an_hour_are_chosen_with_the_keyboard(visit: Visit) -> None:
    page = visit("/events/tour/", locale="ja-JP")
    legend = page.locator(".slots legend")
    expect(legend).to_have_text("12月12日(土)")  # the eleventh has sold out
    expect(page.get_by_role("radio", name="12月11日(金) 売り切れ")).to_be_visible()
    page.get_by_role("radio", name="12月12日(土) 残りわずか 4枚").focus()
    page.keyboard.press("ArrowRight")
    expect(legend).to_have_text("12月13日(日)")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="11:00")).to_be_checked()
    page.get_by_role("radio", name="12月15日(火)").check(force=True)
    expect(legend).to_have_text("12月15日(火)")
    expect(page.get_by_role("radio", name="11:00")).to_be_checked()
    page.get_by_role("button", name="カートに入れる", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="カートに入れました。")).to_be_visible()
    kept = page.evaluate("JSON.parse(localStorage.getItem('mogiri.cart')).lines[0].session")
    assert kept == "20261215-1100"


def test_an_hour_must_be_chosen(visit: Visit) -> None:
    page = visit("/events/tour/")
    page.get_by_role("button", name="カートに入れる", exact=True).click()
    expect(page.get_by_text("日程を選んでください。")).to_be_visible()


def test_days_of_rest_are_named_and_cannot_be_chosen(visit: Visit) -> None:
    page = visit("/events/museum/")
    leaf = page.get_by_role("table", name="2026年12月")
    rest = leaf.get_by_role("cell").filter(has_text="休業日")
    days = {re.sub(r"\D", "", text) for text in rest.all_inner_texts()}
    assert days == {"14", "17", "19", "21", "24", "26", "28", "31"}  # Mondays, Thursdays, closed, a stock of none
    expect(leaf.get_by_role("radio", name="12月26日(土) 休業日")).to_be_disabled()
    expect(leaf.get_by_role("radio", name="12月27日(日)")).to_be_enabled()


def test_forty_dates_open_month_by_month(visit: Visit) -> None:
    page = visit("/events/forty/")
    expect(page.get_by_role("radio").filter(visible=True)).to_have_count(10)
    page.get_by_text("2027年1月").click()
    choice = page.get_by_role("radio", name=re.compile(r"1月2日\(土\) 19:00"))
    choice.check()
    page.get_by_role("button", name="一般を1枚増やす").click()
    page.get_by_role("button", name="カートに入れる", exact=True).click()
    expect(page.get_by_text("カートに入れました。")).to_be_visible()


def test_prices_in_euros_have_their_cents(browser: Browser, tmp_path: Path, visit: Visit) -> None:
    answers = Answers(states_shop.built(tmp_path, shop=states_shop.EUR))
    page = visit("/events/winter/", answers, locale="en-GB")
    expect(page.locator(".type .price")).to_have_text(re.compile("€12.50"))
    expect(page.locator("[data-slot=sum]")).to_have_text(re.compile("€12.50"))
    page.get_by_role("button", name=re.compile("One more")).click()
    expect(page.locator("[data-slot=sum]")).to_have_text(re.compile("€25.00"))
