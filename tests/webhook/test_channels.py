"""Whose buyers the shop may know: its own, and those of partners who share their contacts (A20)."""

from dataclasses import replace
from typing import Any

import httpx2

from tests.support.goods import COFFEE, LIVE, NUMBERED, PRIVATE, TEN, confided, stocked
from tests.support.receiver import receiver
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, scan
from tests.webhook.test_hooks import listening, told, until
from webhook.private import Channel

OURS, OPEN, CLOSED = "ours@x.example", "open@x.example", "closed@x.example"
WAYS = {OURS: "own", OPEN: "open", CLOSED: "closed"}
"""Who bought where."""
WORDS = {"subject": "お忘れ物のお知らせ", "text": "傘をお預かりしています。"}
SOLD = replace(NUMBERED, channels=("own", "open", "closed"))


def confide(shop: Shop, *, shares: bool) -> None:
    partners = {
        "open": Channel(name="しおり堂", contact="desk@shiori.example", shares_contact=shares),
        "closed": Channel(name="きっぷ屋", contact="03-1111-2222"),
    }
    confided(shop.settings.shop_folder, replace(PRIVATE, channels=partners))


def bought(shop: Shop) -> dict[str, dict[str, Any]]:
    """An order by each way, of people who agreed to mail."""
    found = {}
    for email, channel in WAYS.items():
        about = {"email": email, "name": f"{channel}の客", "phone": f"090-{channel}", "marketing": True}
        found[email] = shop.bought(line("numbered", "fri", "adult"), channel=channel, **about)
    return found


def seen(owner: httpx2.Client) -> dict[str, set[str]]:
    """Whose address each list of the owner's has, on screen and as CSV; their names are there with it or not at all."""
    found: dict[str, set[str]] = {}
    for name in (
        "orders",
        "orders.csv",
        "recipients",
        "recipients.csv",
        "uses",
        "uses.csv",
        "customers",
        "customers.csv",
    ):
        answer = owner.get(f"/api/{name}")
        assert answer.status_code == 200
        text = answer.text
        found[name] = {email for email in WAYS if email in text}
        assert {email for email, channel in WAYS.items() if f"{channel}の客" in text} == found[name], name
    return found


