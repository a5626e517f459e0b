"""A fan corrects the mail address of an order on the thanks page (journeys.md 2.1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from tests.webhook.holding import code, give, held
from tests.webhook.terminal import mogiri
from tests.webhook.test_forgetting import traces
from tests.webhook.test_ledger import sealed
from tests.webhook.test_waiting import cancel_order, join, sold_out, tokens
from webhook import clock
from webhook.database import database
from webhook.models import Customer, Hook, HookEvent, Mail
from webhook.tally import checking

WRONG, RIGHT = "hanna@exmaple.com", "hanako@example.com"


def secret(shop: Shop, *lines: dict[str, Any], **more: Any) -> str:
    """The secret of an order that is paid."""
    placed = shop.open(*lines, **more)
    if shop.order(placed["order"])["total"]:
        shop.pay(placed["url"])
    shop.until(placed["order"], "paid")
    return str(placed["order"])


def correct(shop: Shop, order: str, email: str, **more: Any) -> tuple[int, str]:
    answer = shop.fan.post(f"/api/orders/{order}/email", json={"email": email, **more})
    return (200, "") if answer.status_code == 200 else code(answer)


def person(email: str) -> Customer | None:
    with database.connection_context():
        found: Customer | None = Customer.get_or_none(Customer.email == email)
        return found


def to(shop: Shop, address: str) -> list[str]:
    with database.connection_context():
        mails = Mail.select().where(Mail.recipient == address, Mail.sent_at.is_null(False)).order_by(Mail.id)
        return [mail.template for mail in mails]


def adds_up(shop: Shop) -> None:
    sealed(shop)
    assert "every figure agrees" in mogiri(shop, "ledger", "check")
    with database.connection_context():
        assert checking.differing(clock.now()) == []


def test_who_bought_nothing_else_keeps_their_row_under_the_right_address(shop: Shop) -> None:
    held(shop)
    owner = shop.owner()
    with database.connection_context():
        Hook.create(number="H-1", url="https://crm.invalid/", secret="x", events=[], created_at=clock.now())
    order = secret(shop, line("hall", quantity=2), email=WRONG, marketing=True)
    before = shop.order(order)
    number, link = before["number"], before["tickets"][0]["url"]
    shop.posted()
    sealed(shop)
    first = person(WRONG)
    assert correct(shop, order, "hanako@") == (422, "bad_email")
    assert correct(shop, order, WRONG.upper())[0] == 200, "the same address is no correction"
    assert to(shop, WRONG) == ["tickets"]
    for _ in range(2):
        assert correct(shop, order, "ＨＡＮＡＫＯ＠example.com", nonce="once")[0] == 200
    shop.posted()
    now = shop.order(order)
    assert (now["email"], now["tickets"][0]["url"], now["email_until"]) == (RIGHT, link, before["email_until"])
    assert shop.fan.get(link).status_code == 200
    assert (to(shop, RIGHT), to(shop, WRONG)) == (["tickets"], ["tickets"]), "once to the right one, nothing more there"
    found = person(RIGHT)
    assert first
    assert found
    assert (found.id, found.marketing_at is not None, person(WRONG)) == (first.id, True, None)
    told = owner.get(f"/api/orders/{number}").json()
    steps = {event["what"]: event["detail"] for event in told["events"]}
    assert (told["email"], steps["address_corrected"]) == (RIGHT, f"{WRONG} → {RIGHT}")
    assert [event["what"] for event in told["events"]].count("mail_sent") == 2
    assert [each["email"] for each in owner.get("/api/customers").json()["customers"]] == [RIGHT]
    assert (
        owner.get(f"/api/customers/{found.number}/data").json()["orders"][0]["corrected_addresses"][0]["old"] == WRONG
    )
    with database.connection_context():
        types = [event.type for event in HookEvent.select()]
    assert {"order.updated", "customer.updated"} <= set(types)
    adds_up(shop)

    for n in range(4):
        assert correct(shop, order, f"nobody{n}@example.com")[0] == 200
    assert correct(shop, order, RIGHT) == (409, "address_often")
    shop.later(hours=25)
    assert shop.order(order)["email_until"] is None
    assert correct(shop, order, RIGHT) == (409, "address_late")
    assert owner.post(f"/api/customers/{found.number}/forget", json={"anyway": True}).status_code == 200
    assert traces(WRONG, RIGHT, "nobody") == []
    told = owner.get(f"/api/orders/{number}").json()["events"]
    assert {event["detail"] for event in told if event["what"] == "address_corrected"} == {""}


def test_what_was_bought_under_somebody_elses_address_moves_to_the_right_customer(shop: Shop) -> None:
    held(shop)
    owner = shop.owner()
    secret(shop, line("hall"), email=WRONG, name="別の 人", marketing=False)
    secret(shop, line("live", quantity=3), email=RIGHT, name="山田 花子")
    order = secret(shop, line("hall", quantity=2), email=WRONG, name="山田 花子", phone="090-1111-2222", marketing=True)
    shop.order(order)
    given = shop.order(order)["tickets"][0]
    assert give(shop, given, units=1, email="tomo@example.com").status_code == 201
    assert correct(shop, order, RIGHT)[0] == 200
    shop.posted()
    stranger, right = person(WRONG), person(RIGHT)
    assert stranger
    assert right
    assert (stranger.name, stranger.phone, stranger.marketing_at) == ("別の 人", "", None), "as it was before"
    assert right.marketing_at is None, "nobody agrees for somebody who was there already"
    people = {
        each["email"]: (each["orders"], each["tickets"]) for each in owner.get("/api/customers").json()["customers"]
    }
    assert people == {WRONG: (1, 1), RIGHT: (2, 2)}
    held_by = {each["id"]: each["holders"] for each in owner.get("/api/usage").json()["items"]}
    assert (held_by["hall"], held_by["live"]) == (2, 1)
    adds_up(shop)
    assert correct(shop, order, "new@example.com")[0] == 200
    assert (person("new@example.com") or right).marketing_at is None
    agreed = secret(shop, line("hall"), email=WRONG, marketing=True)
    assert correct(shop, agreed, "agreed@example.com")[0] == 200
    agreeing = [person(email) for email in ("agreed@example.com", WRONG)]
    assert [each and each.marketing_at is not None for each in agreeing] == [True, False], "who agreed did so"
    many = secret(shop, line("free", "one", "guest", quantity=2), email=WRONG)
    secret(shop, line("free", "one", "guest", quantity=1), email=RIGHT)
    assert correct(shop, many, RIGHT) == (409, "limit_per_person")
    assert shop.order(many)["email"] == WRONG
    adds_up(shop)

    mailed = len(to(shop, "new@example.com"))
    number = owner.get("/api/orders", params={"q": "new@example.com"}).json()["orders"][0]["number"]
    shop.posted()
    assert owner.post(f"/api/orders/{number}/cancel", json={"reason": "other", "detail": "x"}).status_code == 200
    assert correct(shop, order, RIGHT) == (409, "address_ended")
    assert mailed
    right = person(RIGHT)
    assert right
    assert owner.post(f"/api/customers/{right.number}/forget", json={"anyway": True}).status_code == 200
    assert traces(RIGHT) == []
    assert person(WRONG), "who lives under the address that was typed by mistake stays"


def test_an_order_that_waits_for_its_payment_and_a_partners_are_corrected_too(shop: Shop) -> None:
    held(shop)
    placed = shop.open(line(), email=WRONG)
    assert correct(shop, placed["order"], RIGHT) == (409, "address_early")
    shop.pay(placed["url"], "konbini")
    shop.until(placed["order"], "awaiting_payment")
    shop.posted()
    with database.connection_context():
        Mail.update(sent_at=None, due_at=clock.now() + timedelta(days=1)).where(
            Mail.template == "payment-due"
        ).execute()
    assert correct(shop, placed["order"], RIGHT)[0] == 200
    until(lambda: to(shop, RIGHT) == ["payment-due"], "how to pay")
    with database.connection_context():
        waits = Mail.select().where(Mail.due_at.is_null(False), Mail.recipient.in_([WRONG, RIGHT]))
        assert not waits.exists(), "what had not left for the wrong address is not sent at all"
    alone = secret(shop, line("hall"), email="typo@x.example")
    assert correct(shop, alone, RIGHT)[0] == 200
    assert person("typo@x.example") is None, "nobody is kept who bought nothing"
    several = [secret(shop, line("hall"), email=f"typo{n}@x.example") for n in range(4)]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda each: correct(shop, each, "all@x.example"), several * 2)
        assert {status for status, _ in answers} == {200}
    assert [shop.order(each)["email"] for each in several] == ["all@x.example"] * 4
    adds_up(shop)
    assert len([each for each in shop.mailed("tickets") if each.recipient == "all@x.example"]) == 4
    theirs = secret(shop, line("numbered", "fri", "adult"), email="a@x.example", channel="partner-x")
    assert correct(shop, theirs, "b@x.example")[0] == 200
    number = shop.order(theirs)["number"]
    told = shop.owner().get(f"/api/orders/{number}").json()
    assert told["email"] is None
    assert [event["detail"] for event in told["events"] if event["what"] == "address_corrected"] == [""]


def test_letters_that_wait_follow_their_order_and_those_of_others_stay(shop: Shop) -> None:
    held(shop)
    owner = shop.owner()
    theirs, order = secret(shop, line("hall"), email=WRONG, name="別の 人"), secret(shop, line("hall"), email=WRONG)
    shop.posted()
    numbers = {each: shop.order(each)["number"] for each in (theirs, order)}
    shop.office.open, begun = False, len(shop.office.mails)
    for number in numbers.values():
        letter = {"subject": f"お忘れ物 {number}", "text": "傘をお預かりしています。", "nonce": number}
        assert owner.post(f"/api/orders/{number}/messages", json=letter).status_code == 201
    until(lambda: shop.office.refused >= 2, "both to be turned away")
    assert correct(shop, order, RIGHT)[0] == 200
    shop.office.open = True
    shop.later(hours=6)
    until(lambda: len(shop.office.mails) >= begun + 3, "two letters, and the tickets again")
    came = [(mail["To"], mail["Subject"]) for mail in shop.office.mails[begun:]]
    assert sorted(to for to, _ in came) == sorted([WRONG, RIGHT, RIGHT])
    assert [to for to, about in came if numbers[theirs] in about] == [WRONG]
    assert [to for to, about in came if numbers[order] in about] == [RIGHT]


def test_a_place_in_line_that_became_the_order_goes_with_it(shop: Shop) -> None:
    owner = shop.owner()

    def places(email: str) -> list[tuple[str, int, str]]:
        found = {each["email"]: each["id"] for each in owner.get("/api/customers").json()["customers"]}
        told = owner.get(f"/api/customers/{found[email]}/data").json()["waiting"]
        return [(each["item"], each["quantity"], each["state"]) for each in told]

    def taken(email: str, quantity: int) -> str:
        lines = line("rush", "one", "seat", quantity)
        return secret(shop, lines, email=email, offer=tokens()[email])

    paid, pending = sold_out(shop)
    assert [join(shop, email, n).status_code for email, n in ((WRONG, 2), ("typo@x.example", 1))] == [202, 202]
    cancel_order(shop, pending)
    assert correct(shop, taken(WRONG, 2), RIGHT)[0] == 200
    assert places(RIGHT) == [("rush", 2, "taken")], "whose row got the right address"
    cancel_order(shop, paid)
    assert correct(shop, taken("typo@x.example", 1), RIGHT)[0] == 200
    assert places(RIGHT) == [("rush", 2, "taken"), ("rush", 1, "taken")], "and who was there already"
    assert set(tokens()) == {RIGHT}


def test_a_coupon_that_the_right_address_has_used_is_not_used_twice(shop: Shop) -> None:
    secret(shop, line(), email=RIGHT, coupon="HARU500")
    secret(shop, line(), email=WRONG, name="別の 人")
    order = secret(shop, line(), email=WRONG, coupon="HARU500")
    refused = shop.fan.post(f"/api/orders/{order}/email", json={"email": RIGHT})
    assert (code(refused), refused.json()["error"]["field"]) == ((409, "address_coupon"), "email")
    assert "別のアドレスにするか、お問い合わせください" in refused.json()["error"]["message"]
    assert shop.order(order)["email"] == WRONG
    assert correct(shop, order, "third@example.com")[0] == 200
    again = shop.checkout(line(), coupon="HARU500", email="third@example.com")
    assert code(again) == (409, "coupon_used"), "its use went along"
    assert shop.checkout(line(), coupon="HARU500", email=WRONG).status_code == 201, "and is nobody else's"
