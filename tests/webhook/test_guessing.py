"""Guessing secrets is hopeless, and people with real ones never notice that it is."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.support.goods import SHOW
from tests.webhook.conftest import Shop, line
from tests.webhook.holding import code, give, held, scan, sent, share
from webhook import clock, codes
from webhook.crew import accounts, pins
from webhook.database import database
from webhook.http.guessing import LINKS, PINS, Proxies, address_of
from webhook.models import Staff
from webhook.settings import SettingsError, from_environment

STRANGER, ANOTHER = "203.0.113.9", "2001:db8:1:2::3"
_hosts = itertools.count(1)


def behind_a_proxy(shop: Shop) -> None:
    service = shop.app.state.service
    service.settings = replace(
        service.settings, proxies=from_environment({"MOGIRI_PROXIES": "127.0.0.1, 10.0.0.0/8"}).proxies
    )


def asking(shop: Shop, address: str) -> httpx2.Client:
    """A browser at that address, seen through the shop's proxy."""
    client = shop.client()
    client.headers["X-Forwarded-For"] = address
    return client


def many(act: Any, number: int) -> list[int]:
    with ThreadPoolExecutor(8) as pool:
        return [answer.status_code for answer in pool.map(lambda _: act(), range(number))]


GUESSES = {
    "an owner link": lambda client: client.get(f"/t/{codes.secret()}"),
    "a door code": lambda client: client.get(f"/d/{codes.door_code()}"),
    "a gift": lambda client: client.post(f"/g/{codes.secret()}/accept", json={"name": "x"}),
    "a share": lambda client: client.get(f"/s/{codes.secret()}"),
    "a QR": lambda client: client.get(f"/T/{codes.secret()}/qr.svg".replace("/T/", "/t/")),
    "an order": lambda client: client.get(f"/api/orders/{codes.secret()}"),
    "a stream": lambda client: client.get(f"/t/{codes.secret()}/stream"),
    "a sign-in link": lambda client: client.post("/api/sign-in", json={"token": codes.secret()}),
}


def test_guesses_of_every_link_from_one_address_are_refused_before_they_are_looked_up(small_shop: Shop) -> None:
    shop = small_shop
    behind_a_proxy(shop)
    clock.set_to(SHOW - timedelta(days=1))
    for guess in GUESSES.values():
        client = asking(shop, f"198.51.100.{next(_hosts)}")
        answers = many(lambda client=client, guess=guess: guess(client), LINKS.burst + 60)
        looked_up = len(answers) - answers.count(429)
        assert set(answers) <= {403, 404, 429}
        assert LINKS.burst <= looked_up <= LINKS.burst + 20, "the rest is not even looked at"
    refused = guess(client)
    assert code(refused) == (429, "too_many")
    assert 1 <= int(refused.headers["Retry-After"]) <= LINKS.every + 1
    assert guess(asking(shop, STRANGER)).status_code in (403, 404), "another address has its own"


def test_an_hour_of_guessing_is_a_few_hundred_guesses(small_shop: Shop) -> None:
    shop = small_shop
    behind_a_proxy(shop)
    client = asking(shop, ANOTHER)
    start = clock.now()
    looked_up = 0
    for minute in range(0, 61, 5):
        clock.set_to(start + timedelta(minutes=minute))
        looked_up += sum(status == 404 for status in many(lambda: client.get(f"/t/{codes.secret()}"), 100))
    assert looked_up <= LINKS.burst + 3600 / LINKS.every + 13 * 8
    neighbour = asking(shop, "2001:db8:1:2:ffff::1")
    assert neighbour.get(f"/t/{codes.secret()}").status_code == 429, "one network, one stranger"


def test_people_behind_the_same_address_are_never_asked_to_wait(shop: Shop) -> None:
    held(shop)
    behind_a_proxy(shop)
    tickets = [shop.ticket(line("hall", "fri", "adult")) for _ in range(3)]
    shop.at_the_show()
    staff = shop.staff()
    fan = asking(shop, STRANGER)
    for _ in range(2):
        assert many(lambda: fan.get(tickets[0]["url"]), LINKS.burst + 40) == [200] * (LINKS.burst + 40)
    assert 429 in many(lambda: fan.get(f"/t/{codes.secret()}"), LINKS.burst + 20)
    staff.headers["X-Forwarded-For"] = STRANGER
    assert scan(staff, tickets[1])["result"] == "ok"
    assert staff.get(f"/d/{tickets[2]['door_code']}").status_code == 200, "who is signed in goes on"
    assert fan.get(tickets[0]["url"]).status_code == 429
    clock.set_to(clock.now() + timedelta(seconds=LINKS.every + 1))
    assert fan.get(tickets[0]["url"]).status_code == 200
    page = asking(shop, "198.51.100.250").get(tickets[0]["url"])
    assert page.status_code == 200


