"""A shop with every state that a sale page can be in, on one fixed day; and what its service answers then."""

import json
import mimetypes
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, Route

from generator.build import build
from tests.browser.conftest import ROOT

NOW = datetime.fromisoformat("2026-12-10T12:00:00+09:00")
ORIGIN = "http://states.test"
PICTURE = "image: images/kontolive.jpg\nimage_alt: 幕の前に立つ三人\n"
TICKETS = "tickets:\n  - {id: adult, name: 一般, price: 3000}\n  - {id: student, name: 学生, price: 2000}\n"
ONE = "tickets:\n  - {id: all, name: 一般, price: 2500}\n"
SOON = "sessions:\n  - {id: one, starts: 2026-12-24 19:00, doors: 18:30, ends: 21:00, stock: 60}\n"
RULES = "venue: hall\ncancel:\n  - {until: 7 days, fee: 0%}\n"
LONG_JA = (
    "年忘れ大喜利と新作コントの夕べ、三組の芸人が六本の新作を持ちよって今年いちばん笑"
    "った夜をもう一度みんなでやりなおす二時間半の特別公演"
)
LONG_EN = (
    "A Year-End Evening of Sketches and Quick Wits in Which Three Troupes Bring Six New Pieces and Do the Funniest "
    "Night of the Year All Over Again, Together, for Two and a Half Hours"
)
EUR = """name: Kleine Bühne
currency: EUR
time_zone: Europe/Berlin
languages: [en]
mail: a@example.org
legal: {disclose_on_request: yes}
"""
JPY = """name: 状態座
mail: a@example.jp
languages: [ja, en]
support: {mail: a@example.jp, phone: 03-0000-0000}
legal: {disclose_on_request: yes}
venues:
  hall: {name: 状態座, address: 東京都墨田区京島1-1-1}
"""


def _forty() -> str:
    days = (NOW + timedelta(days=3 + number * 2) for number in range(40))
    return "sessions:\n" + "".join(f"  - {{starts: {day:%Y-%m-%d} 19:00, stock: 40}}\n" for day in days)


def _calendar(more: str = "") -> str:
    return f"""calendar:
  from: 2026-12-08
  until: 2027-01-31
  days: [tue, wed, fri, sat, sun]
  stock: 20
  closed: [2026-12-19, 2026-12-31, holidays]
  special: {{2026-12-26: 0, 2026-12-27: 30}}
{more}"""


TEN = "tickets:\n" + "".join(
    f"  - {{id: {letter}, name: {letter.upper()}席 {number + 1}列から, price: {9500 - 800 * number}}}\n"
    for number, letter in enumerate("abcdefghij")
)


def _one(title: str, *more: str, summary: str = "三組で笑い納め", dates: str = SOON, tickets: str = TICKETS) -> str:
    return f"title: {title}\nsummary: {summary}\n{dates}{tickets}{RULES}{''.join(more)}"


MIXED = """sessions:
  - {id: a, starts: 2026-12-22 19:00, stock: 30}
  - {id: b, starts: 2026-12-23 19:00, stock: 30, cancelled: yes}
  - {id: c, starts: 2026-12-25 19:00, stock: 0}
  - {id: d, starts: 2026-12-26 14:00, stock: 30}
"""
EVENTS = {
    "open": _one("販売中の公演", PICTURE, "gift: yes\n"),
    "few": _one("残りわずかの公演", PICTURE),
    "counted": _one("数を見せる公演", "public_counts: all\n"),
    "not-yet": _one("販売前の公演", "sales: {from: 2026-12-12 10:00}\n"),
    "sold-out": _one("売り切れの公演", PICTURE),
    "paused": _one("受付を止めた公演", "paused: [own]\n"),
    "ended": _one("販売の終わった公演", "sales: {until: 2026-12-09 18:00}\n"),
    "cancelled": _one("中止になった公演", PICTURE, "cancelled: yes\n"),
    "over": _one("終わった公演", PICTURE, dates=SOON.replace("12-24", "12-05")),
    "archived": _one("しまった公演", PICTURE, "archived: yes\n"),
    "mixed": _one("日によって違う公演", dates=MIXED),
    "long": _one(LONG_JA, PICTURE, summary=LONG_JA),
    "bare": f"title: 題だけ\n{SOON}{ONE}{RULES}",
    "forty": _one("四十回の公演", dates=_forty()),
    "ten": _one("十の券種", tickets=TEN),
    "free": _one("無料の公演", tickets=ONE.replace("2500", "0")),
    "museum": _one("いつでも入れる日", dates=_calendar(), tickets=ONE),
    "tour": _one("時間を選ぶ見学", dates=_calendar("  times: [11:00, 15:00]\n"), tickets=ONE),
}
ENGLISH = {"long": f"title: {LONG_EN}\nsummary: {LONG_EN}\n", "tour": "title: A tour by the hour\n"}
COUNTS = {"id": "counted", "sessions": [{"id": "one", "starts_at": "2026-12-24T19:00:00+09:00", "remaining": 56}]}
COUNTS["sessions"][0] |= {"issued": 4, "used": 1}  # type: ignore[index]
BODY = "\n一年のおわりに、三組が集まります。\n\n## 出演\n\n- 電柱とあかり\n- 回覧板クラブ\n"


