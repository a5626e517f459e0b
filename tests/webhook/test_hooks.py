"""Other systems: told by signed webhooks, reading with keys, and saying what is still to be had."""

import dataclasses
import json
import socket
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
import standardwebhooks.webhooks
from standardwebhooks import Webhook

from tests.support import waiting
from tests.support.goods import SHOW
from tests.support.receiver import Receiver, receiver
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import accept, give, held, use
from tests.webhook.terminal import mogiri
from tests.webhook.test_ledger import sealed
from webhook import clock
from webhook.database import database
from webhook.hooks import outside, signing
from webhook.models import Customer


def until(condition: Callable[[], Any], what: str) -> None:
    """Three workers pass it on, one after the other: the rows, the ledger, the hooks."""
    waiting.until(condition, what, seconds=40)


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def listening(shop: Shop, other: Receiver, *types: str) -> tuple[httpx2.Client, dict[str, Any]]:
    """The owner, and a hook to a machine beside us, which only development may have."""
    service = shop.app.state.service
    service.settings = dataclasses.replace(service.settings, practice=True)
    owner = shop.owner()
    made = owner.post("/api/hooks", json={"url": other.url, "events": list(types), "note": "CRM"})
    assert made.status_code == 201, made.text
    return owner, made.json()


def told(other: Receiver) -> list[tuple[str, dict[str, Any]]]:
    return [(headers["webhook-id"], json.loads(body)) for headers, body in other.taken]


def types(other: Receiver) -> set[str]:
    return {event["type"] for _, event in told(other)}


def test_S3_27_a_tag_is_told_once_and_a_partners_guest_is_not_named(
    shop: Shop, other: Receiver, tmp_path: Path
) -> None:
    held(shop)
    owner, hook = listening(shop, other, "customer.created", "customer.updated")
    shop.bought(email="crm@example.com")
    shop.bought(line("numbered", "fri", "adult"), channel="partner-x", email="theirs@example.com")
    until(lambda: len(told(other)) == 2, "both to be known there")
    named = [event["data"]["customer"].get("email") for _, event in told(other)]
    assert sorted(named, key=str) == [None, "crm@example.com"], "a partner's guest is theirs to name"
    with database.connection_context():
        number = Customer.get(Customer.email == "crm@example.com").number
    for what in ({"add": ["常連"]}, {"add": ["常連"]}, {"add": ["常連"], "remove": ["新しい人"]}, {"remove": ["常連"]}):
        assert owner.post("/api/customers/tags", json={"ids": [number], **what}).status_code == 200
    (tmp_path / "guests.csv").write_text("email,tags\ncrm@example.com,本好き\nnew@example.com,本好き\n", "utf-8")
    assert "1 new, 1 known" in mogiri(shop, "import", str(tmp_path / "guests.csv"))
    until(lambda: len(told(other)) == 5, "the tag given, the tag taken, and the one from the file")
    later = [event for _, event in told(other)[2:]]
    assert {event["type"] for event in later} == {"customer.updated"}
    assert later[-1]["data"]["customer"]["tags"] == ["本好き"]
    log = owner.get(f"/api/hooks/{hook['id']}/log").json()["deliveries"]
    assert [each["type"] for each in log[:3]] == ["customer.updated"] * 3, "they can be sent again"
    assert len(log) == 5, "who never held anything is nobody's news"


def test_S3_27_everything_that_happens_is_told_signed_once_and_in_order(shop: Shop, other: Receiver) -> None:
    owner, hook = listening(shop, other)
    assert owner.post(f"/api/hooks/{hook['id']}/ping").status_code == 202
    until(lambda: types(other) == {"ping"}, "the ping")
    headers, body, _ = other.seen[0]
    assert Webhook(hook["secret"]).verify(body, headers)["type"] == "ping"

    ticket = shop.ticket(line(quantity=2), email="crm@example.com", name="顧客 一", marketing=True)
    other_ticket = shop.ticket(line(session="sat"))
    shop.fan.post(f"{other_ticket['url']}/cancel", json={})
    shop.at_the_show()
    lead = shop.staff("lead")
    stamp = lead.post("/api/stamps", json={"door_code": ticket["door_code"], "units": 1}).json()["stamp"]
    until(lambda: "stamp.made" in types(other), "the stamp")
    lead.post(f"/api/stamps/{stamp['id']}/undo")
    wanted = {"order.paid", "order.refunded", "ticket.issued", "ticket.cancelled", "stamp.undone", "customer.created"}
    until(lambda: wanted <= types(other), "all of it")
    for headers, body in other.taken:
        right = Webhook(hook["secret"]).sign(
            headers["webhook-id"], datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC), body.decode()
        )
        assert headers["webhook-signature"] == right
    heard = told(other)
    assert len({key for key, _ in heard}) == len(heard), "each once by its id"
    mine = [event["type"] for _, event in heard if ticket["id"] in (event["data"].get(key) for key in ("id", "ticket"))]
    assert mine == ["ticket.issued", "stamp.made", "stamp.undone"]
    payments = [event["data"] for _, event in heard if event["type"] == "order.paid"]
    (paid,) = (each for each in payments if each["customer"]["email"] == "crm@example.com")
    assert paid["total"] == 7000
    assert paid["customer"]["marketing"]

    owner = shop.owner()  # months have gone by
    log = owner.get(f"/api/hooks/{hook['id']}/log").json()["deliveries"]
    assert log[-1]["id"] == heard[0][0]
    assert "crm@example.com" not in json.dumps(log)
    again = owner.post(f"/api/hooks/{hook['id']}/replay", json={"since": "2020-01-01T00:00:00+00:00"}).json()
    assert again["queued"] == len(log)
    until(lambda: len(other.taken) >= len(heard) + len(log), "the log once more")
    assert {key for key, _ in told(other)} == {key for key, _ in heard}

    secret = owner.post(f"/api/hooks/{hook['id']}/secret").json()["secret"]
    owner.post(f"/api/hooks/{hook['id']}/ping")
    until(lambda: other.seen[-1][0]["webhook-signature"].count("v1,") == 2, "a message with both signatures")
    headers, body, _ = other.seen[-1]
    for each in (secret, hook["secret"]):
        moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        right = Webhook(each).sign(headers["webhook-id"], moment, body.decode())
        assert right in headers["webhook-signature"]
    with database.connection_context():
        number = Customer.get(Customer.email == "crm@example.com").number
    owner.post(f"/api/customers/{number}/forget", json={"anyway": True})
    until(lambda: "customer.forgotten" in types(other), "the CRM to be told to forget them, too")
    assert owner.delete(f"/api/hooks/{hook['id']}").status_code == 204
    assert owner.get("/api/hooks").json()["hooks"][0]["stopped_why"] == "owner"


