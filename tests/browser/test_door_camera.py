"""The camera end to end: Chromium's own stand-in shows the QR of real tickets as they come to a door."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.buying import Bought, buy, line
from tests.browser.conftest import PHONE, QUIET, STILL, Shop
from tests.browser.opened import SHOW_TIME, signed_in
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
    context.add_init_script(STILL + WHEN)
    page = context.new_page()
    wrong: list[Any] = []
    page.on("pageerror", lambda error: wrong.append(error))
    signed_in(page, shop, "staff")
    page.goto(f"{shop.url}/staff/")
    panel, admitted = page.locator("door-panel"), set()
    expect(page.locator("door-camera")).to_have_attribute("data-state", "on", timeout=20_000)
    ways = {bought.door: way for bought, way in zip(tickets, WAYS, strict=True)}
    until, took = time.monotonic() + 90, {}
    while len(admitted) < len(WAYS) and time.monotonic() < until:
        expect(panel).to_have_attribute("data-deciding", "", timeout=30_000)
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
