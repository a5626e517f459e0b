"""Cancelling by the fan and by the shop: the policy that was sold, the seats, the money and the mails."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.goods import SHOW
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import held, scan
from webhook import clock
from webhook.database import database
from webhook.models import Payment, Refund


def refunds() -> list[dict[str, Any]]:
    with database.connection_context():
        return [
            {"amount": each.amount, "fee": each.fee, "state": each.state, "why": each.why}
            for each in Refund.select().order_by(Refund.id)
        ]


def cancel(shop: Shop, ticket: dict[str, Any], **body: Any) -> Any:
    return shop.fan.post(ticket["url"] + "/cancel", json=body)


def test_S4_11_S4_12_S4_13_preview_then_do_and_everything_follows(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=2), line(ticket="student"))
    assert (ticket["actions"], ticket["cancelled"], shop.left()) == (["cancel"], None, 9)
    seen = cancel(shop, ticket, preview=True).json()
    assert (seen["refund"], seen["fee"], seen["paid"], seen["method"]) == (9000, 0, 9000, "card")
    assert shop.fan.get(ticket["url"]).json()["state"] == "unused", "a preview changes nothing"
    assert cancel(shop, ticket, refund=1).json()["error"]["code"] == "refund_changed"
    done = cancel(shop, ticket, refund=seen["refund"])
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert shop.left() == 12, "at once"
    until(lambda: refunds()[0]["state"] == "succeeded", "the refund")
    after = shop.fan.get(ticket["url"]).json()
    assert after["cancelled"] | {"at": ""} == {
        "at": "",
        "by": "holder",
        "reason": "",
        "detail": "",
        "refund": 9000,
        "fee": 0,
        "refund_state": "succeeded",
        "method": "card",
        "single": True,
    }
    assert cancel(shop, ticket).json()["error"]["code"] == "cancelled"
    assert len(refunds()) == 1
    until(lambda: len(shop.mailed("notice-cancel")) == 1, "the shop to be told")
    assert len(shop.mailed("cancelled")) == 1
    shop.posted()
    [mail] = [m for m in shop.office.mails if m["To"] == "owner@trial.example" and "キャンセル" in m["Subject"]]
    body = mail.get_body(("plain",))
    assert body
    assert "9,000円" in body.get_content(), "the shop hears of it once, with what goes back"
    owner = shop.owner()
    [listed] = owner.get("/api/orders").json()["orders"]
    found = owner.get(f"/api/orders/{listed['number']}").json()
    assert (listed["status"], found["status"], found["cancelled"]["by"]) == ("refunded", "refunded", "holder")
    assert [each["state"] for each in found["tickets"]] == ["cancelled"], "without anybody doing anything"
    page = shop.fan.get(ticket["url"], headers={"Accept": "text/html"}).text
    assert "キャンセル済み" in page
    assert "<svg" not in page.partition("qr-box")[2][:400]


def test_S4_13_the_fee_is_kept_and_the_order_says_part_refunded(shop: Shop) -> None:
    ticket = shop.ticket(line(ticket="student", quantity=5))
    clock.set_to(SHOW - timedelta(days=3))
    seen = cancel(shop, ticket, preview=True).json()
    assert (seen["refund"], seen["fee"]) == (7000, 3000)
    cancel(shop, ticket)
    until(lambda: refunds() == [{"amount": 7000, "fee": 3000, "state": "succeeded", "why": "cancelled"}], "the refund")
    owner = shop.owner()
    listed = owner.get("/api/orders").json()["orders"][0]
    assert (listed["status"], listed["refunded"], listed["total"]) == ("part_refunded", 7000, 10000)


def test_one_of_two_tickets_of_an_order(shop: Shop) -> None:
    order = shop.bought(line(), line(session="sat"))
    first = {"url": order["tickets"][0]["url"]}
    cancel(shop, first)
    until(lambda: refunds()[0]["state"] == "succeeded", "the refund")
    secret_order = shop.owner().get(f"/api/orders/{order['number']}").json()
    assert (secret_order["status"], secret_order["refunded"]) == ("part_refunded", 3500)
    assert [ticket["state"] for ticket in secret_order["tickets"]] == ["cancelled", "unused"]
    assert (shop.left(), shop.left(session="sat")) == (12, 11)


def test_S4_26_after_the_last_tier_and_after_use_it_cannot_be_cancelled(small_shop: Shop) -> None:
    shop = small_shop
    ticket, used, free = shop.ticket(), shop.ticket(), shop.ticket(line("free", "one", "guest"))
    assert cancel(shop, free).json()["error"]["code"] == "cancel_over", "no tiers: it was sold as not to be cancelled"
    assert cancel(shop, shop.ticket(thing("coffee"))).json()["error"]["code"] == "cancel_over"
    clock.set_to(SHOW)
    owner = shop.staff()
    assert cancel(shop, ticket, preview=True).json()["error"]["code"] == "cancel_over"
    assert shop.fan.get(ticket["url"]).json()["actions"] == []
    assert owner.post("/api/stamps", json={"door_code": used["door_code"]}).json()["result"] == "ok"
    assert cancel(shop, used).json()["error"]["code"] == "cancel_used"


def ask_again(shop: Shop) -> None:
    """The worker asks Stripe how the only refund stands, wherever it is with it."""
    with database.connection_context():
        Refund.update(due_at=clock.now()).execute()
    shop.app.state.service.workers["refunds"].wake()

    def asked() -> bool:
        with database.connection_context():
            due = Refund.get().due_at
            return bool(due > clock.now() + timedelta(minutes=4))

    until(asked, "the refund to be asked for")


def test_a_konbini_refund_waits_for_a_bank_account_and_says_so(shop: Shop) -> None:
    placed = shop.open()
    shop.pay(placed["url"], "konbini")
    shop.until(placed["order"], "awaiting_payment")
    shop.pay(placed["url"], "konbini_paid")
    ticket = {"url": shop.until(placed["order"], "paid")["tickets"][0]["url"]}
    assert cancel(shop, ticket).json()["method"] == "konbini"
    until(lambda: refunds()[0]["state"] == "requires_action", "Stripe to ask for an account")
    until(lambda: len(shop.mailed("refund-bank")) == 1, "the mail")
    assert shop.fan.get(ticket["url"]).json()["cancelled"]["refund_state"] == "requires_action"
    ends = datetime.fromisoformat(shop.mailed("refund-bank")[0].values["until"])
    clock.set_to(ends - timedelta(days=15))
    ask_again(shop)
    assert len(shop.mailed("refund-bank")) == 1
    clock.set_to(ends - timedelta(days=13))
    ask_again(shop)
    ask_again(shop)
    assert [mail.key.split(":")[0] for mail in shop.mailed("refund-bank")] == ["bank", "bank-again"]
    assert [mail.values["what"] for mail in shop.mailed("notice-problem")] == ["bank_wanted"]
    with database.connection_context():
        shop.stripe.move_refund(Refund.get().stripe_id, "succeeded")
    until(lambda: refunds()[0]["state"] == "succeeded", "the money")
    assert shop.owner().get("/api/orders").json()["orders"][0]["status"] == "refunded"


def test_a_refund_that_fails_later_is_told_to_the_shop_and_the_seat_stays_free(shop: Shop) -> None:
    placed = shop.open()
    shop.fan.post(placed["url"], data={"outcome": "paid", "card": "4000000000005126"})
    ticket = {"url": shop.until(placed["order"], "paid")["tickets"][0]["url"]}
    cancel(shop, ticket)
    until(lambda: refunds()[0]["state"] == "succeeded", "the refund")
    shop.later(days=1, hours=1)
    until(lambda: refunds()[0]["state"] == "failed", "the failure")
    order = shop.owner().get("/api/orders").json()["orders"][0]
    assert (order["status"], order["refunded"], shop.left()) == ("cancelled", 0, 12)
    problems = [mail.values["what"] for mail in shop.mailed("notice-problem")]
    assert problems == ["refund_failed"]


def test_S4_15_S4_16_S4_18_S4_19_the_shop_cancels_one_order_with_a_reason_the_fan_is_told(shop: Shop) -> None:
    order = shop.bought(line(quantity=2))
    clock.set_to(SHOW - timedelta(hours=1))
    owner, address = shop.owner(), f"/api/orders/{order['number']}/cancel"
    seen = owner.post(address, json={"preview": True}).json()
    assert (seen["tickets"], seen["refund"], seen["by_method"]) == (1, 7000, {"card": 7000}), "all of it, S4-21"
    policy = owner.post(address, json={"preview": True, "full": False}).json()
    assert (policy["refund"], policy["fee"]) == (0, 7000), "nothing, by the policy of that hour"
    for body, code in [({}, "reason_needed"), ({"reason": "other", "detail": " "}, "detail_needed")]:
        answer = owner.post(address, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    done = owner.post(address, json={"reason": "other", "detail": "機材の故障"})
    assert done.status_code == 200, done.text
    until(lambda: refunds()[0]["state"] == "succeeded", "the refund")
    told = shop.fan.get(order["tickets"][0]["url"]).json()["cancelled"]
    assert (told["by"], told["reason"], told["detail"]) == ("shop", "other", "機材の故障")
    shop.posted()
    mail = next(each for each in shop.office.mails if each["Subject"].startswith("ご予約のキャンセル"))
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body
        assert "機材の故障" in body.get_content(), "the reason is in the mail"
        assert "7,000円" in body.get_content(), "and all that was paid"
    assert "機材の故障" in shop.fan.get(order["tickets"][0]["url"], headers={"Accept": "text/html"}).text
    logged = owner.get(f"/api/orders/{order['number']}").json()
    assert ("cancelled", "other") in [(each["what"], each["detail"]) for each in logged["events"]]
    assert logged["cancelled"]["detail"] == "機材の故障"
    assert shop.fan.post(address, json={}).status_code == 401
    assert shop.staff("lead").post(address, json={}).status_code == 403


def test_an_order_that_waits_for_its_payment_is_given_up_and_late_money_goes_back(shop: Shop) -> None:
    placed = shop.open(line(quantity=2))
    number = shop.order(placed["order"])["number"]
    done = shop.owner().post(f"/api/orders/{number}/cancel", json={"reason": "weather"}).json()
    assert (done["status"], shop.left()) == ("cancelled", 12)
    shop.pay(placed["url"])
    until(lambda: [each["state"] for each in refunds()] == ["succeeded"], "the money to go back")
    assert shop.order(placed["order"])["status"] == "cancelled"
    assert shop.mailed("payment-returned")[0].values["why"] == "late"


def test_money_back_for_nothing_and_not_more_than_came(small_shop: Shop) -> None:
    shop = small_shop
    order, owner = shop.bought(line(quantity=2)), shop.owner()
    address = f"/api/orders/{order['number']}/refund"
    assert owner.post(address, json={"amount": 7001, "reason": "weather"}).json()["error"]["remaining"] == 7000
    assert owner.post(address, json={"amount": 500, "reason": "weather"}).status_code == 200
    until(lambda: [each["state"] for each in refunds()] == ["succeeded"], "the refund")
    assert shop.fan.get(order["tickets"][0]["url"]).json()["state"] == "unused"
    shop.fan.post(order["tickets"][0]["url"] + "/cancel", json={})
    until(lambda: [each["amount"] for each in refunds()] == [500, 6500], "what is left of it")


def test_the_tickets_mail_once_more_but_not_twice_at_a_press(small_shop: Shop) -> None:
    shop = small_shop
    order, owner = shop.bought(), shop.owner()
    shop.office.wait(2)
    assert owner.post(f"/api/orders/{order['number']}/resend").status_code == 202
    assert owner.post(f"/api/orders/{order['number']}/resend").status_code == 429
    assert len(shop.office.wait(3)) == 3


def test_S4_44_a_partners_guests_are_written_to_by_the_partner(small_shop: Shop) -> None:
    shop = held(small_shop)
    order, owner = shop.bought(line("numbered", "fri", "adult"), channel="partner-x"), shop.owner()
    refused = owner.post(f"/api/orders/{order['number']}/resend")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "partner_order")
    own = shop.bought(line("numbered", "fri", "adult"), channel="own")
    assert owner.post(f"/api/orders/{own['number']}/resend").status_code == 202


def test_S4_27_after_cancelling_and_booking_again_only_the_new_QR_is_good(shop: Shop) -> None:
    held(shop)
    before = shop.ticket(line("live", "fri"), email="hana@example.com")
    assert shop.fan.post(before["url"] + "/cancel", json={}).status_code == 200
    after = shop.ticket(line("live", "sat"), email="hana@example.com")
    assert (shop.left("live", "fri"), shop.left("live", "sat")) == (12, 11)
    assert "change" not in after["actions"], "a change is a cancellation and a new order (S4-25)"
    shop.at_the_show()
    staff = shop.staff()
    assert [scan(staff, ticket)["result"] for ticket in (before, after)] == ["cancelled", "wrong_date"]
    shop.at_the_show(SHOW + timedelta(days=1))
    assert [scan(staff, ticket)["result"] for ticket in (before, after)] == ["cancelled", "ok"]


def test_a_refund_made_at_stripes_own_pages_ends_the_ticket_and_is_told(shop: Shop) -> None:
    order = shop.bought()
    gateway = shop.app.state.service.gateway
    with database.connection_context():
        intent = Payment.get().intent
    gateway.client.v1.refunds.create({"payment_intent": intent})
    until(lambda: [each["state"] for each in refunds()] == ["succeeded"], "the refund to be adopted")
    until(lambda: shop.fan.get(order["tickets"][0]["url"]).json()["state"] == "cancelled", "the ticket to end")
    told = shop.fan.get(order["tickets"][0]["url"]).json()["cancelled"]
    assert (told["by"], told["refund"], told["fee"], told["refund_state"]) == ("refund", 3500, 0, "succeeded")
    assert [mail.values["what"] for mail in shop.mailed("notice-problem")] == ["outside_refund"]


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_dispute_suspends_and_its_end_decides(shop: Shop, outcome: str) -> None:
    order = shop.bought()
    url = order["tickets"][0]["url"]
    with database.connection_context():
        intent = Payment.get().intent
    dispute = shop.stripe.open_dispute(intent)
    until(lambda: shop.fan.get(url).json()["state"] == "suspended", "the ticket to be suspended")
    clock.set_to(SHOW)
    staff = shop.staff()
    code = shop.fan.get(url).json()["door_code"]
    assert staff.post("/api/stamps", json={"door_code": code}).json()["result"] == "cancelled"
    shop.stripe.settle_dispute(dispute["id"], outcome)
    state = "unused" if outcome == "won" else "cancelled"
    until(lambda: shop.fan.get(url).json()["state"] == state, f"the ticket to be {state}")
    whats = [mail.values["what"] for mail in shop.mailed("notice-problem")]
    assert whats == ["dispute_opened", "dispute_closed"]