def deliveries(owner: httpx2.Client, hook: dict[str, Any]) -> list[dict[str, Any]]:
    """The whole log, oldest first."""
    found: list[dict[str, Any]] = []
    following = ""
    while following is not None:
        told = owner.get(f"/api/hooks/{hook['id']}/log", params={"after": following} if following else {}).json()
        found, following = found + told["deliveries"], told["next"]
    return found[::-1]


def test_a_receiver_that_is_down_for_an_hour_misses_nothing(
    shop: Shop, other: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.at_the_show(SHOW - timedelta(hours=1))
    owner, hook = listening(shop, other)
    other.check, other.status = partial(verified, monkeypatch, Webhook(hook["secret"])), 503
    held(shop)
    lead, mine = shop.staff("lead"), shop.ticket(line(session="sat", quantity=3))
    tea = shop.ticket(thing("tea"))

    def stamp() -> Any:
        return use(shop, tea, units=1).json()["stamp"]["id"]

    acts: list[Callable[[], Any]] = [
        lambda: lead.post(f"/api/stamps/{stamp()}/undo"),
        lambda: shop.ticket(line(session="sat")),
        lambda: accept(shop, give(shop, tea, units=2).json()["url"]),
        stamp,
        lambda: owner.post(f"/api/orders/{order_of(owner, mine)}/cancel", json={"reason": "weather", "full": True}),
        lambda: shop.ticket(thing("tea")),
    ]
    for number, act in enumerate(acts):
        before, other.status = len(other.seen), (503, 0)[number % 2]  # it says that it cannot, or hangs up
        act()
        shop.settled()
        sealed(shop)
        shop.later(minutes=12)
        until(lambda before=before: len(other.seen) > before, "another try")
    assert not other.taken
    sealed(shop)
    log = deliveries(owner, hook)
    assert {"stamp.made", "stamp.undone", "ticket.changed", "ticket.cancelled", "order.paid"} <= {
        e["type"] for e in log
    }
    assert owner.get("/api/hooks").json()["hooks"][0]["pending"] == len(log) > 15

    other.status, other.refuses = 200, (b'"ticket.issued"',)
    shop.later(hours=1, minutes=50)
    until(lambda: any(b"order.paid" in body for _, body in other.taken), "what it takes")
    started = {event["data"]["id"] for _, event in told(other) if event["type"].startswith(("ticket.", "stamp."))}
    assert not started, "what happened to a ticket waits for its being issued"
    other.refuses = ()
    until(lambda: shop.later(minutes=2) or not _pending(owner), "everything to arrive")

    log = deliveries(owner, hook)
    assert Counter(key for key, _ in told(other)) == Counter(each["id"] for each in log), (
        "all of it, each once by its id"
    )
    subject = {each["id"]: each["subject"] for each in log}
    arrived, happened = (by_subject(keys, subject) for keys in ([key for key, _ in told(other)], list(subject)))
    assert arrived == happened, "in order per object"
    assert max(len(keys) for keys in happened.values()) >= 4
    assert not other.wrong, "every single try was signed, just then"
    other.status = 410
    shop.ticket(thing("tea"))
    until(lambda: owner.get("/api/hooks").json()["hooks"][0]["stopped_why"] == "gone", "the hook to be stopped")


def verified(monkeypatch: pytest.MonkeyPatch, library: Webhook, body: bytes, headers: dict[str, str]) -> None:
    """Let the library verify it by the shop's clock, which may have been moved since it was sent."""
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert timedelta(0) <= clock.now() - moment < timedelta(hours=2), "signed anew for each try"

    class ShopTime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", ShopTime)
    assert library.verify(body, headers)["type"]


def by_subject(keys: Iterable[str], subject: dict[str, str]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for key in keys:
        found[subject[key]].append(key)
    return found


def order_of(owner: httpx2.Client, ticket: dict[str, Any]) -> str:
    return str(owner.get("/api/recipients", params={"ticket": ticket["id"]}).json()["recipients"][0]["order"])


def _pending(owner: httpx2.Client) -> int:
    return int(owner.get("/api/hooks").json()["hooks"][0]["pending"])


@pytest.mark.parametrize(
    "url",
    ["http://example.com/x", "https://127.0.0.1/x", "https://[::1]/x", "https://10.1.2.3/", "https://169.254.169.254/",
     "https://[::ffff:10.0.0.1]/", "https://localhost/", "https://db.internal/", "https://u:p@example.com/", "ftp://a.b/",
     "https://[::1", "https://example.com:99999/", "https://example.com:x/"],
)  # fmt: skip
def test_no_hook_reaches_into_a_private_network(url: str) -> None:
    assert not outside.allowed(url, anywhere=False)


@pytest.mark.parametrize("url", [f"https://{'a' * 70}.example.com/", "https://localhost/\u8a00\u8449", "http://[::1"])
def test_an_address_that_cannot_be_sent_to_is_unreachable_and_stops_no_other_hook(url: str) -> None:
    with pytest.raises(outside.Unreachable):
        outside.post(url, b"", {}, anywhere=True)


def test_a_public_name_that_leads_inside_is_not_followed(small_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    with pytest.raises(outside.Unreachable, match="private network"):
        outside.post("https://evil.example.com/", b"", {}, anywhere=False)
    monkeypatch.undo()
    owner = small_shop.owner()
    refused = owner.post("/api/hooks", json={"url": "https://192.168.1.1/"}).json()["error"]
    assert (refused["code"], refused["field"]) == ("bad_url", "url")
    unknown = owner.post("/api/hooks", json={"url": "https://example.com/", "events": ["order.eaten"]}).json()["error"]
    assert unknown["code"] == "unknown_event"
    assert small_shop.staff("lead").get("/api/hooks").status_code == 403


def test_S3_27_a_program_reads_with_its_key_and_nothing_else(small_shop: Shop) -> None:
    small_shop.bought(email="crm@example.com")
    owner = small_shop.owner()
    made = owner.post("/api/keys", json={"name": "CRM", "scopes": ["customers", "usage"]}).json()
    program = small_shop.client()
    program.headers["Authorization"] = f"Bearer {made['key']}"
    assert program.get("/api/customers").json()["customers"][0]["email"] == "crm@example.com"
    assert "crm@example.com" in program.get("/api/customers.csv").text
    assert program.get("/api/usage").json()["totals"]["issued"] == 1
    assert program.get("/api/orders").status_code == 403
    assert program.post("/api/hooks", json={"url": "https://example.com/"}).status_code == 401, "a key changes nothing"
    keys = owner.get("/api/keys")
    assert made["key"] not in keys.text
    assert keys.json()["keys"][0]["last_used_at"]
    assert owner.delete(f"/api/keys/{made['id']}").status_code == 204
    assert program.get("/api/customers").json()["error"]["code"] == "bad_key"
    assert (
        owner.post("/api/keys", json={"name": "x", "scopes": ["everything"]}).json()["error"]["code"] == "unknown_scope"
    )


def test_S4_09_an_outside_system_says_what_is_to_be_had(shop: Shop) -> None:
    shop.bought(line(quantity=2))
    owner = shop.owner()
    secret = owner.post("/api/availability/secret").json()["secret"]

    def say(words: Any, *, secret: str = secret, at: datetime | None = None) -> httpx2.Response:
        body = json.dumps(words).encode()
        headers = signing.headers("msg_1", body, [secret], at or clock.now())
        return shop.fan.post("/webhooks/availability", content=body, headers=headers)

    assert shop.left() == 10
    assert say({"item": "live", "session": "fri", "remaining": 3}).json() == {"set": 1}
    assert shop.left() == 3
    friday = next(item for item in owner.get("/api/usage").json()["items"] if item["id"] == "live")["sessions"][0]
    assert (friday["capacity"], friday["read_only"]) == (5, True)
    assert shop.checkout(line(quantity=4)).json()["error"]["remaining"] == 3
    shop.bought(line(quantity=3))
    assert shop.left() == 0
    assert say({"item": "live", "session": "fri", "remaining": 9}, secret=signing.secret()).status_code == 401
    late = datetime(2026, 1, 1, tzinfo=UTC)
    assert say({"item": "live", "session": "fri", "remaining": 9}, at=late).json()["error"]["code"] == "bad_signature"
    assert shop.left() == 0
    assert say({"availability": [{"item": "live", "session": "never", "remaining": 1}]}).status_code == 422
    assert say({"item": "live", "session": "fri", "remaining": None}).json() == {"set": 1}
    assert shop.left() == 7, "the file's stock counts again"
