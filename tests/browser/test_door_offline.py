"""The door without a signal: a dead service, reloads, two devices with the same guests, a full disk: nothing lost."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENT, PHONE, ROOT, STILL, Shop, running
from tests.browser.opened import signed_in
from tests.support.servers import free_port
from tests.support.waiting import until

BIG = """---
title: 大きな夜
summary: 五百人の夜
venue: hall
sessions:
  - {id: night, starts: 2026-12-24 19:00, ends: 21:00, stock: 800}
tickets:
  - {id: adult, name: 一般, price: 3000}
cancel:
  - {until: 7 days, fee: 0%}
---

五百人の夜。
"""
BEFORE, DURING, AFTER = (f"2026-12-24T{clock}:00+09:00" for clock in ("17:00", "18:30", "19:30"))
TICKETS, EACH = 500, 300
FEWER, EACH_OF_FEWER = 60, 40
"""For the other order of coming back, which asks nothing of the number."""
AUTO = """localStorage.setItem("mogiri.door.settings", '{"auto":true,"sound":false,"shake":false}');"""
SCAN = """async (codes) => {
  const desk = document.querySelector("door-desk");
  const results = {};
  for (const door_code of codes) {
    const said = new Promise((resolve) => desk.addEventListener("shown", function hear({ detail: { code } }) {
      if (code === "ready" || code === "wait") return;
      desk.removeEventListener("shown", hear);
      resolve(code);
    }));
    desk.dispatchEvent(new CustomEvent("code", { detail: { door_code } }));
    const result = await said;
    results[result] = (results[result] ?? 0) + 1;
  }
  return results;
}"""
ACTS = """() => new Promise((resolve) => {
  indexedDB.open("mogiri-door").onsuccess = ({ target }) => {
    target.result.transaction("acts").objectStore("acts").getAll().onsuccess = (found) => resolve(found.target.result);
  };
})"""


class House:
    """A shop that can be stopped and started again on its address, with all it had sold."""

    def __init__(self, folder: Path) -> None:
        self.data, self.content = folder / "data", folder / "content"
        self.data.mkdir()
        shutil.copytree(ROOT / "content", self.content)
        (self.content / "events" / "big.md").write_text(BIG, "utf-8")
        self.port = free_port()
        self._opened = ExitStack()

    def open(self, now: str) -> Shop:
        self.shop = self._opened.enter_context(running(self.data, self.content, port=self.port, now=now))
        return self.shop

    def close(self) -> None:
        self._opened.close()

    def owner(self) -> httpx2.Client:
        client = httpx2.Client(base_url=self.shop.url, headers={"Origin": self.shop.url}, timeout=60)
        assert client.post("/api/sign-in", json={"token": self.shop.doors["owner_token"]}).status_code == 200
        return client

    def used(self) -> int:
        items = self.owner().get("/api/usage").json()["items"]
        return int(next(item["used"] for item in items if item["id"] == "big"))

    def codes(self) -> list[str]:
        """Door codes in the order of issue, as the guests hold them in their hands."""
        file = next(path for path in self.data.rglob("*") if path.suffix in (".db", ".sqlite", ".sqlite3"))
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            return [
                str(code) for (code,) in database.execute("select door_code from ticket where item='big' order by id")
            ]


@pytest.fixture
def shop() -> None:
    """The house below takes its place."""


@pytest.fixture
def the_day() -> None:
    """The house is opened at its hour."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"))
    made.open(BEFORE)
    rows = [
        {
            "item": "big",
            "session": "night",
            "ticket": "adult",
            "units": 1,
            "name": f"客{n}",
            "email": f"g{n}@example.com",
        }
        for n in range(TICKETS + FEWER + 2)
    ]
    owner = made.owner()
    for start in range(0, len(rows), 100):
        answer = owner.post("/api/issue", json={"rows": rows[start : start + 100]})
        assert answer.status_code in (200, 201), answer.text
    yield made
    made.close()


def device(browser: Browser, house: House, wrong: list[str]) -> tuple[BrowserContext, Page]:
    """A phone at the door, signed in, ready for being without a signal."""
    context = browser.new_context(viewport=PHONE, locale="ja-JP")  # type: ignore[arg-type]
    context.add_init_script(STILL + PATIENT + AUTO)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    signed_in(page, house.shop, "staff")
    page.goto(f"{house.shop.url}/staff/")
    ready(page)
    expect(page.locator("[data-signal]")).to_contain_text("オフライン準備OK")
    page.evaluate("navigator.serviceWorker.ready")
    kept = "caches.open('door-parts-1').then((parts) => parts.match('{}')).then(Boolean)"
    decoder = page.evaluate(
        "new URL('../vendor/qr-0.7.0/decode.js', document.querySelector('script[type=module]').src).href"
    )
    until(lambda: page.evaluate(kept.format(decoder)), "the page to be kept")
    return context, page


