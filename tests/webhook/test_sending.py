"""Coupons for several people: a selection, or a segment of those who agreed to mail."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from tests.support.goods import HOLDING, ITEMS, JST, ONCE, PRESENT, SHOW, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, held, links, scan, use
from webhook import clock, codes
from webhook.catalogue import Validity
from webhook.database import database
from webhook.issuing import scheduling
from webhook.mailing import unsubscribing
from webhook.models import Customer, Order, Sending
from webhook.people import customers

A, B, C, D = (f"{name}@example.com" for name in "abcd")


def test_S2_02_of_a_selection_those_who_never_agreed_are_skipped_and_counted(shop: Shop) -> None:
    held(shop)
    for address, marketing in ((A, True), (B, False), (C, True)):
        shop.bought(email=address, marketing=marketing)
    owner = shop.owner()
    told = owner.post("/api/coupons/ten/send", json={"to": [A, B, C, D]}).json()
    assert (told["sent"], told["recipients"], told["skipped"]) == (3, 3, 1)
    assert sorted(mail.recipient for mail in shop.mailed("coupon")) == [A, C, D]
    alone = owner.post("/api/coupons/ten/send", json={"to": [B]}).json()
    assert (alone["sent"], alone["skipped"]) == (1, 0), "one person is written to in person"


def test_S2_02_a_repeated_sending_gives_nobody_a_second_one(shop: Shop) -> None:
    held(shop)
    owner = shop.owner()
    for _ in range(2):
        assert owner.post("/api/coupons/ten/send", json={"to": [A, B], "nonce": "once"}).json()["sent"] == 2
    assert owner.post("/api/coupons/ten/send", json={"to": [A, C], "nonce": "once"}).json()["sent"] == 2
    assert sorted(mail.recipient for mail in shop.mailed("coupon")) == [A, B, C]
    owner.post("/api/coupons/ten/send", json={"to": [A]})
    assert len(shop.mailed("coupon")) == 4, "another sending is another coupon"


def test_S3_28_a_segment_counts_and_reaches_those_who_came_bought_and_stayed_away(shop: Shop) -> None:
    held(shop)
    passes = {address: shop.ticket(thing("coffee"), email=address, marketing=True) for address in (A, B)}
    shop.bought(line(), email=C, marketing=True)
    shop.bought(line(), email=D, marketing=False)
    shop.at_the_show(SHOW - timedelta(days=9))
    use(shop, passes[A], units=1)
    use(shop, passes[A], units=1)
    use(shop, passes[B], units=1)
    shop.at_the_show(SHOW)
    use(shop, passes[A], units=1)
    owner = shop.owner()

    def counted(**segment: object) -> tuple[int, int]:
        told = owner.post("/api/coupons/ten/send", json={"segment": segment, "dry_run": True}).json()
        return told["recipients"], told["skipped"]

    assert counted() == (3, 1)
    assert counted(came=1) == (2, 0)
    assert counted(came=2) == (1, 0), "two uses on one day are one visit"
    assert counted(came=3) == (0, 0)
    assert counted(bought="coffee") == (2, 0)
    assert counted(bought="live") == (1, 1)
    assert counted(not_since="2027-03-01") == (2, 1), "B came before, C and D never"
    assert counted(not_since="2027-03-01", came=1) == (1, 0)
    told = owner.post("/api/coupons/ten/send", json={"segment": {"came": 1, "not_since": "2027-03-01"}}).json()
    assert (told["sent"], [mail.recipient for mail in shop.mailed("coupon")]) == (1, [B])


def test_undone_stamps_are_no_visit(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(line(), email=A, marketing=True)
    shop.at_the_show()
    staff, owner = shop.staff(), shop.owner()
    stamp = scan(staff, ticket)["stamp"]
    body = {"segment": {"came": 1}, "dry_run": True}
    assert owner.post("/api/coupons/ten/send", json=body).json()["recipients"] == 1
    staff.post(f"/api/stamps/{stamp['id']}/undo")
    assert owner.post("/api/coupons/ten/send", json=body).json()["recipients"] == 0


def test_S2_02_the_mail_is_looked_at_and_tried_before_anybody_has_it(small_shop: Shop) -> None:
    shop = held(small_shop)
    owner = shop.owner()
    look = owner.post("/api/coupons/ten/send?lang=ja", json={"segment": {}, "dry_run": True}).json()["mail"]
    assert "クーポンが届きました" in look["subject"]
    assert "十回引き" in look["text"]
    assert "300円引き" in look["text"]
    assert owner.post("/api/coupons/ten/send", json={"test": True}).json() == {"test": "hello@trial.example"}
    until(lambda: any(mail["To"] == "hello@trial.example" for mail in shop.office.mails), "the sample")
    mail = next(mail for mail in shop.office.mails if mail["To"] == "hello@trial.example")
    assert mail["Subject"].startswith("【見本】") or mail["Subject"].startswith("[Sample]")
    assert links(shop, "hello@trial.example", "t") == []
    assert owner.get("/api/recipients").json()["recipients"] == []


def sendings(owner: httpx2.Client) -> list[dict[str, Any]]:
    return list(owner.get("/api/sendings").json()["sendings"])


def test_S2_02_at_a_time_who_agrees_then_gets_it_once(shop: Shop) -> None:
    held(shop)
    for address, marketing in ((A, True), (B, True), (C, False)):
        shop.bought(email=address, marketing=marketing)
    owner, local = shop.owner(), clock.now().astimezone(JST)
    at = (local + timedelta(days=1)).replace(microsecond=0, tzinfo=None)
    body = {"segment": {}, "at": at.isoformat(), "nonce": "tomorrow"}
    for _ in range(2):
        told = owner.post("/api/coupons/ten/send", json=body)
        assert (told.status_code, told.json()["recipients"], told.json()["skipped"]) == (201, 2, 1)
    [plan] = sendings(owner)
    assert (plan["at"], plan["state"], plan["recipients"]) == (f"{at.isoformat()}+09:00", "scheduled", 2)
    shop.later(hours=23)
    assert shop.mailed("coupon") == []
    shop.fan.post(stop_link(shop, B))
    with database.connection_context():
        for number in range(25):
            more = customers.locked_row(f"more{number}@example.com", "", "ja", clock.now())
            Customer.update(marketing_at=clock.now()).where(Customer.id == more.id).execute()
            about = {"name": "", "status": "paid", "locale": "ja", "channel": "own", "total": 0, "currency": "JPY"}
            about |= {"created_at": clock.now(), "paid_at": clock.now()}
            Order.create(secret=codes.secret(), number=codes.spoken("M"), customer=more, **about)
    assert sendings(owner)[0]["recipients"] == 26, "counted anew"
    shop.later(hours=2)
    together(shop, 3)
    until(lambda: sendings(owner)[0]["state"] == "done", "the sending to be done")
    got = sorted(mail.recipient for mail in shop.mailed("coupon"))
    assert got == sorted([A, *(f"more{number}@example.com" for number in range(25))])
    done = sendings(owner)[0]
    assert (done["sent"], done["recipients"], done["skipped"]) == (26, 26, 2)
    assert code(owner.delete(f"/api/sendings/{done['id']}")) == (409, "sending_over")


def test_S2_02_a_planned_sending_is_called_off_or_told_when_its_coupon_is_no_good(small_shop: Shop) -> None:
    shop = held(small_shop)
    owner = shop.owner()
    at = (clock.now() + timedelta(hours=1)).isoformat()
    ids = {}
    for coupon in ("ten", "once", "present", "capped"):
        body = {"to": [A, B], "at": at}
        ids[coupon] = owner.post(f"/api/coupons/{coupon}/send", json=body).json()["sending"]["id"]
    late = owner.post("/api/coupons/springtime/send", json={"to": [A], "at": "2027-05-01T10:00"})
    assert code(late) == (409, "coupon_over"), "good until the end of April"
    assert owner.delete(f"/api/sendings/{ids['ten']}").json()["state"] == "cancelled"
    assert owner.delete(f"/api/sendings/{ids['ten']}").status_code == 200, "again changes nothing"
    assert code(owner.delete("/api/sendings/S-NONE")) == (404, "not_found")
    spent = replace(ONCE, total_uses=0)
    over = replace(PRESENT, valid=Validity(starts=date(2026, 1, 1), until=date(2026, 1, 2)))
    changed = {"present": over, "once": spent}
    left = [changed.get(each.id, each) for each in HOLDING if each.id != "capped"]
    stocked(shop.settings.site, (*ITEMS, *left))
    shop.later(hours=2)
    until(lambda: not [each for each in sendings(owner) if each["state"] == "scheduled"], "all to be over")
    found = {each["coupon"]: (each["state"], each["why"]) for each in sendings(owner)}
    assert found == {
        "ten": ("cancelled", ""),
        "once": ("failed", "coupon_used_up"),
        "present": ("failed", "coupon_over"),
        "capped": ("failed", "coupon_gone"),
    }
    assert shop.mailed("coupon") == []
    told = {mail.values["detail"] for mail in shop.mailed("notice-problem")}
    assert told == {"coupon_used_up", "coupon_over", "coupon_gone"}
    shop.posted()
    [mail] = [
        m
        for m in shop.office.mails
        if (body := m.get_body(("plain",))) and "決めた回数まで使われています" in body.get_content()
    ]
    assert mail["Subject"] == "確認してください: クーポンを送れませんでした"
    assert code(owner.post("/api/coupons/once/send", json={"to": [A]})) == (409, "coupon_used_up"), "nor at once"
    with database.connection_context():
        assert {str(each.whom) for each in Sending.select()} == {"{'to': []}"}, "addresses are not kept"


@pytest.mark.parametrize("at", ["soon", "2020-01-01T10:00", "2199-01-01T10:00"])
def test_times_at_which_nothing_can_be_sent(small_shop: Shop, at: str) -> None:
    answer = held(small_shop).owner().post("/api/coupons/ten/send", json={"to": [A], "at": at})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "at")


def stop_link(shop: Shop, address: str) -> str:
    """Where that address says that it is enough."""
    with database.connection_context():
        return unsubscribing.path(Customer.get(Customer.email == address))


def together(shop: Shop, processes: int) -> None:
    """Several processes find the same sending due."""
    service = shop.app.state.service

    def process(_: int) -> None:
        with database.connection_context():
            while scheduling.work(service.catalogue, service.channels, clock.now()):
                pass

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(process, range(processes)))


@pytest.mark.parametrize(
    "body",
    [{}, {"segment": 3}, {"segment": {"came": "often"}}, {"segment": {"not_since": "soon"}}, {"to": []}, {"to": [3]}],
)
def test_what_makes_no_sense_is_refused(small_shop: Shop, body: dict[str, object]) -> None:
    answer = held(small_shop).owner().post("/api/coupons/ten/send", json=body)
    assert code(answer)[0] == 422
    assert clock.now()
