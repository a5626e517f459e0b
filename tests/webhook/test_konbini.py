"""Paying at a convenience store: days pass between order and money, and nobody has to do anything about it."""

from datetime import datetime, timedelta

from tests.support.goods import JST, SHOW
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from webhook import clock
from webhook.catalogue import Item, Session
from webhook.payments import konbini


def test_S3_04_paid_at_the_konbini_two_days_later(shop: Shop) -> None:
    placed = shop.open(line(quantity=2))
    assert shop.pay(placed["url"], "konbini").status_code == 303
    waiting = shop.until(placed["order"], "awaiting_payment")
    assert (waiting["method"], waiting["tickets"], shop.left()) == ("konbini", [], 10)
    assert waiting["pay_by"].endswith("14:59:59+00:00"), "23:59:59 in Japan"
    assert "/konbini/" in waiting["pay_url"]
    due = shop.mailed("payment-due")
    assert len(due) == 1
    shop.later(days=2)
    assert shop.pay(placed["url"], "konbini_paid").status_code == 303
    paid = shop.until(placed["order"], "paid")
    assert [ticket["units"] for ticket in paid["tickets"]] == [2]
    subjects = [mail["Subject"] for mail in shop.office.wait(3)]
    assert sum("お支払いのお願い" in subject for subject in subjects) == 1
    assert sum("チケットをお届けします" in subject for subject in subjects) == 1


def test_S3_08_one_reminder_one_release_and_a_mail_to_buy_again(shop: Shop) -> None:
    clock.set_to(datetime(2027, 1, 10, 12, tzinfo=JST))
    placed = shop.open(line(quantity=2))
    shop.pay(placed["url"], "konbini")
    shop.until(placed["order"], "awaiting_payment")
    shop.later(days=2, hours=12)
    until(lambda: len(shop.mailed("payment-reminder")) == 1, "the reminder")
    shop.later(hours=1)
    assert shop.left() == 10, "held until the deadline"
    shop.later(days=2)
    shop.until(placed["order"], "failed")
    assert shop.left() == 12
    shop.later(hours=1)
    assert (len(shop.mailed("payment-reminder")), len(shop.mailed("order-lapsed"))) == (1, 1)


def test_a_lapse_that_was_never_told_is_found_by_asking(small_shop: Shop) -> None:
    placed = small_shop.open()
    small_shop.pay(placed["url"], "konbini")
    small_shop.until(placed["order"], "awaiting_payment")
    small_shop.stripe._courier._url = ""
    small_shop.later(days=4, hours=2)
    small_shop.until(placed["order"], "failed")
    assert small_shop.left() == 12


def test_S3_09_what_is_not_paid_is_never_a_ticket(small_shop: Shop) -> None:
    placed = small_shop.open()
    small_shop.pay(placed["url"], "konbini")
    order = small_shop.until(placed["order"], "awaiting_payment")
    assert order["tickets"] == []
    assert small_shop.mailed("tickets") == []


def test_it_is_offered_item_by_item_and_not_near_the_date(small_shop: Shop) -> None:
    def methods(*lines: object) -> list[str]:
        answer = small_shop.checkout(*lines, preview=True)  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        return list(answer.json()["methods"])

    assert methods(line()) == ["card", "konbini"]
    assert methods(line(), line("rush", "one", "seat")) == ["card"], "the other item does not offer it"
    assert methods(thing("coffee")) == ["card"]
    clock.set_to(SHOW - timedelta(days=4, minutes=1))
    assert methods(line()) == ["card", "konbini"]
    clock.set_to(SHOW - timedelta(days=4))
    assert methods(line()) == ["card"]


def test_the_days_a_buyer_has_end_before_the_date() -> None:
    def item(days: int) -> tuple[Item, Session]:
        dated = Session(id="a", starts=SHOW)
        stop = timedelta(days=days)
        return Item(id="a", kind="event", title={}, path="", sessions=(dated,), konbini_stop=stop), dated

    noon = datetime(2027, 3, 2, 12, tzinfo=JST)
    assert konbini.days([item(1)], 5000, "JPY", noon) == 2, "the 4th is the last day before the 5th"
    assert konbini.days([item(1)], 5000, "JPY", noon - timedelta(days=9)) == 3
    assert konbini.days([item(4)], 5000, "JPY", noon) is None
    assert konbini.days([item(1)], 119, "JPY", noon) is None
    assert konbini.days([item(1)], 300_001, "JPY", noon) is None
    assert konbini.days([item(1)], 5000, "EUR", noon) is None
    assert konbini.deadline(2, noon) == datetime(2027, 3, 4, 23, 59, 59, tzinfo=JST)
