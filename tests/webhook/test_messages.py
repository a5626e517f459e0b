"""The owner writes to who bought: kept with the order, mailed once, and gone with the person."""

import re
from dataclasses import replace

from tests.support.goods import PRIVATE, confided
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from tests.webhook.holding import code, held
from webhook.private import Channel

WORDS = {"subject": "お忘れ物のお知らせ", "text": "傘をお預かりしています。\r\n\r\n<b>受付</b>までどうぞ。"}


def test_S4_23_a_message_is_mailed_once_and_stands_in_the_time_line(shop: Shop) -> None:
    order, owner = shop.bought(email="hana@example.com"), shop.owner()
    path = f"/api/orders/{order['number']}"
    before = owner.get(path).json()
    assert (before["contact"]["email"], before["messages"]) == ("hana@example.com", [])
    for _ in range(2):
        answer = owner.post(f"{path}/messages", json=WORDS | {"nonce": "once"})
        assert (answer.status_code, len(answer.json()["messages"])) == (201, 1)
    shop.posted()
    [mail] = [each for each in shop.office.mails if each["Subject"] == WORDS["subject"]]
    assert (mail["To"], mail["Reply-To"]) == ("hana@example.com", "help@trial.example")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    assert "傘をお預かりしています。\n\n<b>受付</b>までどうぞ。" in plain.get_content().replace("\r", "")
    assert "&lt;b&gt;受付" in html.get_content()
    for body in (plain, html):
        assert order["number"] in body.get_content()
        assert "03-0000-0000" in body.get_content(), "how to reach the shop"
    until(lambda: owner.get(path).json()["messages"][0]["sent_at"], "the message to be out")
    after = owner.get(path).json()
    assert [(each["subject"], each["by"]) for each in after["messages"]] == [(WORDS["subject"], "店主")]
    assert [each["detail"] for each in after["events"] if each["what"] == "message"] == [WORDS["subject"]]
    assert "message" not in [each["detail"] for each in after["events"] if each["what"] == "mail_sent"], "told once"
    assert "messages" not in shop.fan.get(f"/api/orders/{shop.checkout().json()['order']}").json()


def test_S4_24_a_partners_guests_are_reached_through_the_partner(small_shop: Shop) -> None:
    shop = held(small_shop)
    partner = {"partner-x": Channel(name="しおり堂", contact="desk@shiori.example")}
    confided(shop.settings.shop_folder, replace(PRIVATE, channels=partner))
    owner = shop.owner()
    theirs = shop.bought(line("numbered", "fri", "adult"), channel="partner-x", email="their@example.com")
    own = shop.bought(line("numbered", "fri", "adult"), email="ours@example.com")
    found = owner.get(f"/api/orders/{theirs['number']}").json()
    about = {"partner": "partner-x", "partner_name": "しおり堂", "partner_contact": "desk@shiori.example"}
    about |= {"shares_contact": False}
    assert (found["contact"], found["email"], found["name"]) == (about, None, None)
    assert "their@example.com" not in str(found)
    shop.posted()
    told = [mail for mail in shop.office.mails if theirs["number"] in mail["Subject"]]
    [mail] = [each for each in told if each["To"] == "owner@trial.example"]
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body
        assert "しおり堂" in body.get_content()
        assert "their@example.com" not in body.get_content(), "nor in the shop's own notice"
        assert "山田" not in body.get_content()
    assert owner.get(f"/api/orders/{own['number']}").json()["contact"]["email"] == "ours@example.com"
    refused = owner.post(f"/api/orders/{theirs['number']}/messages", json=WORDS | {"nonce": "n"})
    assert code(refused) == (409, "partner_contact")
    assert shop.mailed("message") == []


def test_S4_23_what_cannot_be_sent_says_why(small_shop: Shop) -> None:
    shop = small_shop
    order, other, owner = shop.bought(email="hana@example.com"), shop.bought(), shop.owner()
    path = f"/api/orders/{order['number']}/messages"
    assert code(owner.post(path, json=WORDS | {"subject": " ", "nonce": "a"})) == (422, "subject_missing")
    assert code(owner.post(path, json=WORDS | {"text": " \n ", "nonce": "a"})) == (422, "text_missing")
    assert code(owner.post(path, json=WORDS | {"text": "あ" * 5001, "nonce": "a"})) == (422, "text_missing")
    assert owner.post(path, json=WORDS | {"nonce": "a"}).status_code == 201
    assert code(owner.post(f"/api/orders/{other['number']}/messages", json=WORDS | {"nonce": "a"})) == (
        409,
        "nonce_used",
    )
    assert shop.staff("lead").post(path, json=WORDS | {"nonce": "b"}).status_code == 403
    assert code(owner.post("/api/orders/M-NONE/messages", json=WORDS | {"nonce": "b"})) == (404, "not_found")
    found = owner.get("/api/customers", params={"q": "hana@"}).json()["customers"][0]["id"]
    assert owner.post(f"/api/customers/{found}/forget", json={"anyway": True}).status_code == 200
    assert code(owner.post(path, json=WORDS | {"nonce": "c"})) == (409, "order_without_mail")
    kept = owner.get(f"/api/orders/{order['number']}").json()["messages"]
    assert [(each["subject"], each["text"]) for each in kept] == [("", "")], "what was said went with the person"


def test_S4_25_the_script_for_changes_and_the_page_to_book_again_are_at_hand(small_shop: Shop) -> None:
    order = small_shop.bought()
    found = small_shop.owner().get(f"/api/orders/{order['number']}").json()
    assert [each["path"] for each in found["lines"]] == ["/events/live/"], "the page to book on again"
    assert not re.search(r"\b(change|rebook)", str(sorted(found))), "there is no function to change a date"