def test_PINs_and_shift_codes_are_not_worth_guessing(shop: Shop) -> None:
    held(shop)
    behind_a_proxy(shop)
    shop.staff(number="61")
    joining = asking(shop, STRANGER)

    def join(shift: str, pin: str) -> httpx2.Response:
        return joining.post("/api/staff/join", json={"code": shift, "name": "", "number": "61", "pin": pin})

    answers = many(lambda: join("NOSHIFT0", "0000"), PINS.burst + 30)
    assert PINS.burst <= answers.count(403) <= PINS.burst + 10
    assert code(join("SHIFT61", "2468")) == (429, "too_many"), "not even the right one"
    assert joining.get(f"/t/{codes.secret()}").status_code == 404, "links have an allowance of their own"
    elsewhere = asking(shop, ANOTHER)
    body = {"code": "SHIFT61", "name": "", "number": "61", "pin": "2468"}
    assert elsewhere.post("/api/staff/join", json=body).status_code == 200
    waits = []
    for _ in range(7):
        for _ in range(5):
            with database.connection_context(), pytest.raises(accounts.Refused, match="wrong_pin"):
                pins.by_pin("61", "0000", clock.now())
        with database.connection_context(), pytest.raises(accounts.Refused) as refused:
            pins.by_pin("61", "2468", clock.now())
        waits.append(refused.value.facts["retry_after"] // 60)
        clock.set_to(clock.now() + timedelta(seconds=refused.value.facts["retry_after"]))
    assert waits == [1, 2, 4, 8, 15, 15, 15], "from many addresses: twenty an hour for one number"
    with database.connection_context():
        assert pins.by_pin("61", "2468", clock.now()).misses >= 0
        assert Staff.get(Staff.number == "61").misses == 0


def test_six_digits_are_for_staff_alone_and_ten_wrong_ones_are_a_pause(small_shop: Shop) -> None:
    shop = small_shop
    ticket = shop.ticket()
    shop.at_the_show()
    assert shop.fan.post("/api/stamps", json={"six_digit": ticket["six_digit"]}).status_code == 401
    staff = shop.staff()
    wrong = f"{(int(ticket['six_digit']) + 1) % 1_000_000:06d}"
    answers = [staff.post("/api/stamps", json={"six_digit": wrong}).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_only_the_shops_own_proxies_are_believed(small_shop: Shop) -> None:
    nobody = Proxies()
    networks = from_environment({"MOGIRI_PROXIES": "10.0.0.0/8, 127.0.0.1"}).proxies
    assert address_of("203.0.113.9", "198.51.100.1", networks) == STRANGER, "a stranger may write what they like"
    assert address_of("10.1.2.3", "6.6.6.6, 203.0.113.9", networks) == STRANGER, "and in front of it, too"
    assert address_of("10.1.2.3", "203.0.113.9, 10.9.9.9", networks) == STRANGER, "through two of ours"
    assert address_of("127.0.0.1", "203.0.113.9", nobody) is None, "nobody said that there is a proxy"
    assert address_of("::ffff:203.0.113.9", "", nobody) == STRANGER
    assert address_of(ANOTHER, "", nobody) == "2001:db8:1:2::/64"
    assert address_of("10.1.2.3", "nonsense", networks) == "10.1.2.3"
    assert address_of(None, "", networks) is None
    one = from_environment({"MOGIRI_PROXIES": "1"}).proxies
    assert address_of("198.51.100.7", "6.6.6.6, 203.0.113.9", one) == STRANGER, "one hop, wherever it is"
    with pytest.raises(SettingsError, match="mogiri_proxies"):
        from_environment({"MOGIRI_PROXIES": "my proxy"})
    client = asking(small_shop, STRANGER)
    assert 429 not in many(lambda: client.get(f"/t/{codes.secret()}"), LINKS.burst + 20)


def test_gifts_and_shares_that_are_real_are_no_guesses(small_shop: Shop) -> None:
    shop = held(small_shop)
    behind_a_proxy(shop)
    gift = give(shop, shop.ticket(line("hall", "fri", "adult")), units=1).json()["url"]
    link = share(shop, sent(shop, "ten", "a@example.com")).json()["url"]
    friend = asking(shop, STRANGER)
    assert many(lambda: friend.get(gift), LINKS.burst + 10) == [200] * (LINKS.burst + 10)
    assert many(lambda: friend.get(link), LINKS.burst + 10) == [200] * (LINKS.burst + 10)
