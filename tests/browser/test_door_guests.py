"""Guests as they come: the QR of real tickets before Chromium's stand-in for a camera, no phone, no ticket."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.buying import Bought, buy, line
from tests.browser.conftest import PATIENT, PHONE, QUIET, STILL, Shop
from tests.browser.opened import SHOW_TIME, signed_in
from tests.support.waiting import until
from webhook import qr

SIZE = (640, 480)
PER_SECOND = 10
WAYS = ["clean", "small", "rotated", "dim", "dark mode"]
WHEN = """addEventListener("shown", ({ detail }) => detail.code === "ready" && (window.took =
  performance.now() - Number(document.querySelector("door-camera").dataset.frame)), true);"""


def picture(link: str, folder: Path) -> Image.Image:
    """The QR as the ticket's page shows it, in its white box."""
    file = folder / "code.png"
    file.write_bytes(qr.png(link))
    return ImageOps.expand(Image.open(file).convert("RGB").resize((300, 300), Image.Resampling.NEAREST), 12, "white")


def held_up(code: Image.Image, way: str) -> Image.Image:
    """What the camera sees of it."""
    scene = Image.new("RGB", SIZE, "#14110f" if way == "dark mode" else "#b8a58e")
    if way == "small":
        code = code.resize((120, 120), Image.Resampling.LANCZOS)
    if way == "rotated":
        code = code.rotate(33, expand=True, fillcolor="#b8a58e", resample=Image.Resampling.BICUBIC)
    scene.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    if way == "dim":
        scene = ImageEnhance.Contrast(ImageEnhance.Brightness(scene).enhance(0.35)).enhance(0.6)
    grain = Image.effect_noise(SIZE, 18).convert("RGB")
    return ImageChops.add(scene, grain, scale=1, offset=-128).filter(ImageFilter.GaussianBlur(0.7))


