"""What the shop hears of by mail: each order, one digest in a rush, and too few people on the day of decision."""

import dataclasses
from datetime import timedelta

from tests.support.goods import ITEMS, JST, LIVE, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from webhook import clock


def test_S4_60_each_order_is_told_to_the_shop_and_to_owners_with_an_address(small_shop: Shop) -> None:
    order = small_shop.bought()
    mails = small_shop.office.wait(2)
    notice = next(mail for mail in mails if order["number"] in mail["Subject"])
    assert notice["To"] == "owner@trial.example"
    body = notice.get_body(("plain",))
    assert body
    assert f"#order/{order['number']}" in body.get_content()


def test_in_a_rush_one_digest_takes_the_place_of_many_notices(small_shop: Shop) -> None:
    shop = small_shop
    now = clock.now()
    clock.set_to(now.replace(minute=now.minute // 10 * 10, second=1))
    for _ in range(9):
        shop.bought(line("free", "one", "guest"))
    singles, digests = shop.mailed("notice-order"), shop.mailed("notice-digest")
    assert (len(singles), len(digests), digests[0].sent_at) == (5, 1, None)
    shop.later(minutes=10)
    until(lambda: shop.mailed("notice-digest")[0].sent_at, "the digest")
    subject = next(mail["Subject"] for mail in shop.office.mails if "9" in mail["Subject"])
    assert "注文" in subject


def test_S4_20_on_the_day_of_decision_the_shop_hears_of_dates_with_too_few_people(small_shop: Shop) -> None:
    shop = small_shop
    today = clock.now().astimezone(JST).date()
    few = dataclasses.replace(LIVE, min_participants=3, decide_by=today + timedelta(days=1))
    stocked(shop.settings.site, (few, *ITEMS[1:]))
    shop.bought(line(quantity=3))
    shop.bought(line(session="sat", quantity=2))
    shop.later(minutes=1)
    assert shop.mailed("notice-problem") == []
    shop.later(days=1)
    until(lambda: shop.mailed("notice-problem"), "the notice")
    shop.later(minutes=1)
    told = [mail.values for mail in shop.mailed("notice-problem")]
    assert [(each["what"], each["session"], each["sold"]) for each in told] == [("below_minimum", "sat", 2)]
