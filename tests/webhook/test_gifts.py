"""Giving units to a companion: by a link, by mail or face to face, without an account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from tests.support.goods import SHOW
from tests.support.waiting import until
from tests.webhook.conftest import Shop, dumps, line, thing
from tests.webhook.holding import accept, code, give, held, link, links, scan, see
from webhook import clock
from webhook.database import database
from webhook.models import Gift, Order, Refund, Ticket

PAGE = {"Accept": "text/html"}

FOUR = line("hall", "fri", "adult", 4)


def units(shop: Shop, *tickets: dict[str, Any]) -> list[int]:
    return [see(shop, ticket)["units_left"] for ticket in tickets]


def counted(shop: Shop) -> tuple[int, int, int]:
    item = next(item for item in shop.usage()["items"] if item["id"] == "hall")
    assert item["issued"] == item["used"] + item["unused"]
    return item["issued"], item["used"], item["cancelled"]


def test_S3_24_of_four_one_is_given_three_and_one_and_issued_stays_four(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(FOUR)
    assert set(ticket["actions"]) == {"cancel", "give"}
    made = give(shop, ticket, units=1)
    assert made.status_code == 201, made.text
    gift = made.json()["url"]
    waiting = see(shop, ticket)
    assert (waiting["units_left"], [each["units"] for each in waiting["gifts"]]) == (4, [1]), (
        "the giver's until accepted"
    )
    offered = shop.client().get(gift).json()
    assert (offered["state"], offered["units"], offered["title"], offered["giver"]) == (
        *("offered", 1, "贈れる公演"),
        "山田 花子",
    )
    assert see(shop, ticket)["units_left"] == 4, "looking takes nothing"
    friend = accept(shop, gift, "佐藤")
    assert units(shop, ticket, friend) == [3, 1]
    assert counted(shop) == (4, 0, 0)
    assert friend["holder"] == "佐藤"
    assert friend["id"] != ticket["id"]
    assert shop.client().get(gift).json()["state"] == "accepted"
    shop.at_the_show()
    staff = shop.staff()
    assert [scan(staff, each)["result"] for each in (friend, see(shop, ticket))] == ["ok", "ok"]
    assert counted(shop) == (4, 4, 0)


def test_S3_22_new_codes_for_both_and_the_old_QR_says_moved(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(FOUR)
    friend = accept(shop, give(shop, ticket).json()["url"])
    after = see(shop, ticket)
    for name in ("door_code", "six_digit"):
        assert len({ticket[name], after[name], friend[name]}) == 3, name
    shop.at_the_show()
    staff = shop.staff()
    old = scan(staff, ticket)
    assert (old["result"], old["stamp"]) == ("moved", None)
    assert "譲渡済み" in old["message"]
    panel = staff.get(f"/d/{ticket['door_code']}", headers={"Accept": "text/html"}).text
    assert ticket["door_code"] in panel
    assert after["door_code"] not in panel, "the old QR must not let anybody in"
    assert staff.get(f"/d/{ticket['door_code']}").status_code == 404
    assert staff.post("/api/stamps", json={"six_digit": ticket["six_digit"]}).json()["result"] == "unknown"
    assert [scan(staff, each)["result"] for each in (after, friend)] == ["ok", "ok"]


def test_S3_22_before_its_hour_the_QR_is_nowhere_and_then_it_is_there(shop: Shop) -> None:
    held(shop)
    order = shop.bought(line("sealed", "fri", "seat", 2), email="buyer@example.com")
    url = order["tickets"][0]["url"]
    with database.connection_context():
        row = Ticket.get()
        door, digits = str(row.door_code), str(row.six_digit)
    mail = shop.office.to_fans(1)[0]
    page = shop.fan.get(url, headers=PAGE).text
    english = shop.fan.get(f"{url}?lang=en", headers=PAGE).text
    assert "QRコードは3月5日(金) 15:00に表示されます" in page
    assert "The QR code appears on" in english
    told = shop.fan.get(url).json()
    assert (told["door_code"], told["six_digit"], told["qr_opens"]) == (None, None, "2027-03-05T06:00:00+00:00")
    assert code(shop.fan.get(f"{url}/qr.svg")) == (409, "qr_hidden")
    with shop.client() as client, client.stream("GET", f"{url}/stream") as stream:
        first = next(text for text in stream.iter_lines() if text.startswith("data:"))
    spoken = f"{digits[:3]} {digits[3:]}"
    for text in (page, english, dumps(told), dumps(order), first, bodies(mail)):
        for secret in (door, digits, spoken):
            assert secret not in text
    assert [part for part in mail.walk() if part.get_content_type() == "image/png"] == []
    assert "QRコードは3月5日(金) 15:00に表示されます" in bodies(mail)
    for sentence in (
        "興行主の同意のない有償譲渡は禁止されています",
        "入場資格者(購入者)の氏名・連絡先を確認しています",
    ):
        assert sentence in page, "what the law wants on the ticket"
    assert code(give(shop, told | {"url": url}, units=1)) == (422, "gift_contact"), "only through us, to somebody known"
    friend = accept(shop, give(shop, told | {"url": url}, email="friend@example.com").json()["url"], "佐藤")
    assert friend["door_code"] is None
    clock.set_to(SHOW - timedelta(hours=4))
    after = see(shop, told | {"url": url})
    assert after["door_code"] not in (None, door)
    assert after["qr_opens"] is None
    assert f"{after['six_digit'][:3]} {after['six_digit'][3:]}" in shop.fan.get(url, headers=PAGE).text
    staff = shop.staff()
    old = scan(staff, {"door_code": door})
    assert (old["result"], old["stamp"]) == ("moved", None)
    assert "この券は譲渡済みです" in old["message"]
    assert scan(staff, see(shop, friend))["result"] == "ok"


def test_S0_04_entry_numbers_follow_the_order_of_buying_and_are_each_somebodys(shop: Shop) -> None:
    held(shop)

    def numbers(ticket: dict[str, Any]) -> list[list[int]]:
        return [each["entry"] for each in see(shop, ticket)["lines"] if each["units"]]

    first = shop.ticket(line("numbered", "fri", "adult", 2), line("numbered", "fri", "child", 1))
    assert numbers(first) == [[1, 2], [3, 3]]

    def buy(_: int) -> dict[str, Any]:
        return shop.ticket(line("numbered", "fri", "adult", 2), client=shop.client())

    with ThreadPoolExecutor(4) as pool:
        rest = list(pool.map(buy, range(4)))
    assert sorted(numbers(each)[0] for each in rest) == [[4, 5], [6, 7], [8, 9], [10, 11]]
    friend = accept(shop, give(shop, rest[0], units=1).json()["url"])
    mine, theirs = numbers(rest[0])[0], numbers(friend)[0]
    assert mine[0] == mine[1] == theirs[0] - 1
    assert theirs[0] == theirs[1]
    later = shop.ticket(line("numbered", "fri", "adult"))
    assert numbers(later) == [[12, 12]]
    page = shop.fan.get(first["url"], headers=PAGE).text
    assert "整理番号 1〜2" in page
    for sentence in ("18歳以上の方に限ります", "保護者の方と一緒に", "未就学のお子さまはご入場いただけません"):
        assert sentence in page, "what was told at the sale stands on the ticket"
    mail = next(m for m in shop.office.to_fans(6) if "整理番号 1〜2" in bodies(m))
    assert "整理番号 3" in bodies(mail)


def test_S3_24_units_are_chosen_by_type_and_money_goes_with_them(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(line("hall", "fri", "adult", 2), line("hall", "fri", "child", 1))
    friend = accept(shop, give(shop, ticket, lines=[{"ticket": "child", "units": 1}]).json()["url"])
    assert [(each["ticket"], each["units"]) for each in friend["lines"]] == [("child", 1)]
    left = {each["ticket"]: each["units"] for each in see(shop, ticket)["lines"]}
    assert (left["adult"], left.get("child", 0)) == (2, 0)
    seen = shop.fan.post(ticket["url"] + "/cancel", json={"preview": True}).json()
    assert seen["refund"] == 6000, "the child's 1,000 went with the child"
    assert "cancel" not in friend["actions"]
    assert code(shop.fan.post(friend["url"] + "/cancel", json={})) == (409, "cancel_over")


def test_S3_24_all_given_is_moved_and_nothing_more_can_be_given(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(line("hall", "fri", "adult", 2))
    friend = accept(shop, give(shop, ticket, units=2).json()["url"])
    after = see(shop, ticket)
    assert (after["state"], after["units_total"], after["actions"]) == ("moved", 0, [])
    assert see(shop, friend)["units_left"] == 2
    assert code(give(shop, ticket)) == (409, "few_to_give")
    for lang, said in (("ja", "お譲り済み"), ("en", "given this ticket to somebody else")):
        refused = shop.fan.post(f"{ticket['url']}/cancel?lang={lang}", json={"preview": True})
        assert (code(refused), said in refused.json()["error"]["message"]) == ((409, "cancel_given"), True), (
            refused.text
        )
    shop.at_the_show()
    assert scan(shop.staff(), after)["result"] == "moved"


def test_what_is_on_its_way_is_not_given_twice(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(line("hall", "fri", "adult", 2), line("hall", "fri", "child", 1))
    gift = give(shop, ticket, units=2).json()["url"]
    assert give(shop, ticket, lines=[{"ticket": "adult", "units": 1}]).json()["error"]["remaining"] == 1
    assert code(give(shop, ticket, units=2)) == (409, "few_to_give")
    shop.at_the_show()
    staff = shop.staff()
    scan(staff, ticket, lines=[{"ticket": "adult", "units": 2}])
    answer = shop.client().post(gift + "/accept", json={"name": "友だち"})
    assert code(answer) == (409, "few_to_give"), "it has been used meanwhile"
    assert code(give(shop, ticket, units=2)) == (409, "few_to_give")
    rest = accept(shop, give(shop, ticket, units=1).json()["url"])
    assert [(each["ticket"], each["units"]) for each in rest["lines"]] == [("child", 1)]
    assert units(shop, ticket, rest) == [0, 1]


def test_S3_25_by_mail_and_withdrawn_until_accepted(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(FOUR)
    assert code(give(shop, ticket, email="not an address")) == (422, "bad_email")
    gift = give(shop, ticket, units=2, email="friend@example.com").json()["url"]
    assert link(shop, "friend@example.com", "g") == gift
    mail = next(mail for mail in shop.office.mails if mail["To"] == "friend@example.com")
    assert str(mail["Subject"]) == "チケットが届いています(山田 花子さんより)"
    assert shop.fan.delete(gift).status_code == 204
    assert shop.fan.delete(gift).status_code == 204
    assert shop.client().get(gift).json()["state"] == "withdrawn"
    assert code(shop.client().post(gift + "/accept", json={"name": "友だち"})) == (409, "gift_withdrawn")
    assert (units(shop, ticket), see(shop, ticket)["gifts"]) == ([4], [])
    assert see(shop, ticket)["door_code"] == ticket["door_code"], "nothing has happened to the ticket"
    second = give(shop, ticket).json()["url"]
    accept(shop, second)
    assert code(shop.fan.delete(second)) == (409, "gift_accepted")
    assert code(shop.fan.delete(shop.url + "/g/" + "x" * 22)) == (404, "not_found")


def test_a_gift_is_accepted_once(shop: Shop) -> None:
    held(shop)
    ticket = shop.ticket(FOUR)
    gift = give(shop, ticket).json()["url"]
    phone = shop.client()

    def press(_: int) -> str:
        return str(phone.post(gift + "/accept", json={"name": "佐藤"}).json()["url"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(press, range(8)))) == 1, "a second press is answered as the first"
    assert units(shop, ticket) == [3]
    assert code(phone.post(gift + "/accept", json={"name": "鈴木"})) == (409, "gift_accepted")
    clock.set_to(clock.now() + timedelta(minutes=11))
    assert code(phone.post(gift + "/accept", json={"name": "佐藤"})) == (409, "gift_accepted"), "the giver has it too"
    assert counted(shop)[0] == 4


def test_S3_26_face_to_face_without_any_address(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(FOUR)
    gift = give(shop, ticket, units=1).json()["url"]
    assert code(shop.client().post(gift + "/accept", json={"name": " "})) == (422, "bad_name")
    friend = accept(shop, gift)
    assert friend["units_left"] == 1
    assert not shop.mailed("gift")
    with database.connection_context():
        assert Gift.get().email == ""


def test_who_leaves_an_address_is_mailed_their_ticket(small_shop: Shop) -> None:
    shop = held(small_shop)
    friend = accept(shop, give(shop, shop.ticket(FOUR)).json()["url"], email="friend@example.com")
    assert link(shop, "friend@example.com") == friend["url"]


def test_S3_22_resale_protection_asks_for_a_contact(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(line("guarded", "fri", "seat", 2))
    assert code(give(shop, ticket)) == (422, "gift_contact")
    gift = give(shop, ticket, email="friend@example.com").json()["url"]
    friend = accept(shop, gift)
    assert link(shop, "friend@example.com", "t") == friend["url"], "the contact is known"


def test_what_may_not_be_given_says_so(small_shop: Shop) -> None:
    shop = held(small_shop)
    assert code(give(shop, shop.ticket())) == (403, "gift_forbidden")
    ticket = shop.ticket(FOUR)
    gift = give(shop, ticket).json()["url"]
    wrong: list[dict[str, Any]] = [{"units": 0}, {"units": "2"}, {"lines": []}]
    for body in [*wrong, {"lines": [{"ticket": "adult", "units": -1}]}]:
        assert give(shop, ticket, **body).status_code == 422, body
    assert code(give(shop, ticket, lines=[{"ticket": "none", "units": 1}])) == (409, "few_to_give")
    clock.set_to(SHOW + timedelta(days=1))
    assert code(give(shop, ticket)) == (409, "gift_late")
    assert code(shop.client().post(gift + "/accept", json={"name": "友だち"})) == (409, "gift_late")
    assert "give" not in see(shop, ticket)["actions"]


def test_a_part_of_a_pass_is_given(small_shop: Shop) -> None:
    shop = held(small_shop)
    ticket = shop.ticket(thing("tea"))
    shop.fan.post(ticket["url"] + "/stamps", json={"units": 3})
    assert code(give(shop, ticket, units=8)) == (409, "few_to_give")
    friend = accept(shop, give(shop, ticket, units=4).json()["url"])
    assert (units(shop, ticket, friend), see(shop, ticket)["units_used"]) == ([3, 4], 3)
    assert friend["valid_until"] == ticket["valid_until"]
    onward = accept(shop, give(shop, friend, units=1).json()["url"])
    assert units(shop, ticket, friend, onward) == [3, 3, 1]


def test_the_receivers_link_is_nowhere_in_what_the_buyer_gets(shop: Shop) -> None:
    held(shop)
    order = shop.bought(FOUR, email="buyer@example.com")
    secret = order_secret(shop)
    ticket = see(shop, {"url": order["tickets"][0]["url"]})
    friend = accept(shop, give(shop, ticket).json()["url"])
    token = friend["url"].rpartition("/")[2]
    owner = shop.owner()
    assert owner.post(f"/api/orders/{order['number']}/resend").status_code == 202
    until(lambda: len(links(shop, "buyer@example.com", "t")) == 2, "the second mail")
    assert (
        owner.post("/api/sessions/hall/fri/cancel", json={"reason": "weather", "confirm": "贈れる公演"}).status_code
        == 202
    )
    until(lambda: len([mail for mail in shop.mailed("called-off") if mail.sent_at]) == 2, "the mails of both")
    told = [shop.order(secret), see(shop, ticket)]
    mails = [str(mail) + bodies(mail) for mail in shop.office.mails if mail["To"] == "buyer@example.com"]
    assert len(mails) == 4, "tickets twice, and called off for the buyer's and, without an address, for the friend's"
    for text in (*map(dumps, told), *mails):
        assert token not in text
        assert friend["door_code"] not in text


def order_secret(shop: Shop) -> str:
    with database.connection_context():
        return str(Order.get().secret)


def bodies(mail: Any) -> str:
    return "".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")


def test_a_date_that_is_called_off_is_refunded_to_the_buyer_for_given_units_too(shop: Shop) -> None:
    held(shop)
    order = shop.bought(FOUR, email="buyer@example.com")
    ticket = see(shop, {"url": order["tickets"][0]["url"]})
    friend = accept(shop, give(shop, ticket, email="friend@example.com").json()["url"], "佐藤")
    body = {"reason": "weather", "confirm": "贈れる公演"}
    assert shop.owner().post("/api/sessions/hall/fri/cancel", json=body).status_code == 202
    until(lambda: see(shop, friend)["state"] == see(shop, ticket)["state"] == "cancelled", "both to end")
    shop.later(minutes=10, seconds=1)

    def amounts() -> list[int]:
        with database.connection_context():
            return sorted(each.amount for each in Refund.select().where(Refund.state == "succeeded"))

    until(lambda: amounts() == [3000, 9000], "the money")
    assert counted(shop) == (0, 0, 4)
    mail = until(
        lambda: next(
            (m for m in shop.office.mails if m["To"] == "friend@example.com" and "中止" in m["Subject"]), None
        ),
        "the friend's mail",
    )
    text = bodies(mail)
    assert "佐藤 様" in text
    assert "ご購入された方へお返しします" in text
    assert "3,000円" not in text
    assert "山田" not in text