def write(folder: Path, *, shop: str = JPY) -> Path:
    """The content folder of the shop; in euros there is one event."""
    content = folder / "content"
    (content / "events").mkdir(parents=True)
    (content / "images").mkdir()
    shutil.copy(ROOT / "content" / "images" / "kontolive.jpg", content / "images")
    (content / "shop.md").write_text(f"---\n{shop}---\n\nすべての状態があります。\n", "utf-8")
    if shop == EUR:
        event = f"title: Winter evening\n{SOON}{ONE}venue: {{name: Hinterhof}}\n".replace("2500", "1250")
        (content / "events" / "winter.md").write_text(f"---\n{event}---\n\nSongs.\n", "utf-8")
        return content
    for name, front in EVENTS.items():
        (content / "events" / f"{name}.md").write_text(f"---\n{front}---\n{BODY}", "utf-8")
    for name, front in ENGLISH.items():
        (content / "events" / f"{name}.en.md").write_text(f"---\n{front}---\n\nThree troupes.\n", "utf-8")
    return content


def built(folder: Path, *, shop: str = JPY) -> Path:
    """The site, as of NOW."""
    site = folder / "_site"
    result = build(write(folder, shop=shop), site, now=NOW)
    assert result.written, result.problems
    return site


def stock(site: Path) -> dict[str, Any]:
    """What the service would answer if some of it were sold: few left, sold out, half of a calendar taken."""
    items = json.loads((site / "catalogue.json").read_text("utf-8"))["items"]
    left = {"few": 3, "sold-out": 0}
    answer: dict[str, Any] = {
        item["id"]: _item(item, left.get(item["id"], 60)) for item in items if item["kind"] != "coupon"
    }
    for name, remaining in (("20261211-1100", 0), ("20261211-1500", 0), ("20261212-1100", 0), ("20261212-1500", 4)):
        if "tour" in answer:
            answer["tour"]["sessions"][name].update(_left(remaining))
    return {"items": answer}


def _item(item: dict[str, Any], remaining: int) -> dict[str, Any]:
    sessions = {
        each["id"]: _left(0 if each.get("stock") == 0 else min(remaining, each.get("stock", 60)), each)
        for each in item.get("sessions", [])
    }
    states = {"not-yet": "not_yet", "paused": "paused", "ended": "ended", "over": "ended", "archived": "closed"}
    state = states.get(item["id"]) or next((s["state"] for s in sessions.values() if s["state"] == "on_sale"), None)
    for each in sessions.values():
        each["state"] = states.get(item["id"], each["state"])
    return {"state": state or next((each["state"] for each in sessions.values()), "on_sale"), "sessions": sessions}


def _left(remaining: int, session: dict[str, Any] | None = None) -> dict[str, Any]:
    shut = session is not None and (session.get("cancelled") or session.get("stock") == 0)
    state = "closed" if shut else "on_sale" if remaining else "sold_out"
    return {"state": state, "remaining": remaining, "tickets": {}}


class Answers:
    """Files of a built site, and the stock, for a browser without a server."""

    def __init__(self, site: Path, *, service: bool = True) -> None:
        self.site, self.service = site, service
        self.stock = stock(site)

    def to(self, context: BrowserContext) -> None:
        context.route(re.compile(".*"), self._answer)

    def _answer(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        if path == "/api/stock":
            return route.fulfill(json=self.stock) if self.service else route.abort()
        if path == "/api/counts/counted" and self.service:
            return route.fulfill(json=COUNTS)
        file = self.site / path[1:]
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return route.fulfill(status=404, body="")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return route.fulfill(body=file.read_bytes(), content_type=f"{kind}; charset=utf-8")
