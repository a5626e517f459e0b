"""The owner's screen shows the figures that the feed, the lists and the ledger agree on."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, ROOT
from tests.support.post_office import post_office
from tests.webhook.conftest import opened_shop
from tests.webhook.living import AFTERWARDS, BEFORE, NAMES, THAT_DAY, Five, Life, five, total
from tests.webhook.test_adding_up import FIRST, agree
from webhook.http.answering import COOKIE

pytestmark = pytest.mark.browser


def test_the_usage_screen_shows_what_everything_else_says(browser: Browser, tmp_path: Path, sqlite_url: str) -> None:
    build = [sys.executable, "-m", "generator", "build", "--content", str(ROOT / "content"), "--output"]
    built = subprocess.run([*build, str(tmp_path / "site")], cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    with post_office() as office, opened_shop(tmp_path, sqlite_url, office) as shop:
        life = Life(shop, random.Random(7), Counter())
        for steps, then in ((BEFORE, life.open_doors), (THAT_DAY, life.close_doors), (AFTERWARDS, life.close_doors)):
            for step in [*(FIRST if steps is BEFORE else ()), *steps]:
                life.step(step)
            then()
        agree(life)
        page = browser.new_context(viewport=DESK, locale="ja-JP").new_page()  # type: ignore[arg-type]
        cookie = life.owner.cookies[COOKIE]
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": shop.url}])
        feed = life.feed()
        for item in {item for item, _ in feed}:
            dates = {session: figures for (of, session), figures in feed.items() if of == item}
            page.goto(f"{shop.url}/owner/#item/{item}/usage")
            expect(page.locator("[data-usage-total] [data-issued]")).to_have_text(str(total(dates.values())[0]))
            whole, tables = _shown(page)
            assert whole == total(dates.values()), item
            assert sorted(filter(any, tables)) == sorted(figures for session, figures in dates.items() if session), item
        assert total(feed.values())[1] > 3, "something was used"
        page.context.close()


def _shown(page: Page) -> tuple[Five, list[Five]]:
    """Issued, used, unused, no-show and cancelled as a person reads them: of the item, and of each date's table."""
    whole = [page.locator(f"[data-usage-total] [data-{name}]").inner_text() for name in NAMES]
    tables = page.locator(".usage-session").all()
    dates = [[row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()] for table in tables]
    return _numbers(whole), [total(map(_numbers, rows)) for rows in dates]


def _numbers(texts: list[str]) -> Five:
    return five(int(text.replace(",", "")) for text in texts)