def ready(page: Page) -> None:
    page.locator("door-desk[data-ready] [data-house] li").first.wait_for()


def reached(page: Page) -> None:
    """The phone says that it has a network again."""
    page.evaluate("dispatchEvent(new Event('online'))")


def states(page: Page) -> dict[str, int]:
    found: dict[str, int] = {}
    for act in page.evaluate(ACTS):
        found[act["state"]] = found.get(act["state"], 0) + 1
    return found


@pytest.mark.parametrize("turned", [False, True], ids=["as-they-left", "the-other-way-round"])
def test_S4_42_two_devices_without_a_signal_lose_nothing_and_double_nothing(
    browser: Browser, house: House, turned: bool
) -> None:
    wrong: list[str] = []
    tickets, each = (FEWER, EACH_OF_FEWER) if turned else (TICKETS, EACH)
    codes = house.codes()[TICKETS:][:FEWER] if turned else house.codes()[:TICKETS]
    assert len(codes) == tickets
    house.shop.at(DURING)
    before = house.used()
    devices = [device(browser, house, wrong) for _ in range(2)]
    house.close()
    halves = each // 2
    for (_, page), mine in zip(devices, (codes[:each], codes[-each:]), strict=True):
        first = page.evaluate(SCAN, mine[:halves])
        assert first == {"offline_ok": halves}
        expect(page.locator("[data-signal]")).to_have_text(f"オフライン {halves}件未送信")
        page.reload()  # the service is dead: the page comes from the device
        ready(page)
        again = page.evaluate(SCAN, [mine[0], *mine[halves:]])
        assert again == {"used": 1, "offline_ok": halves}, "what went in before the reload is known"
        expect(page.locator("[data-signal]")).to_have_text(f"オフライン {each}件未送信")

    (near, one), (far, other) = reversed(devices) if turned else devices
    far.set_offline(True)
    house.open(AFTER)
    reached(one)
    until(lambda: states(one).get("waiting", 0) == 0, "the first device to send")
    assert states(one) == {"sent": each}
    assert house.used() - before == each
    far.set_offline(False)
    reached(other)
    until(lambda: states(other).get("waiting", 0) == 0, "the second device to send")
    overlap = 2 * each - tickets
    assert states(other) == {"sent": each - overlap, "conflict": overlap}
    assert house.used() - before == tickets
    expect(other.locator("door-report")).to_contain_text(f"確認が必要な入場 {overlap}件")
    row = other.locator("door-report li").first
    expect(row).to_contain_text("この端末")
    expect(row).to_contain_text("別の端末")
    near.close()
    far.close()
    assert wrong == []


def test_S3_20_a_full_disk_and_a_dead_page_lose_no_stamp(browser: Browser, house: House) -> None:
    wrong: list[str] = []
    code, another = house.codes()[TICKETS + FEWER :]
    house.shop.at(DURING)
    before = house.used()
    context, page = device(browser, house, wrong)
    full = """() => { const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (value) {
      if (this.name === "acts") throw new DOMException("full", "QuotaExceededError");
      return put.call(this, value); }; }"""
    house.close()
    page.evaluate(full)
    assert page.evaluate(SCAN, [code]) == {"offline_ok": 1}
    page.close()
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"http://127.0.0.1:{house.port}/staff/")
    ready(page)
    expect(page.locator("[data-signal]")).to_have_text("オフライン 1件未送信")
    assert page.evaluate(SCAN, [code]) == {"used": 1}
    page.goto(f"http://127.0.0.1:{house.port}/D/{another}")  # the phone's own camera app, without a signal
    expect(page.locator("door-panel")).to_have_attribute("data-result", "offline_ok")
    house.open(AFTER)
    page.locator("[data-next]").click()
    reached(page)
    until(lambda: house.used() - before == 2, "the stamps to arrive")
    expect(page.locator("door-signal")).to_have_attribute("data-unsent", "0")
    assert json.loads(page.evaluate("localStorage.getItem('mogiri.door.spill')")) == []
    assert wrong == []