def notice(shop: Shop, number: str) -> list[str]:
    """What the shop was told of a new order, as text and as HTML."""
    [mail] = [each for each in shop.office.mails if number in each["Subject"] and each["To"] == "owner@trial.example"]
    return [str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html")]  # type: ignore[union-attr]


def test_A20_who_buys_from_a_partner_that_shares_is_the_shops_to_contact_and_nobody_elses(shop: Shop) -> None:
    stocked(shop.settings.site, (SOLD, TEN))
    confide(shop, shares=True)
    with receiver() as other:
        owner, _ = listening(shop, other, "order.paid", "customer.created")
        orders = bought(shop)
        until(lambda: len(told(other)) == 6, "both events of each")
        named = {event["data"]["customer"].get("email") for _, event in told(other)}
        assert named == {OURS, OPEN, None}
        assert CLOSED not in str(other.seen)
    listed = {each["id"]: each.get("shares_contact") for each in owner.get("/api/channels").json()["channels"]}
    assert listed == {"own": None, "door": None, "direct": None, "open": True, "closed": False}
    by = {email: owner.get(f"/api/orders/{order['number']}").json() for email, order in orders.items()}
    assert by[OURS]["contact"] == {"email": OURS, "phone": "090-own"}
    way = {"partner": "open", "partner_name": "しおり堂", "partner_contact": "desk@shiori.example"}
    assert by[OPEN]["contact"] == {"email": OPEN, "phone": "090-open", "shares_contact": True} | way
    assert (by[CLOSED]["contact"]["shares_contact"], CLOSED in str(by[CLOSED])) == (False, False)
    pages = {email: {bool(ticket["url"]) for ticket in order["tickets"]} for email, order in by.items()}
    assert pages == {OURS: {True}, OPEN: {True}, CLOSED: {False}}, "the ticket's page has the name on it"
    shop.posted()
    notices = {email: notice(shop, order["number"]) for email, order in orders.items()}
    assert ["しおり堂 で、openの客 様のご注文" in text and OPEN in text for text in notices[OPEN]] == [True, True]
    assert ["きっぷ屋 でご注文" in text and "の客" not in text for text in notices[CLOSED]] == [True, True]
    assert not [text for text in notices[CLOSED] if CLOSED in text]
    for email, order in orders.items():
        path, refused = f"/api/orders/{order['number']}", email == CLOSED
        again = owner.post(f"{path}/resend")
        wrote = owner.post(f"{path}/messages", json=WORDS | {"nonce": email})
        assert (again.status_code, wrote.status_code) == ((409, 409) if refused else (202, 201))
        assert not refused or (code(again)[1], code(wrote)[1]) == ("partner_order", "partner_contact")
    segment = {"segment": {"bought": "numbered"}, "dry_run": True}
    audience = owner.post("/api/coupons/ten/send", json=segment).json()
    assert (audience["recipients"], audience["skipped"]) == (2, 0), "nobody writes to a partner's buyers in bulk either"
    shop.at_the_show()
    owner, staff = shop.owner(), shop.staff()
    for order in orders.values():
        ticket = shop.fan.get(order["tickets"][0]["url"]).json()
        assert scan(staff, ticket)["result"] == "ok"
        answer = staff.post("/api/door/resend", json={"ticket": ticket["id"]})
        assert answer.status_code == (409 if order is orders[CLOSED] else 202)
    assert set(map(frozenset, seen(owner).values())) == {frozenset({OURS, OPEN})}
    confide(shop, shares=False)
    assert set(map(frozenset, seen(owner).values())) == {frozenset({OURS})}, "who takes it back takes back everything"
    assert code(owner.post(f"/api/orders/{orders[OPEN]['number']}/messages", json=WORDS | {"nonce": "later"}))[0] == 409


def states(shop: Shop, query: str = "") -> dict[str, str]:
    """How each item stands for somebody who came that way."""
    told = shop.fan.get(f"/api/stock{query}").json()["items"]
    return {name: item["state"] for name, item in told.items()}


def test_A17_a_partners_link_shows_and_sells_what_the_partner_sells(shop: Shop) -> None:
    theirs, ours = replace(LIVE, id="theirs", channels=("open",)), replace(LIVE, id="ours", channels=("own",))
    stocked(shop.settings.site, (theirs, ours, replace(COFFEE, stock=9)))
    confide(shop, shares=True)
    until(lambda: states(shop).get("theirs") == "closed", "the shop itself does not sell it")
    on_sale = {"theirs": "on_sale", "ours": "on_sale", "coffee": "on_sale"}
    assert states(shop, "?channel=open") == on_sale, "what the partner does not sell, the shop does"
    for other in ("", "?channel=", "?channel=closed", "?channel=nobody", "?channel=door", "?channel=%22%3E%00"):
        assert states(shop, other) == on_sale | {"theirs": "closed"}, other
    assert code(shop.checkout(line("theirs"))) == (409, "closed")
    for channel in ("own", "closed", "nobody", "door"):
        answer = shop.checkout(line("theirs"), channel=channel)
        assert (code(answer), answer.json()["error"]["field"]) == ((409, "closed"), "channel"), channel
    assert shop.checkout(line("theirs"), channel="open").status_code == 201
    for channel, kept in {"open": "open", "closed": "closed", "direct": "own"}.items():
        sold = shop.bought(thing("coffee"), channel=channel, email=f"{channel}@x.example")
        told = shop.owner().get(f"/api/orders/{sold['number']}").json()["channel"]
        assert told == kept, "an item that names no channel is sold everywhere"
    owner = shop.owner()
    told = owner.get("/api/selling/coffee").json()
    assert [each["id"] for each in told["channels"]] == ["own", "door", "closed", "open"]
    assert told["links"][1] == {
        "channel": "open",
        "item_url": f"{shop.url}/passes/coffee/?channel=open",
        "shop_url": f"{shop.url}/?channel=open",
    }
    assert [each["id"] for each in owner.get("/api/selling/theirs").json()["channels"]] == ["open"]
    stop = {"item": "coffee", "channel": "open", "paused": True}
    assert owner.post("/api/pause", json=stop).status_code == 200
    assert (states(shop)["coffee"], states(shop, "?channel=open")["coffee"]) == ("on_sale", "paused")
    assert owner.post("/api/pause", json=stop | {"channel": "nobody"}).status_code == 422


def test_A17_an_order_has_one_seller_and_says_whose_goes_first(shop: Shop) -> None:
    theirs = replace(LIVE, id="theirs", channels=("open",))
    stocked(shop.settings.site, (theirs, replace(COFFEE, channels=("own",)), TEN))
    confide(shop, shares=True)
    until(lambda: states(shop).get("theirs") == "closed", "the new goods")
    told = shop.fan.get("/api/stock?channel=open").json()["items"]
    assert {name: (item.get("partner_only"), item.get("shop_only")) for name, item in told.items()} == {
        "theirs": ("しおり堂", None),
        "coffee": (None, True),
    }
    assert "_only" not in shop.fan.get("/api/stock").text, "nobody else hears of partners"
    assert "_only" not in shop.fan.get("/api/stock?channel=nobody").text
    both = (line("theirs"), thing("coffee"))
    for preview in (True, False):
        answer = shop.checkout(*both, channel="open", preview=preview)
        error = answer.json()["error"]
        assert (code(answer), error["field"]) == ((409, "sold_apart"), "lines[1].item")
        assert (error["partner"], error["title"]) == ("しおり堂", next(iter(LIVE.title.values())))
        assert "しおり堂" in error["message"]
        assert "先に" in error["message"]
    for one, channel in zip(both, ("open", "own"), strict=True):
        assert shop.checkout(one, channel=channel).status_code == 201, "one after the other"
