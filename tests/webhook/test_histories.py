"""What the owner looks back on: uses, grants and customers, on screen and as CSV."""

import csv
import gc
import io
import select
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from uvicorn.protocols.http.flow_control import FlowControl

from tests.support.goods import COUPON, JST, LIVE, SHOW, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import accept, give, held, scan, see, sent, share, shared, use
from webhook import clock
from webhook.database import database
from webhook.endpoints import histories
from webhook.histories import stored, uses
from webhook.models import Staff, Stamp, Ticket

A, B, C = (f"{name}@example.com" for name in "abc")


def sheet(owner: httpx2.Client, path: str) -> tuple[list[str], list[dict[str, str]]]:
    """The head and the rows of a CSV, as a spreadsheet reads them."""
    answer = owner.get(path, headers={"Accept-Language": "ja"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def asked(owner: httpx2.Client, name: str, **filters: Any) -> list[dict[str, Any]]:
    return list(owner.get(f"/api/{name}", params=filters).json()[name])


def _here(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(JST).isoformat()[:16]


def all_pages(owner: httpx2.Client, name: str) -> list[dict[str, Any]]:
    found, following = [], ""
    while following is not None:
        told = owner.get(f"/api/{name}", params={"after": following}).json()
        found += told[name]
        following = told["next"]
    return found


def test_S1_04_S1_28_S1_29_S1_30_S1_31_S1_32_a_pass_has_its_history_of_who_how_often_and_when(shop: Shop) -> None:
    held(shop)
    mine = shop.ticket(thing("coffee"), email=A, name="山田 花子")
    shop.ticket(line(), email=B)
    shop.at_the_show()
    use(shop, mine, units=2)
    clock.set_to(SHOW + timedelta(minutes=5))
    use(shop, mine, units=1)
    owner = shop.owner()
    head, rows = sheet(owner, "/api/uses.csv?item=coffee")
    assert head[:4] == ["回数券", "顧客名", "利用回数", "利用日時"]
    assert [[row[name] for name in head[:4]] for row in rows] == [
        ["コーヒー回数券", "山田 花子", "1", "2027-03-05T19:05:00+09:00"],
        ["コーヒー回数券", "山田 花子", "2", "2027-03-05T19:00:00+09:00"],
    ]
    told = asked(owner, "uses", item="coffee")
    assert [(use["title"], use["customer"], use["units"]) for use in told] == [
        ("コーヒー回数券", "山田 花子", 1), ("コーヒー回数券", "山田 花子", 2),
    ]  # fmt: skip
    assert told[0]["at"] > told[1]["at"]
    for filters in ({"ticket": mine["id"]}, {"kind": "pass"}, {"customer": told[0]["customer_id"]}, {"q": "山田"}):
        assert asked(owner, "uses", **filters) == told, "S1-32: the link of a pass and of its holder filter alike"


def test_S2_43_S2_44_a_use_of_three_is_one_row_or_three(shop: Shop) -> None:
    held(shop)
    mine = sent(shop, "ten", A)
    use(shop, mine, units=3)
    owner = shop.owner()
    head, rows = sheet(owner, "/api/uses.csv?kind=coupon")
    assert head[:7] == [
        "クーポンID", "タイトル", "顧客ID", "顧客名", "使用場所(管理者ID)", "使用場所(管理者名)", "利用日時",
    ]  # fmt: skip
    assert (len(rows), rows[0]["利用回数"], rows[0]["利用方法"]) == (1, "3", "ボタン")
    _, each = sheet(owner, "/api/uses.csv?kind=coupon&each=1")
    assert [row["利用回数"] for row in each] == ["1", "1", "1"]
    assert {row["クーポンID"] for row in each} == {mine["id"]}
    assert [use["units"] for use in asked(owner, "uses", each=1)] == [1, 1, 1]
    assert len({use["id"] for use in asked(owner, "uses", each=1)}) == 3


def test_S2_35_S2_36_S2_37_the_place_is_who_read_it_or_blank(shop: Shop) -> None:
    held(shop)
    scanned = shop.ticket(line(), email=B)
    shop.at_the_show()
    tapped = sent(shop, "ten", A)
    staff = shop.staff(number="901")
    staff.post(f"{tapped['url']}/stamps", json={"units": 1})  # by the holder, in a browser where staff are signed in
    scan(staff, scanned)
    with database.connection_context():
        Staff.update(name="別の名前").where(Staff.number == "901").execute()
    owner = shop.owner()
    by = {use["ticket"]: use for use in asked(owner, "uses")}
    assert (by[tapped["id"]]["staff_id"], by[tapped["id"]]["staff"]) == ("", "")
    assert (by[scanned["id"]]["staff_id"], by[scanned["id"]]["staff"]) == ("901", "係 901")
    head, rows = sheet(owner, "/api/uses.csv?place=blank")
    assert [(row[head[4]], row[head[5]]) for row in rows] == [("", "")]
    assert [use["ticket"] for use in asked(owner, "uses", place="blank")] == [tapped["id"]]
    for filters in ({"place": "staff:901"}, {"staff": "901"}, {"place": "venue:大ホール"}):
        assert [use["ticket"] for use in asked(owner, "uses", **filters)] == [scanned["id"]], filters
    assert asked(owner, "uses", place="venue:小ホール") == []
    for name, filters in (
        ("recipients", {"place": "blank"}),
        ("recipients", {"kind": "coupon"}),
        ("recipients", {"item": "ten"}),
        ("customers", {"item": "ten"}),
    ):
        wanted = [A] if name == "customers" else [tapped["id"]]
        found = [row["email" if name == "customers" else "id"] for row in asked(owner, name, **filters)]
        query = "&".join(f"{key}={value}" for key, value in filters.items())
        assert (found, len(sheet(owner, f"/api/{name}.csv?{query}")[1])) == (wanted, 1), (name, filters)
    for filters in ({"place": "staff:901"}, {"staff": "901"}, {"place": "venue:大ホール"}, {"session": "fri"}):
        assert [row["id"] for row in asked(owner, "recipients", **filters)] == [scanned["id"]], filters
    assert asked(owner, "recipients", staff="902") == asked(owner, "customers", item="hall") == []
    assert [row["email"] for row in asked(owner, "orders", item="live", session="fri")] == [B]
    assert sheet(owner, "/api/orders.csv?item=live&session=sat")[1] == []
    offered = [(place["kind"], place["id"]) for place in owner.get("/api/places").json()["places"]]
    assert offered[0] == ("blank", "blank")
    assert {("staff", "staff:901"), ("venue", "venue:大ホール")} <= set(offered)
    english = owner.get("/api/places", headers={"Accept-Language": "en"}).json()["places"]
    assert ("venue:大ホール", "Main Hall") in [(place["id"], place["name"]) for place in english]


def test_undone_uses_stay_in_the_history_and_are_marked(small_shop: Shop) -> None:
    shop = small_shop
    ticket = shop.ticket(line(quantity=2))
    shop.at_the_show()
    staff = shop.staff()
    stamp = scan(staff, ticket)["stamp"]
    staff.post(f"/api/stamps/{stamp['id']}/undo")
    found = asked(shop.owner(), "uses")
    assert [(use["units"], bool(use["undone_at"])) for use in found] == [(2, True)]
    assert sheet(shop.owner(), "/api/uses.csv")[1][0]["取消日時"].startswith("2027-03-05T19:00")


def test_S2_38_a_cell_that_looks_like_a_formula_is_inert(small_shop: Shop) -> None:
    shop = held(small_shop)
    names = ['=cmd|"/c calc"!A1', "+81 3", "-1+1", "@SUM(A1)", "\uff1d1+1", "  =1+1", '花子, "Hana"']
    for number, name in enumerate(names):
        shop.bought(thing("coffee") if number < 3 else line(ticket="student"), name=name, email=f"{number}@example.com")
    owner = shop.owner()
    for path, column in (
        ("/api/recipients.csv", "顧客名"),
        ("/api/orders.csv", "顧客名"),
        ("/api/customers.csv", "顧客名"),
    ):
        got = [row[column] for row in reversed(sheet(owner, path)[1])]
        assert got == [f"'{name.strip()}" for name in names[:-1]] + [names[-1]], path
    raw = owner.get("/api/recipients.csv").text
    assert raw.splitlines()[1].count('"') >= 2 * len(raw.splitlines()[0].split(",")), "every cell is quoted"


def test_S2_39_S2_40_S2_52_a_row_for_each_grant_with_nine_columns(shop: Shop) -> None:
    held(shop)
    mine = sent(shop, "ten", A)
    theirs = shared(shop, mine, B)
    use(shop, mine, units=2)
    use(shop, mine, units=1)
    owner = shop.owner()
    head, rows = sheet(owner, "/api/recipients.csv?item=ten")
    assert head[:9] == [
        "クーポンID", "タイトル", "顧客ID", "顧客名", "配信日", "確認日", "共有元", "最終利用日", "利用回数",
    ]  # fmt: skip
    assert [(row["クーポンID"], row["利用回数"]) for row in rows] == [(theirs["id"], "0"), (mine["id"], "3")]
    assert all(row["クーポンID"].startswith("C-") and row["顧客ID"].startswith("U-") for row in rows)
    assert sheet(owner, "/api/recipients.csv?item=ten")[1] == rows, "IDs stay equal between exports"
    text = owner.get("/api/recipients.csv").text
    assert not any(ticket["url"].rsplit("/")[-1] in text or ticket["door_code"] in text for ticket in (mine, theirs))
    first = next(row for row in asked(owner, "recipients") if row["id"] == mine["id"])
    assert (first["uses"], first["units"], first["units_left"], first["state"]) == (3, 10, 7, "partly_used")


def test_S0_03_a_voucher_with_a_face_value_is_called_by_its_name(small_shop: Shop) -> None:
    held(small_shop)
    note, april = small_shop.ticket(thing("notes")), small_shop.ticket(thing("april"))
    assert scan(small_shop.staff(), note)["result"] == "ok"
    owner = small_shop.owner()
    kinds = {row["券・クーポンID"]: row["種類"] for row in sheet(owner, "/api/recipients.csv?kind=voucher")[1]}
    assert kinds == {note["id"]: "金券", april["id"]: "引換券"}
    assert [row["種類"] for row in sheet(owner, "/api/uses.csv?kind=voucher")[1]] == ["金券"]
    for path in ("/api/items", "/api/usage"):
        faces = {item["id"]: item["face"] for item in owner.get(path).json()["items"]}
        assert (faces["notes"], faces["april"]) == (1000, None), path


def test_S2_40_only_a_page_that_somebody_looks_at_counts_as_confirmed(shop: Shop) -> None:
    held(shop)
    mine = sent(shop, "ten", A)
    shop.fan.get(mine["url"], headers={"Accept": "text/html"})  # as a robot that previews links does
    owner = shop.owner()
    assert asked(owner, "recipients", ticket=mine["id"])[0]["opened_at"] is None
    assert owner.post(f"{mine['url']}/opened").status_code == 204
    assert asked(owner, "recipients", ticket=mine["id"])[0]["opened_at"] is None, "the shop itself does not count"
    before = clock.now()
    assert shop.client().post(f"{mine['url']}/opened").status_code == 204
    first = asked(owner, "recipients", ticket=mine["id"])[0]["opened_at"]
    assert first >= before.isoformat()
    shop.later(hours=1)
    shop.client().post(f"{mine['url']}/opened")
    assert asked(owner, "recipients", ticket=mine["id"])[0]["opened_at"] == first, "the first time stays"
    assert shop.client().post("/t/AAAAAAAAAAAAAAAAAAAAAA/opened").status_code == 404


def test_S2_41_who_shared_it_is_named_and_what_the_shop_sent_is_blank(shop: Shop) -> None:
    held(shop)
    shop.bought(email=A, name="分ける人")
    mine = sent(shop, "ten", A)
    theirs = shared(shop, mine, B)
    owner = shop.owner()
    by = {row["id"]: row for row in asked(owner, "recipients", kind="coupon")}
    assert (by[mine["id"]]["shared_from"], by[mine["id"]]["shared_from_id"]) == (None, None)
    assert by[theirs["id"]]["shared_from"] == "分ける人"
    assert by[theirs["id"]]["shared_from_id"] == by[mine["id"]]["customer_id"]
    _, rows = sheet(owner, "/api/recipients.csv?kind=coupon")
    assert [row["共有元"] for row in rows] == [f"分ける人 ({by[mine['id']]['customer_id']})", ""]


def test_S2_42_the_number_of_uses_opens_to_as_many_times(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "ten", A)
    for units in (2, 1):
        use(shop, mine, units=units)
    owner = shop.owner()
    count = asked(owner, "recipients", ticket=mine["id"])[0]["uses"]
    assert count == 3 == len(asked(owner, "uses", ticket=mine["id"], each=1))


def test_S1_23_holders_of_a_pass_with_what_is_left_and_until_when(shop: Shop) -> None:
    mine = shop.ticket(thing("coffee"), email=A, name="山田 花子")
    use(shop, mine, units=4)
    found = asked(shop.owner(), "recipients", item="coffee")
    assert [(row["customer"], row["units_left"], row["uses"]) for row in found] == [("山田 花子", 6, 4)]
    assert found[0]["valid_until"] == see(shop, mine)["valid_until"]
    assert found[0]["last_used_at"] == asked(shop.owner(), "uses")[0]["at"]


def test_S2_45_S2_46_S2_47_S2_48_S2_49_shares_and_referrals_by_customer(shop: Shop) -> None:
    held(shop)
    shop.bought(email=A, name="A", marketing=True)
    first, second = sent(shop, "ten", A), sent(shop, "once", B)
    share(shop, first)  # a link that nobody opens
    share(shop, first, email=C)
    clock.set_to(clock.now() + timedelta(days=1))
    share(shop, second, email=C)
    share(shop, second, email=C)  # the same person again
    by = {row["email"]: row for row in asked(shop.owner(), "customers")}
    assert [(by[each]["shares"], by[each]["referrals"]) for each in (A, B, C)] == [(1, 1), (1, 0), (0, 0)]
    assert [(by[each]["orders"], by[each]["tickets"]) for each in (A, B, C)] == [(1, 2), (0, 1), (0, 2)]
    assert [by[each]["marketing"] for each in (A, B)] == [True, False]
    head, rows = sheet(shop.owner(), "/api/customers.csv")
    assert {"クーポン共有数", "友だち紹介数"} <= set(head)
    assert [row["クーポン共有数"] for row in rows if row["メールアドレス"] == A] == ["1"]


def test_partners_guests_are_not_named(small_shop: Shop) -> None:
    ticket = small_shop.ticket(line(), email=A)
    with database.connection_context():
        Ticket.update(channel="partner-x").where(Ticket.number == ticket["id"]).execute()
    owner = small_shop.owner()
    assert [(row["customer"], row["email"]) for row in asked(owner, "recipients")] == [("", "")]
    assert [(row["name"], row["email"]) for row in asked(owner, "customers")] == [("", "")]


def test_a_given_ticket_is_its_receivers(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = shop.ticket(line("hall", quantity=2), name="贈る人", email=A)
    theirs = accept(shop, give(shop, mine, units=1).json()["url"], "もらう人")
    by = {row["id"]: row for row in asked(shop.owner(), "recipients")}
    assert (by[theirs["id"]]["customer"], by[mine["id"]]["customer"]) == ("もらう人", "贈る人")


def test_pages_follow_each_other_and_days_are_the_shops(small_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = held(small_shop)
    shop.at_the_show()
    mine = sent(shop, "ten", A)
    with database.connection_context():
        ticket = Ticket.get(Ticket.number == mine["id"])
        row = {"ticket": ticket, "units": 1, "left": 0, "method": "tap"}
        uses = [row | {"at": SHOW + timedelta(minutes=number // 2), "nonce": number} for number in range(120)]
        Stamp.insert_many(uses).execute()
    owner = shop.owner()
    found = all_pages(owner, "uses")
    assert len({row["id"] for row in found}) == len(found) == 120
    assert [row["at"] for row in found] == sorted((row["at"] for row in found), reverse=True)
    monkeypatch.setattr(histories, "IN_ONE", 7)
    for many in (20_000, 2):  # of few rows by an index, of many in the order of the list
        monkeypatch.setattr(stored, "MANY", many)
        for query in ("", "?item=ten", "?place=blank", f"?ticket={mine['id']}"):
            rows = sheet(owner, f"/api/uses.csv{query}")[1]
            assert [row["利用日時"][:16] for row in rows] == [_here(row["at"]) for row in found], query
        assert sheet(owner, "/api/uses.csv?item=hall")[1] == sheet(owner, "/api/uses.csv?staff=1")[1] == []
    assert len(asked(owner, "uses", **{"from": "2027-03-05", "to": "2027-03-05"})) == 50
    assert asked(owner, "uses", **{"from": "2027-03-06"}) == asked(owner, "uses", to="2027-03-04") == []


def blocked(monkeypatch: pytest.MonkeyPatch) -> set[FlowControl]:
    """The connections whose answer waits for its reader."""
    waiting: set[FlowControl] = set()
    real = FlowControl.drain

    async def drain(flow: FlowControl) -> None:
        waiting.add(flow)
        try:
            await real(flow)
        finally:
            waiting.discard(flow)

    monkeypatch.setattr(FlowControl, "drain", drain)
    return waiting


def full(flow: FlowControl) -> bool:
    """Whether the system takes nothing more for that reader."""
    return not select.select([], [flow._transport.get_extra_info("socket").fileno()], [], 0)[1]


def test_who_goes_away_ends_the_work_and_who_reads_slowly_slows_it(
    small_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, waiting, ended = small_shop, blocked(monkeypatch), []
    use(shop, shop.ticket(thing("coffee")), units=1)
    owner, real, parts = shop.owner(), uses.page, histories._parts
    monkeypatch.setattr(uses, "page", lambda wanted, *rest: (real(replace(wanted, after=None), *rest)[0] * 5000, "0"))

    def counted(*args: Any) -> Iterator[Any]:
        try:
            yield from parts(*args)
        finally:
            ended.append(True)

    monkeypatch.setattr(histories, "_parts", counted)
    with owner.stream("GET", "/api/uses.csv", headers={"Accept-Encoding": "identity"}) as answer:
        assert answer.status_code == 200
        chunks = answer.iter_bytes()  # kept: without it the answer is closed
        next(chunks)
        until(lambda: any(map(full, list(waiting))), "the work to wait for its reader")
        assert shop.fan.get("/healthz").status_code == 200
        assert not ended, "without end, and one reader"
    until(lambda: gc.collect() >= 0 and ended, "the work to end")


@pytest.mark.parametrize("query", ["from=soon", "to=2027-13-01", "after=x", "place=here", "q=%00", "item=%00"])
def test_filters_that_make_no_sense_are_refused(small_shop: Shop, query: str) -> None:
    owner = small_shop.owner()
    for path in ("/api/uses", "/api/uses.csv", "/api/recipients"):
        answer = owner.get(f"{path}?{query}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_value"), path
        assert answer.json()["error"]["field"] == query.split("=")[0]


@pytest.mark.parametrize("name", ["uses", "recipients", "customers", "orders"])
def test_histories_are_the_owners(small_shop: Shop, name: str) -> None:
    for path in (f"/api/{name}", f"/api/{name}.csv"):
        assert small_shop.fan.get(path).status_code == 401
        assert small_shop.staff("lead").get(path).status_code == 403


def test_S0_21_S0_20_orders_and_grants_as_csv_add_up_to_the_screen(shop: Shop) -> None:
    shop.bought(line(quantity=3), line(ticket="student"), email=A, name="山田 花子")
    shop.bought(thing("coffee"), email=B)
    owner = shop.owner()
    head, rows = sheet(owner, "/api/orders.csv")
    assert head[:5] == ["注文番号", "受付日時", "支払日時", "注文の状態", "顧客名"]
    assert [(row["枚数"], row["合計"], row["注文の状態"]) for row in rows] == [
        ("1", "3000", "お支払い済み"),
        ("4", "12500", "お支払い済み"),
    ]
    assert rows[1]["内容"] == "試しライブ 一般 × 3 / 試しライブ 学生 × 1"
    assert {row["支払い方法"] for row in rows} == {"クレジットカード"}
    grants = sheet(owner, "/api/recipients.csv")[1]
    assert sum(int(row["発行"]) for row in grants) == shop.usage()["totals"]["issued"] == 14
    assert len(sheet(owner, "/api/orders.csv?item=coffee")[1]) == 1
    number = rows[1]["注文番号"]
    cancelled = owner.post(f"/api/orders/{number}/cancel", json={"reason": "weather", "full": True})
    assert cancelled.status_code == 200, cancelled.text
    until(lambda: sheet(owner, f"/api/orders.csv?q={number}")[1][0]["返金"] == "12500", "the money to be back")


def test_S1_05_S1_08_items_with_holders_uses_and_sales(shop: Shop) -> None:
    held(shop)
    first = shop.ticket(thing("coffee"), email=A)
    shop.ticket(thing("coffee"), email=B)
    use(shop, first, units=4)
    owner = shop.owner()
    items = owner.get("/api/items").json()["items"]
    coffee = next(item for item in items if item["id"] == "coffee")
    assert (coffee["holders"], coffee["issued"], coffee["used"], coffee["unused"]) == (2, 20, 4, 16)
    assert (coffee["sales"], coffee["no_show"], coffee["uses"]) == (6000, 0, 10)
    clock.set_to(clock.now() + timedelta(days=200))
    later = next(item for item in shop.owner().get("/api/items").json()["items"] if item["id"] == "coffee")
    assert (later["no_show"], later["unused"]) == (16, 16), "what expired is told apart"


def test_S2_32_coupons_have_their_own_order_in_the_owners_list_alone(small_shop: Shop) -> None:
    last, first, none = (replace(COUPON, id=name, order=order) for name, order in (("z", 9), ("y", 1), ("x", None)))
    stocked(small_shop.settings.site, (LIVE, none, last, first))
    owner = small_shop.owner()

    def listed() -> list[str]:
        return [item["id"] for item in owner.get("/api/items").json()["items"] if item["kind"] == "coupon"]

    until(lambda: listed() == ["y", "z", "x"], "small numbers first, then those without one")
    stocked(small_shop.settings.site, (LIVE, none, replace(last, order=0), first))
    until(lambda: listed() == ["z", "y", "x"], "the new order")
