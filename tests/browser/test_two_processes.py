"""The owner's open page when a device stamps at another process of the service."""

import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESK, ROOT
from tests.support import postgres
from tests.support.post_office import post_office
from tests.webhook.conftest import opened_shop, thing
from tests.webhook.test_live import another, stamp
from webhook.http import live
from webhook.http.answering import COOKIE

pytestmark = pytest.mark.browser
FAR = 3600.0
DEAF = "window.setInterval = () => 0;"
"""The page asks for nothing by itself, and the process looks at nothing for an hour: only a notice moves figures."""


@pytest.fixture(autouse=True)
def the_day() -> None:
    """No practice shop is wanted here."""


@pytest.mark.postgres
def test_a_stamp_at_one_process_moves_the_figures_on_a_page_of_the_other(
    browser: Browser, tmp_path: Path, postgres_server: str, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "STILL_HERE", FAR)
    build = [sys.executable, "-m", "generator", "build", "--content", str(ROOT / "content"), "--output"]
    subprocess.run([*build, str(tmp_path / "site")], cwd=ROOT, capture_output=True, check=True)
    with (
        postgres.fresh(postgres_server, f"two_{uuid.uuid4().hex}", like=migrated_postgres) as url,
        post_office() as office,
        opened_shop(tmp_path, url, office) as shop,
        another(shop) as other,
    ):
        ticket, staff, owner = shop.ticket(thing("coffee")), shop.staff(), shop.owner()
        context = browser.new_context(viewport=DESK, locale="ja-JP")  # type: ignore[arg-type]
        context.add_cookies([{"name": COOKIE, "value": owner.cookies[COOKIE], "url": shop.url}])
        context.add_init_script(DEAF)
        page = context.new_page()
        page.goto(f"{shop.url}/owner/#item/{ticket['item']}/usage")
        used = page.locator("[data-usage-total] [data-used]")
        expect(used).to_have_text("0")
        for count in ("1", "2"):
            stamp(other, staff, ticket)
            expect(used).to_have_text(count)
        context.close()
