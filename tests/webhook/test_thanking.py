"""Thanks the morning after: to those who came and agreed, once an event, with what comes next."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tests.support.goods import HALL, ITEMS, JST, LATER, LIVE, NUMBERED, PRIVATE, SHOW, confided, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from tests.webhook.holding import accept, give, scan
from webhook import clock
from webhook.catalogue import Session
from webhook.database import database
from webhook.mailing import thanking, unsubscribing
from webhook.models import Customer
from webhook.private import Channel

NEXT = replace(
    LATER, id="next", path="/events/next/", title={"ja": "次の公演", "en": "The next show"}, sales_from=None,
    sales_until=None, sessions=(Session(id="one", starts=SHOW + timedelta(days=30)),),
)  # fmt: skip
THANKED = replace(LIVE, thanks=True, thanks_words={"ja": "またどうぞ。", "en": "Come again."})


def morning(shop: Shop, when: datetime) -> list[str]:
    """Who was thanked once that moment has come, asked by several processes at once."""
    clock.set_to(when)
    service = shop.app.state.service

    def process(_: int) -> None:
        with database.connection_context():
            while thanking.work(service.catalogue, service.channels, clock.now()):
                pass

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(process, range(3)))
    return sorted(mail.recipient for mail in shop.mailed("thanks"))


def test_S3_30_who_came_and_agreed_is_thanked_once_with_the_next_event(shop: Shop) -> None:
    others = [each for each in ITEMS if each.id in ("coffee",)]
    partner = replace(NUMBERED, thanks=True, cancel=(), channels=("partner-x", "partner-y"))
    partners = {"partner-y": Channel(name="しおり堂", shares_contact=True)}
    confided(shop.settings.shop_folder, replace(PRIVATE, channels=partners))
    stocked(shop.settings.site, (THANKED, NEXT, partner, replace(HALL, thanks=True), *others))
    yes = {"marketing": True}
    came = shop.ticket(email="came@x.example", name="山田 花子", **yes)
    again = shop.ticket(line(session="sat"), email="came@x.example", **yes)
    silent = shop.ticket(email="silent@x.example")
    shop.ticket(email="missed@x.example", **yes)
    undone = shop.ticket(email="undone@x.example", **yes)
    ended = shop.ticket(email="ended@x.example", **yes)
    enough = shop.ticket(email="enough@x.example", **yes)
    theirs = shop.ticket(line("numbered", "fri", "adult"), email="partner@x.example", channel="partner-x", **yes)
    passed = shop.ticket(line("numbered", "fri", "adult"), email="passed@x.example", channel="partner-y", **yes)
    giver = shop.ticket(line("hall", "fri", "adult"), email="giver@x.example", **yes)
    shop.bought(email="friend@x.example", **yes)
    friends = accept(shop, give(shop, giver, units=1).json()["url"], email="friend@x.example")
    shop.fan.post(f"{ended['url']}/cancel", json={})
    shop.at_the_show()
    staff = shop.staff()
    for ticket in (came, silent, enough, theirs, passed, friends):
        assert scan(staff, ticket)["result"] == "ok"
    stamp = scan(staff, undone)["stamp"]
    staff.post(f"/api/stamps/{stamp['id']}/undo")
    shop.at_the_show(SHOW + timedelta(days=1))
    thanked = ["came@x.example", "friend@x.example", "passed@x.example"]
    assert morning(shop, datetime(2027, 3, 6, 9, 59, tzinfo=JST)) == []
    with database.connection_context():
        stop = unsubscribing.path(Customer.get(Customer.email == "enough@x.example"))
    assert shop.fan.post(stop).status_code == 200
    assert morning(shop, datetime(2027, 3, 6, 10, 0, tzinfo=JST)) == thanked
    shop.at_the_show(SHOW + timedelta(days=1))
    scan(shop.staff(), again)
    assert morning(shop, datetime(2027, 3, 7, 11, 0, tzinfo=JST)) == thanked, "once"
    shop.posted()
    mail = next(
        each for each in shop.office.mails if "ありがとうございました" in each["Subject"] and "came@" in each["To"]
    )
    assert mail["Subject"] == "ご来場ありがとうございました(試しライブ)"
    assert (mail["List-Unsubscribe-Post"], shop.url in mail["List-Unsubscribe"]) == ("List-Unsubscribe=One-Click", True)
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body
        for fact in (
            "山田 花子",
            "またどうぞ。",
            "次の公演",
            "/events/next/",
            "4月4日",
            mail["List-Unsubscribe"].strip("<>"),
        ):
            assert fact in body.get_content(), (kind, fact)
    path = urlsplit(mail["List-Unsubscribe"].strip("<>")).path
    assert shop.fan.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with database.connection_context():
        assert Customer.get(Customer.email == "came@x.example").unsubscribed_at, "one press is enough"


def test_S3_30_nobody_is_thanked_unless_the_shop_wants_it_nor_days_too_late(small_shop: Shop) -> None:
    shop = small_shop
    ticket = shop.ticket(email="came@x.example", marketing=True)
    shop.at_the_show()
    scan(shop.staff(), ticket)
    assert morning(shop, datetime(2027, 3, 6, 12, tzinfo=JST)) == [], "off unless the shop says so"
    stocked(shop.settings.site, (replace(THANKED, sessions=THANKED.sessions[:1]), NEXT))
    until(lambda: shop.app.state.service.catalogue.item("live").thanks, "the new catalogue")
    assert morning(shop, datetime(2027, 3, 9, 11, tzinfo=JST)) == [], "the service was away too long"
    assert morning(shop, datetime(2027, 3, 9, 9, tzinfo=JST)) == ["came@x.example"]
