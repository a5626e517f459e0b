"""Signing in: shifts and PINs for staff, links for leads and owners, and what each may do."""

import dataclasses
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx2

from tests.support.waiting import until
from tests.webhook.conftest import Shop
from webhook import clock
from webhook.crew import accounts
from webhook.database import database
from webhook.models import Mail, Staff


def test_a_link_signs_in_once_and_opening_it_consumes_nothing(shop: Shop) -> None:
    with database.connection_context():
        owner = accounts.add("90", "店主", "owner", now=clock.now())
        token = accounts.link(owner, clock.now())
    client = shop.client()
    assert client.get("/api/me").status_code == 401
    assert client.post("/api/sign-in", json={"token": token}).json() == {"role": "owner", "name": "店主"}
    assert client.get("/api/me").json()["role"] == "owner"
    again = shop.client().post("/api/sign-in", json={"token": token})
    assert (again.status_code, again.json()["error"]["code"]) == (403, "bad_token")
    assert client.post("/api/sign-out").status_code == 204
    assert client.get("/api/usage").status_code == 401


def test_a_stolen_cookie_is_dead_after_signing_out(small_shop: Shop) -> None:
    owner = small_shop.owner()
    stolen = small_shop.client()
    stolen.cookies.update(owner.cookies)
    assert stolen.get("/api/usage").status_code == 200
    owner.post("/api/sign-out")
    assert stolen.get("/api/usage").status_code == 401


def test_a_link_is_good_for_half_an_hour(small_shop: Shop) -> None:
    with database.connection_context():
        token = accounts.link(accounts.add("90", "店主", "owner", now=clock.now()), clock.now())
    clock.set_to(clock.now() + timedelta(minutes=30))
    assert small_shop.client().post("/api/sign-in", json={"token": token}).status_code == 403


def test_S4_49_asking_for_a_link_tells_nobody_whether_the_address_is_known(shop: Shop) -> None:
    with database.connection_context():
        accounts.add("90", "店主", "owner", email="Owner@Example.com", now=clock.now())
        accounts.add("1", "係", "staff", pin="1234", email="staff@example.com", now=clock.now())
    answers = [
        shop.fan.post("/api/sign-in/mail", json={"email": email}) for email in
        ("owner@example.com", "staff@example.com", "nobody@example.com")
    ]  # fmt: skip
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, "{}")}
    mail = shop.office.wait(1)[0]
    assert mail["To"] == "owner@example.com"
    body = mail.get_body(("plain",))
    assert body is not None
    token = re.search(r"/sign-in/#token=([\w-]+)", body.get_content())
    assert token, body.get_content()
    assert shop.client().post("/api/sign-in", json={"token": token[1]}).status_code == 200
    assert len(shop.office.mails) == 1


def test_staff_join_with_the_shifts_code_and_their_pin(shop: Shop) -> None:
    with database.connection_context():
        accounts.add("7", "田中", "staff", pin="2468", now=clock.now())
        accounts.open_shift("TONIGHT", clock.now(), ends_at=clock.now() + timedelta(hours=5))
    client = shop.client()

    def join(**changes: str) -> tuple[int, str | None]:
        body = {"code": "tonight", "name": "田中 一", "number": "7", "pin": "2468"} | changes
        answer = client.post("/api/staff/join", json=body)
        return answer.status_code, answer.json().get("error", {}).get("code")

    assert join(code="YESTERDAY") == (403, "unknown_shift")
    assert join(pin="0000") == (403, "wrong_pin")
    assert join(number="8") == (403, "wrong_pin"), "the same answer as for a wrong PIN"
    assert join(code="ＴＯＮＩＧＨＴ", number="７", pin="２４６８") == (200, None), (
        "as a Japanese keyboard may write them"
    )
    assert join() == (200, None)
    door = client.get("/api/door").json()
    assert (door["staff"]["name"], door["staff"]["role"]) == ("田中 一", "staff")
    assert client.get("/api/usage").status_code == 403
    clock.set_to(clock.now() + timedelta(hours=9))
    assert client.get("/api/door").status_code == 401, "the session ends with the shift"
    assert join() == (403, "unknown_shift")


def test_five_wrong_pins_pause_that_number(small_shop: Shop) -> None:
    with database.connection_context():
        accounts.add("7", "田中", "staff", pin="2468", now=clock.now())
        accounts.open_shift("TONIGHT", clock.now())
    body = {"code": "TONIGHT", "name": "", "number": "7"}
    for guess in range(5):
        assert small_shop.fan.post("/api/staff/join", json=body | {"pin": f"000{guess}"}).status_code == 403
    answer = small_shop.fan.post("/api/staff/join", json=body | {"pin": "2468"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")
    clock.set_to(clock.now() + timedelta(seconds=61))
    assert small_shop.fan.post("/api/staff/join", json=body | {"pin": "2468"}).status_code == 200


def test_S4_52_a_stopped_account_can_do_nothing_more(small_shop: Shop) -> None:
    client = small_shop.staff(number="7")
    assert client.get("/api/door").status_code == 200
    with database.connection_context():
        accounts.stop(Staff.get(Staff.number == "7"), clock.now())
    assert client.get("/api/door").status_code == 401
    body = {"code": "SHIFT7", "name": "", "number": "7", "pin": "2468"}
    assert client.post("/api/staff/join", json=body).json()["error"]["code"] == "staff_stopped"


def test_a_link_used_from_many_browsers_at_once_signs_in_one(shop: Shop) -> None:
    with database.connection_context():
        token = accounts.link(accounts.add("90", "店主", "owner", now=clock.now()), clock.now())

    def use(_: int) -> int:
        with httpx2.Client(base_url=shop.url) as browser:
            return browser.post("/api/sign-in", json={"token": token}).status_code

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(use, range(16))) == [200] + [403] * 15


def test_practice_links_open_no_real_shop(small_shop: Shop) -> None:
    with database.connection_context():
        owner = accounts.add("90", "店主", "owner", now=clock.now())
        token = accounts.link(owner, clock.now(), reusable=True)
    assert small_shop.client().post("/api/sign-in", json={"token": token}).status_code == 403
    practice = dataclasses.replace(small_shop.settings, database_url="", practice=True)
    real = dataclasses.replace(practice, practice=False)
    assert practice.database != real.database


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(small_shop: Shop) -> None:
    with database.connection_context():
        token = accounts.link(accounts.add("90", "店主", "owner", now=clock.now()), clock.now())
    cookie = small_shop.client().post("/api/sign-in", json={"token": token}).headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_asking_again_and_again_mails_one_link_a_minute(small_shop: Shop) -> None:
    with database.connection_context():
        accounts.add("90", "店主", "owner", email="owner@example.com", now=clock.now())
    for _ in range(5):
        assert small_shop.fan.post("/api/sign-in/mail", json={"email": "owner@example.com"}).status_code == 202
    small_shop.office.wait(1)
    with database.connection_context():
        until(lambda: Mail.select().where(Mail.sent_at.is_null(False)).exists(), "the mail to be marked")
        assert [mail.values for mail in Mail.select()] == [{}], "one, and its secret is forgotten"


def test_many_pins_at_once_are_no_more_than_five_tries(shop: Shop) -> None:
    with database.connection_context():
        accounts.add("7", "田中", "staff", pin="2468", now=clock.now())
        accounts.open_shift("TONIGHT", clock.now())

    def guess(number: int) -> int:
        body = {"code": "TONIGHT", "name": "", "number": "7", "pin": f"{number:04d}"}
        return httpx2.post(f"{shop.url}/api/staff/join", json=body).status_code

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(guess, range(16))) == [403] * 5 + [429] * 11
