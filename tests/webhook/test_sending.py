"""Coupons for several people: a selection, or a segment of those who agreed to mail."""

from datetime import timedelta

import pytest

from tests.support.goods import SHOW
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, held, links, scan, use
from webhook import clock

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


@pytest.mark.parametrize(
    "body",
    [{}, {"segment": 3}, {"segment": {"came": "often"}}, {"segment": {"not_since": "soon"}}, {"to": []}, {"to": [3]}],
)
def test_what_makes_no_sense_is_refused(small_shop: Shop, body: dict[str, object]) -> None:
    answer = held(small_shop).owner().post("/api/coupons/ten/send", json=body)
    assert code(answer)[0] == 422
    assert clock.now()
