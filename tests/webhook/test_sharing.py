"""Coupons: sent by the shop, shared by their holders, whole and never passed on."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.goods import JST
from tests.support.waiting import until
from tests.webhook.conftest import Shop, dumps
from tests.webhook.holding import code, held, link, links, scan, see, sent, share, shared, use
from webhook import clock
from webhook.database import database
from webhook.models import Customer, Share, Ticket

A, B, C, D = (f"{name}@example.com" for name in "abcd")


def shares_of(*addresses: str) -> list[int]:
    """Completed shares by sharer, as the customer list counts them."""
    with database.connection_context():
        rows = Share.select().where(Share.made.is_null(False))
        return [sum(row.ticket.customer.email == address for row in rows) for address in addresses]


def referrals_of(*addresses: str) -> list[int]:
    with database.connection_context():
        rows = Share.select().where(Share.referral)
        return [sum(row.ticket.customer.email == address for row in rows) for address in addresses]


def on(day: int, hour: int = 12, minute: int = 0, month: int = 4) -> None:
    clock.set_to(datetime(2027, month, day, hour, minute, tzinfo=JST))


def test_S2_02_nobody_has_a_coupon_before_it_is_sent_and_each_gets_a_mail(shop: Shop) -> None:
    held(shop)
    owner = shop.owner()
    assert owner.post("/api/coupons/ten/send", json={"to": [A, B, C], "dry_run": True}).json()["recipients"] == 3
    with database.connection_context():
        assert not Ticket.select().exists()
    answer = owner.post("/api/coupons/ten/send", json={"to": [A, B, C, B.upper()]})
    assert (answer.status_code, answer.json()["sent"]) == (201, 3)
    owned = [link(shop, address) for address in (A, B, C)]
    assert len(set(owned)) == 3
    for url in owned:
        ticket = see(shop, {"url": url})
        assert (ticket["kind"], ticket["units_left"], ticket["shared_from"]) == ("coupon", 10, None)
    assert shop.fan.post("/api/coupons/ten/send", json={"to": [A]}).status_code == 401
    assert shop.staff("lead").post("/api/coupons/ten/send", json={"to": [A]}).status_code == 403
    assert owner.post("/api/coupons/hall/send", json={"to": [A]}).status_code == 404, "a show is no coupon"


def test_S2_02_to_all_who_agreed_the_others_are_skipped_and_counted(shop: Shop) -> None:
    held(shop)
    for address, marketing in ((A, True), (B, False), (C, True), (D, True)):
        shop.bought(email=address, marketing=marketing)
    answer = shop.owner().post("/api/coupons/ten/send", json={"segment": {}})
    told = answer.json()
    assert (told["sent"], told["recipients"], told["skipped"]) == (3, 3, 1)
    assert sorted(mail.recipient for mail in shop.mailed("coupon")) == [A, C, D]


def test_S2_02_whoever_has_had_enough_gets_no_more_after_one_press(shop: Shop) -> None:
    held(shop)
    owner, mine = shop.owner(), sent(shop, "ten", A)
    mail = next(mail for mail in shop.office.mails if mail["To"] == A)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = str(mail["List-Unsubscribe"]).strip("<>")
    text: Any = mail.get_body(("plain",))
    assert stop in text.get_content()
    stranger = shop.client()
    assert "配信を停止する" in stranger.get(stop).text
    forged = stop[:-1] + ("0" if stop[-1] != "0" else "1")
    assert [stranger.post(url).status_code for url in (forged, stop.partition(".")[0])] == [404, 404]
    told = owner.post("/api/coupons/ten/send", json={"to": [A, B], "dry_run": True}).json()
    assert (told["recipients"], told["skipped"]) == (2, 0), "looking stops nothing"
    assert stranger.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "停止しました" in stranger.get(stop).text
    told = owner.post("/api/coupons/ten/send", json={"to": [A, B]}).json()
    assert (told["sent"], told["recipients"], told["skipped"]) == (1, 1, 1)
    theirs = see(shop, {"url": link(shop, B)})
    assert code(share(shop, theirs, email=A)) == (409, "share_unwanted")
    assert use(shop, mine, units=1).json()["result"] == "ok", "what they have stays good"
    shop.bought(email=A)
    until(lambda: [mail for mail in shop.office.mails if mail["To"] == A][1:], "the mail of the tickets")
    bought = [mail for mail in shop.office.mails if mail["To"] == A][1]
    assert bought["List-Unsubscribe"] is None, "no advertisement"
    shop.bought(email=A, marketing=True)
    assert owner.post("/api/coupons/ten/send", json={"to": [A]}).json()["sent"] == 1, "asked for anew"


def test_S2_04_S2_05_S2_33_title_and_what_it_gives_and_how_it_is_used_are_read_on_it(small_shop: Shop) -> None:
    shop = held(small_shop)
    on(10)
    read = {
        "ten": ("十回引き", "300円引き", "1,000円以上", "スタッフの前でスライド"),
        "once": ("使ったあとも贈れる券", "10%引き", "スタッフの前でスライド"),
        "springtime": ("四月の割引", "お茶を一杯"),
        "thanks": ("300円引き", "お会計の前に、この画面をスタッフに"),
    }
    for item, words in read.items():
        page = shop.fan.get(sent(shop, item, A)["url"], headers={"Accept": "text/html"}).text
        for text in words:
            assert text in page, item
    english = shop.fan.get(sent(shop, "ten", A)["url"] + "?lang=en", headers={"Accept": "text/html"}).text
    assert "¥300 off" in english


def test_S2_31_a_code_that_is_not_to_be_seen_is_not_in_the_source(small_shop: Shop) -> None:
    ticket = sent(small_shop, "spring", A)
    page = small_shop.fan.get(ticket["url"], headers={"Accept": "text/html"}).text
    assert "春の500円引き" in page
    assert "HARU500" not in page + dumps(ticket)


def test_S2_08_dates_are_the_same_for_everybody(small_shop: Shop) -> None:
    shop = held(small_shop)
    on(1)
    first = sent(shop, "springtime", A)
    on(29)
    second = sent(shop, "springtime", B)
    assert first["valid_until"] == second["valid_until"] == "2027-04-30T15:00:00+00:00"


def test_S2_07_before_the_first_day_it_waits_and_after_the_last_it_is_over(small_shop: Shop) -> None:
    shop = held(small_shop)
    on(1)
    ticket = sent(shop, "springtime", A)
    assert (ticket["state"], use(shop, ticket).json()["result"]) == ("not_yet", "wrong_date")
    on(9, 23, 59)
    assert use(shop, ticket).json()["result"] == "wrong_date"
    staff = shop.staff()
    assert scan(staff, ticket)["message"] == "まだご利用いただけません(4月10日(土)から)"
    english = staff.post("/api/stamps?lang=en", json={"door_code": ticket["door_code"]}).json()
    assert english["message"] == "Not valid yet (from Sat, Apr 10)"
    on(10, 0)
    used = use(shop, ticket, nonce="first").json()
    assert (used["result"], used["message"][:5]) == ("ok", "ご利用OK"), "nobody is let in by a coupon"
    other = sent(shop, "springtime", B)
    on(30, 23, 59)
    assert see(shop, other)["state"] == "unused"
    on(1, 0, month=5)
    assert (see(shop, other)["state"], use(shop, other).json()["result"]) == ("expired", "expired")


def test_S2_11_ten_days_from_the_day_it_came_that_day_counted(shop: Shop) -> None:
    held(shop)
    on(1, 23, 59)
    first = sent(shop, "ten", A)
    on(3, 0)
    second = sent(shop, "ten", B)
    last = [datetime.fromisoformat(ticket["valid_until"]).astimezone(JST) for ticket in (first, second)]
    assert last == [datetime(2027, 4, 11, tzinfo=JST), datetime(2027, 4, 13, tzinfo=JST)], "through Apr 10 and Apr 12"
    on(10, 23, 59)
    assert use(shop, first, units=1).json()["result"] == "ok"
    on(11, 0)
    assert use(shop, first, units=1).json()["result"] == "expired"
    on(12, 23, 59)
    assert use(shop, second, units=1).json()["result"] == "ok"
    on(13, 0)
    assert use(shop, second, units=1).json()["result"] == "expired"


def test_A08_a_shared_coupon_has_a_window_of_its_own_from_the_day_it_was_accepted(small_shop: Shop) -> None:
    shop = held(small_shop)
    on(1)
    mine = sent(shop, "ten", A)
    on(9)
    theirs = shared(shop, mine, B)
    assert datetime.fromisoformat(theirs["valid_until"]) == datetime(2027, 4, 19, tzinfo=JST)


def test_S2_15_what_may_not_be_shared_is_refused(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "thanks", A)
    assert "share" not in mine["actions"]
    assert code(share(shop, mine, email=B)) == (403, "share_forbidden")
    assert code(share(shop, mine)) == (403, "share_forbidden")
    assert code(share(shop, shop.ticket(), email=B)) == (403, "share_forbidden"), "a ticket is given, not shared"
    assert shop.mailed("coupon")[1:] == []


def test_S2_16_it_is_used_and_shared_in_any_order(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "ten", A)
    assert set(mine["actions"]) == {"share", "use"}
    assert share(shop, mine, email=B).status_code == 201
    assert use(shop, mine, units=1).json()["result"] == "ok"
    assert share(shop, mine, email=C).status_code == 201
    assert use(shop, mine, units=1).json()["result"] == "ok"


def test_S2_17_one_for_giving_only_is_used_by_its_receiver_alone(shop: Shop) -> None:
    held(shop)
    mine = sent(shop, "present", A)
    assert mine["actions"] == ["share"]
    theirs = shared(shop, mine, B)
    staff = shop.staff()
    refused = scan(staff, mine)
    assert (refused["result"], refused["stamp"]) == ("share_only", None)
    assert scan(staff, theirs)["result"] == "ok"


def test_S2_18_S2_19_S2_20_A_has_used_three_of_ten_and_shares_A_keeps_7_B_gets_10(shop: Shop) -> None:
    held(shop)
    mine = sent(shop, "ten", A)
    use(shop, mine, units=3)
    theirs = shared(shop, mine, B)
    assert (see(shop, mine)["units_left"], theirs["units_left"], theirs["units_total"]) == (7, 10, 10)
    assert theirs["state"] == "unused", "S2-18, S2-19: as the shop would send it"
    use(shop, theirs, units=4)
    assert (see(shop, mine)["units_left"], see(shop, theirs)["units_left"]) == (7, 6)


def test_S2_23_used_up_it_is_no_longer_shared(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "ten", A)
    use(shop, mine, units=9)
    assert share(shop, mine, email=B).status_code == 201, "one is left"
    use(shop, mine, units=1)
    assert code(share(shop, mine, email=C)) == (403, "share_used")
    assert see(shop, mine)["actions"] == []


def test_S2_24_where_used_ones_may_be_shared_it_lasts_until_the_holders_own_end(small_shop: Shop) -> None:
    shop = held(small_shop)
    on(1)
    mine = sent(shop, "once", A)
    use(shop, mine)
    assert see(shop, mine)["actions"] == ["share"]
    on(10, 23, 59)
    assert share(shop, mine, email=B).status_code == 201
    late = share(shop, mine).json()["url"]
    on(11, 0)
    assert code(share(shop, mine, email=C)) == (409, "share_over")
    answer = shop.client().post(late + "/accept", json={"name": "遅い", "email": C})
    assert code(answer) == (409, "share_over")
    assert "share" not in see(shop, mine)["actions"]


def test_S2_25_and_S2_26_what_was_shared_is_not_passed_on(small_shop: Shop) -> None:
    shop = held(small_shop)
    theirs = shared(shop, sent(shop, "ten", A), B)
    assert theirs["actions"] == ["use"]
    refused = share(shop, theirs, email=C)
    assert code(refused) == (403, "share_received")
    assert "受け取ったクーポン" in refused.json()["error"]["message"]


def test_S2_27_one_from_the_shop_beside_a_shared_one_can_be_shared(shop: Shop) -> None:
    held(shop)
    received = shared(shop, sent(shop, "ten", A), B)
    direct = sent(shop, "ten", B)
    assert direct["id"] != received["id"]
    assert share(shop, direct, email=C).status_code == 201
    assert code(share(shop, received, email=C)) == (403, "share_received")


def test_S2_28_shares_have_no_limit_and_the_same_friend_gets_no_second(shop: Shop) -> None:
    held(shop)
    mine = sent(shop, "ten", A)
    first = [shared(shop, mine, address)["id"] for address in (B, C, D)]
    assert len(set(first)) == 3
    again = share(shop, mine, email=B.upper())
    assert again.status_code == 201
    with database.connection_context():
        assert Ticket.select().join(Customer).where(Customer.email == B).count() == 1
    assert shares_of(A) == [3]
    assert len(links(shop, B, "t")) == 1, "and no second mail"


def test_A09_a_limit_counts_friends_not_links(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "capped", A)
    one, two = (share(shop, mine).json()["url"] for _ in range(2))
    assert shop.client().post(one + "/accept", json={"name": "一", "email": B}).status_code == 200
    refused = shop.client().post(two + "/accept", json={"name": "二", "email": C})
    assert code(refused) == (403, "share_limit")
    assert code(share(shop, mine, email=C)) == (403, "share_limit")
    assert shares_of(A) == [1]


def test_a_link_is_for_one_friend_and_its_coupon_is_shown_to_nobody_else(shop: Shop) -> None:
    held(shop)
    mine = sent(shop, "ten", A)
    made = share(shop, mine).json()
    assert made["state"] == "offered"
    offered = shop.client().get(made["url"]).json()
    assert (offered["title"], offered["state"]) == ("十回引き", "offered")
    page = shop.client().get(made["url"], headers={"Accept": "text/html", "Accept-Language": "ja"}).text
    assert "有効期限 お受け取りの日を含めて10日間" in page, "how long it will be good is said before"
    taken = shop.client().post(made["url"] + "/accept", json={"name": "友だち", "email": B})
    assert taken.status_code == 200
    theirs = see(shop, taken.json())
    assert (theirs["units_left"], theirs["holder"], bool(theirs["shared_from"])) == (10, "友だち", True)
    assert link(shop, B) == theirs["url"], "mailed as well"
    for address in (B, C):
        again = shop.client().post(made["url"] + "/accept", json={"name": "友だち", "email": address})
        assert code(again) == (409, "share_taken")
    by_mail = share(shop, mine, email=C).json()
    assert code(shop.client().post(by_mail["url"] + "/accept", json={"name": "A", "email": C})) == (409, "share_taken")
    other = share(shop, mine).json()["url"]
    assert code(shop.client().post(other + "/accept", json={"name": "A", "email": C})) == (409, "share_taken")
    assert B not in shop.client().get(made["url"], headers={"Accept": "text/html"}).text


def test_nobody_shares_with_themselves(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "ten", A)
    assert code(share(shop, mine, email=A)) == (409, "share_own")
    url = share(shop, mine).json()["url"]
    assert code(shop.client().post(url + "/accept", json={"name": "私", "email": A})) == (409, "share_own")
    assert shares_of(A) == [0]
    with database.connection_context():
        assert Share.select().where(Share.email == A).count() == 0, "and it counts for nothing"


def test_S2_46_only_what_was_sent_counts(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "ten", A)
    share(shop, mine)
    assert shares_of(A) == [0], "a link that nobody opened"
    for address in (B, C, B):
        share(shop, mine, email=address)
    assert shares_of(A) == [2]


def test_S2_47_a_new_friend_counts_as_a_referral_a_customer_does_not(small_shop: Shop) -> None:
    shop = held(small_shop)
    shop.bought(email=B)
    mine = sent(shop, "ten", A)
    share(shop, mine, email=B)
    assert referrals_of(A) == [0]
    share(shop, mine, email=C)
    share(shop, mine, email=C)
    assert referrals_of(A) == [1]


@pytest.mark.parametrize("coupon", ["ten", "once"], ids=["the same coupon", "another coupon"])
def test_S2_49_A_shares_on_the_first_B_on_the_second_C_registers_A_1_B_0(shop: Shop, coupon: str) -> None:
    held(shop)
    on(1)
    of_a, of_b = sent(shop, "ten", A), sent(shop, coupon, B)
    assert share(shop, of_a, email=C).status_code == 201
    on(2)
    opened = share(shop, of_b).json()["url"]
    answer = shop.client().post(opened + "/accept", json={"name": "C", "email": C})
    assert answer.status_code == 200, answer.text
    assert (referrals_of(A, B), shares_of(A, B)) == ([1, 0], [1, 1])


def test_a_coupon_was_not_bought_and_is_not_cancelled(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "ten", A)
    for body in ({"preview": True}, {}):
        assert code(shop.fan.post(mine["url"] + "/cancel", json=body)) == (409, "cancel_over")


def test_S2_41_who_it_came_from_is_named(small_shop: Shop) -> None:
    shop = held(small_shop)
    shop.bought(email=A, name="青木 一")
    mine = sent(shop, "ten", A)
    assert mine["shared_from"] is None
    assert shared(shop, mine, B)["shared_from"] == "青木 一"
    nameless = shared(shop, sent(shop, "ten", C), D)["shared_from"]
    assert nameless.startswith("U-"), "never empty"
    mail = until(lambda: [mail for mail in shop.office.mails if mail["To"] == B], "the mail")[0]
    body: Any = mail.get_body(("plain",))
    assert "青木 一さんから" in body.get_content()


def test_S2_50_when_it_has_ended_it_is_neither_used_nor_shared_and_still_there(small_shop: Shop) -> None:
    shop = held(small_shop)
    mine = sent(shop, "ten", A)
    use(shop, mine, units=2)
    clock.set_to(clock.now() + timedelta(days=10))
    after = see(shop, mine)
    assert (after["state"], after["actions"], after["units_used"], len(after["stamps"])) == ("expired", [], 2, 1)
    assert use(shop, mine, units=1).json()["result"] == "expired"
    assert code(share(shop, mine, email=B)) == (409, "share_over")
    item = next(item for item in shop.usage()["items"] if item["id"] == "ten")
    assert (item["issued"], item["used"], item["no_show"]) == (10, 2, 8)