def film(file: Path, scenes: list[Image.Image], *, seconds: float) -> Path:
    """One scene after the other with nothing between them, over and over, as the browser reads it (YUV4MPEG2)."""
    nothing = Image.new("RGB", SIZE, "#887766")
    with file.open("wb") as out:
        out.write(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for scene in scenes:
            for frame, length in ((scene, seconds), (nothing, 0.5)):
                luma, blue, red = frame.convert("YCbCr").split()
                half = [plane.resize((SIZE[0] // 2, SIZE[1] // 2)).tobytes() for plane in (blue, red)]
                data = b"FRAME\n" + luma.tobytes() + half[0] + half[1]
                out.write(data * int(length * PER_SECOND))
    return file


@pytest.fixture(scope="module")
def tickets(shop: Shop) -> list[Bought]:
    return [buy(shop, line("kontolive", 2, "20261224-1900", "adult")) for _ in WAYS]


@pytest.fixture
def filmed(browser: Browser, shop: Shop, tickets: list[Bought], tmp_path: Path) -> Iterator[Browser]:
    """A browser whose camera sees one guest after another."""
    scenes = []
    for bought, way in zip(tickets, WAYS, strict=True):
        scenes.append(held_up(picture(qr.door_link(shop.url, bought.door), tmp_path), way))
    shown = film(tmp_path / "camera.y4m", scenes, seconds=1.5)
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    kind: BrowserType = browser.browser_type
    found = shutil.which("chromium") or shutil.which("google-chrome")
    launched = kind.launch(executable_path=found, args=[*QUIET, *fake, f"--use-file-for-fake-video-capture={shown}"])
    yield launched
    launched.close()


def test_S4_29_the_camera_reads_every_guest_in_the_queue(
    filmed: Browser, shop: Shop, tickets: list[Bought], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is missed however they hold their phone, nobody is read twice, and the next is read behind a verdict."""
    shop.at(SHOW_TIME)
    context = filmed.new_context(viewport=PHONE, permissions=["camera"])  # type: ignore[arg-type]
    context.add_init_script(STILL + PATIENT + WHEN)
    page = context.new_page()
    wrong: list[Any] = []
    page.on("pageerror", lambda error: wrong.append(error))
    signed_in(page, shop, "staff")
    page.goto(f"{shop.url}/staff/")
    panel, admitted = page.locator("door-panel"), set()
    expect(page.locator("door-camera")).to_have_attribute("data-state", "on")
    ways = {bought.door: way for bought, way in zip(tickets, WAYS, strict=True)}
    took = {}
    while len(admitted) < len(WAYS):
        expect(panel).to_have_attribute("data-deciding", "")
        door = str(panel.get_attribute("data-code"))
        took[ways[door]] = round(page.evaluate("window.took"))
        page.locator("[data-admit]").click()
        expect(panel).to_have_attribute("data-result", "ok")
        assert door not in admitted, "a ticket that went in is not offered again"
        admitted.add(door)
    with capsys.disabled():
        print(f"\nfrom the frame to the verdict, ms: {took}")
    assert set(took) == set(WAYS)
    used = page.locator("[data-used]").first
    expect(used).to_have_text(str(2 * len(WAYS)))
    assert wrong == []
    context.close()


def test_S4_31_a_guest_without_a_phone_and_one_without_a_ticket(shop: Shop, people: Any) -> None:
    """Found by name; one more for them, cash back for one not there, the mail again; nobody found: a door sale."""
    buy(shop, line("kontolive", 2, "20261224-1900", "adult"), name="尾崎 みどり")
    shop.at(SHOW_TIME)
    page = people()
    signed_in(page, shop, "staff")
    page.goto(f"{shop.url}/staff/")
    page.locator("door-desk[data-ready] [data-house] li").first.wait_for()
    page.locator("[data-to=search]").click()
    search, panel = page.get_by_label("氏名・メール・電話・注文番号"), page.locator("door-panel")
    search.fill("尾崎")
    search.press("Enter")
    page.get_by_role("button", name="この券").click()
    page.get_by_role("button", name="1つ減らす").click()
    page.get_by_role("button", name="1名を入場").click()
    expect(panel).to_have_attribute("data-result", "part")

    page.get_by_role("button", name="現金返金のメモ").click()
    page.get_by_label("返した金額").fill("3,000円")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("現金返金 3,000円 を記録しました")).to_be_visible()
    mails = len(shop.mails())
    page.get_by_role("button", name="チケットを再送").click()
    expect(page.get_by_text("登録のメールアドレスに送りました")).to_be_visible()
    until(lambda: len(shop.mails()) > mails, "the mail")

    page.get_by_role("button", name="当日券を追加").click()
    page.get_by_role("button", name="学生: 1つ増やす").click()
    expect(page.get_by_text("合計 2,500円")).to_be_visible()
    page.get_by_role("button", name="受け取って発行する").click()
    expect(page.get_by_text("当日券を発行しました:2,500円")).to_be_visible()
    expect(panel).to_have_attribute("data-result", "used")

    page.locator("[data-next]").click()
    page.locator("[data-to=search]").click()
    search.fill("居ない人")
    search.press("Enter")
    expect(page.get_by_text("予約が見つかりません")).to_be_visible()
    expect(page.locator("door-search").get_by_role("link", name="03-0000-0000")).to_be_visible()
    more, offered = page.get_by_role("button", name="一般: 1つ増やす"), []
    page.route("**/api/stock", lambda route: (offered.append(more.count()), route.continue_()))
    page.get_by_role("button", name="当日券を売る").click()
    expect(page.get_by_label("お客様の氏名")).to_have_value("居ない人")
    more.click()
    assert offered == [0], "nothing of the last sale can be chosen while what is left is asked for"
    page.get_by_label("その他").check()
    page.get_by_role("button", name="受け取って発行する").click()
    expect(page.get_by_text("当日券を発行しました:3,500円")).to_be_visible()
    expect(page.locator(".panel-name")).to_have_text("居ない人")


def test_S4_29_a_refused_camera_leaves_the_six_digits(shop: Shop, people: Any) -> None:
    page = people()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    signed_in(page, shop, "staff")
    page.goto(f"{shop.url}/staff/")
    page.get_by_role("button", name="カメラで読み取る").click()
    expect(page.get_by_text("カメラが許可されていません")).to_be_visible()
    page.locator("[data-to=pad]").click()
    expect(page.get_by_role("heading", name="6桁のIDを入力")).to_be_visible()


def test_S4_53_a_lead_opens_a_shift_a_helper_joins_and_is_stopped_at_once(shop: Shop, people: Any) -> None:
    """On one phone the lead prepares everything; on another the helper scans the shift's QR, and is stopped."""
    shop.at(SHOW_TIME)
    lead, helper = people(), people()
    signed_in(lead, shop, "lead")
    lead.goto(f"{shop.url}/staff/")
    lead.get_by_role("button", name="準備").click()
    lead.get_by_label("受け付ける公演").select_option(label="年忘れコントライブ 12月24日(木) 19:00")
    lead.get_by_role("button", name="受付を開く").click()
    shift = lead.locator(".lead-shift").filter(has_text="年忘れコントライブ")
    shift.get_by_role("button", name="受付のQRコード").click()
    expect(lead.locator("door-lead dialog img")).to_be_visible()
    assert lead.locator("door-lead dialog img").evaluate("(img) => img.decode().then(() => img.naturalWidth > 50)")
    link = lead.locator("[data-slot=qr-url]").inner_text()
    lead.locator("door-lead dialog").get_by_role("button", name="閉じる").click()
    lead.get_by_label("係員の氏名").fill("高橋")
    lead.get_by_role("button", name="係員を追加").click()
    expect(lead.locator("[data-slot=pin]")).to_contain_text("暗証番号")
    shown = re.search(r"番号 (\d+) 暗証番号 (\d{4})", lead.locator("[data-slot=pin]").inner_text())
    assert shown

    helper.goto(link)
    helper.get_by_label("お名前").fill("高橋")
    helper.get_by_label("係員番号").fill(shown[1])
    helper.get_by_label("暗証番号(4桁)").fill(shown[2])
    helper.get_by_role("button", name="受付を始める").click()
    expect(helper.get_by_text("受付:高橋さん")).to_be_visible()
    expect(helper.get_by_role("button", name="準備")).to_be_hidden()
    expect(helper.locator("[data-house] li")).to_have_count(1)

    lead.reload()
    lead.get_by_role("button", name="準備").click()
    stop = lead.get_by_role("button", name="高橋さんの端末を停止")
    stop.click()
    lead.get_by_role("button", name="本当に停止").click()
    expect(lead.get_by_text("停止 18:4")).to_be_visible()
    helper.keyboard.type("123456")
    expect(helper.get_by_role("button", name="受付を始める")).to_be_visible()
