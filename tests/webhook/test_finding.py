"""「チケットを探す」: whoever asks hears the same; only the address itself gets its tickets."""

from datetime import timedelta

from tests.support.waiting import until
from tests.webhook.conftest import Shop, dumps, line, thing
from tests.webhook.holding import accept, code, give, held, link, links, see
from webhook import clock

ADDRESS = "hana@example.com"


def find(shop: Shop, email: str) -> tuple[int, str]:
    answer = shop.client().post("/api/find", json={"email": email})
    return answer.status_code, dumps(answer.json())


def test_S4_45_the_same_answer_for_everybody_and_a_mail_only_to_the_address(shop: Shop) -> None:
    first, second = shop.ticket(email=ADDRESS), shop.ticket(line("free", "one", "guest"), email=ADDRESS)
    shop.bought(email="other@example.com")
    assert find(shop, "Hana＠Example.com") == find(shop, "nobody@example.com") == (202, "{}")
    mail = until(
        lambda: [mail for mail in shop.office.mails if str(mail["Subject"]) == "チケットのご案内"], "the mail"
    )[0]
    assert mail["To"] == ADDRESS
    assert set(links(shop, ADDRESS, "t")[-2:]) == {first["url"], second["url"]}
    assert len(shop.mailed("find")) == 1
    assert code(shop.client().post("/api/find", json={"email": "no address"})) == (422, "bad_email")


def test_S4_45_one_mail_in_five_minutes_whoever_asks(shop: Shop) -> None:
    shop.bought(email=ADDRESS)
    start = clock.now().replace(minute=4, second=59, microsecond=0)
    clock.set_to(start)
    assert {find(shop, ADDRESS) for _ in range(3)} == {(202, "{}")}
    clock.set_to(start + timedelta(seconds=2))
    assert find(shop, ADDRESS) == (202, "{}")
    assert len(shop.mailed("find")) == 1
    clock.set_to(start + timedelta(minutes=5, seconds=1))
    find(shop, ADDRESS)
    assert len(shop.mailed("find")) == 2


def test_a_very_long_address_is_answered_as_any_other(shop: Shop) -> None:
    long = "h" * 200 + "@" + "e" * 40 + ".example.com"
    shop.bought(email=long)
    assert find(shop, long) == (202, "{}")
    assert [mail.recipient for mail in shop.mailed("find")] == [long]


def test_what_was_given_away_is_found_by_its_receiver_and_what_is_over_by_nobody(small_shop: Shop) -> None:
    shop = held(small_shop)
    bought = shop.ticket(line("hall", "fri", "adult", 2), email=ADDRESS)
    friend = accept(shop, give(shop, bought, units=2).json()["url"], email="friend@example.com")
    assert link(shop, "friend@example.com") == friend["url"]
    tea = shop.ticket(thing("tea"), email=ADDRESS)
    find(shop, ADDRESS)
    find(shop, "friend@example.com")
    assert link(shop, ADDRESS, count=3) == tea["url"], "the ticket that was given away is not among them"
    assert link(shop, "friend@example.com", count=2) == friend["url"]
    clock.set_to(clock.now() + timedelta(days=11))
    assert see(shop, tea)["state"] == "expired"
    find(shop, ADDRESS)
    assert len(shop.mailed("find")) == 3, "the last one has nothing to tell of"
