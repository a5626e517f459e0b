"""A date or venue that the shop changes: tickets follow, holders hear of it, and who cannot come gets all back."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.support.goods import HALL, ITEMS, LIVE, SHOW, stocked
from tests.support.waiting import until
from tests.webhook.conftest import Shop, line
from tests.webhook.holding import accept, give, scan
from tests.webhook.test_mails import bodies
from webhook import catalogue as catalogues
from webhook import clock
from webhook.catalogue import Item, Venue
from webhook.database import database
from webhook.orders import moving

LATER = SHOW + timedelta(days=2)
OTHERS = tuple(each for each in ITEMS if each.id not in (LIVE.id, HALL.id))


def moved(item: Item, starts: datetime = LATER) -> Item:
    """The item with its Friday at another time."""
    ends = starts + timedelta(hours=2)
    fri, *rest = item.sessions
    return replace(item, sessions=(replace(fri, starts=starts, doors=None, ends=ends), *rest))


def publish(shop: Shop, *items: Item, built: datetime | None = None) -> None:
    stocked(shop.settings.site, (*items, *OTHERS))
    if built:
        file = shop.settings.site / "catalogue.json"
        text = catalogues.write(replace(catalogues.read(file.read_text("utf-8")), built_at=built))
        file.with_suffix(".part").write_text(text, "utf-8")
        file.with_suffix(".part").rename(file)


def follow(shop: Shop) -> None:
    shop.app.state.service.workers["dates"].wake()


def test_S4_17_a_date_that_moves_takes_its_tickets_along_and_everybody_is_told(shop: Shop) -> None:
    other = Venue(name={"ja": "公会堂", "en": "Town Hall"}, address={"ja": "千代田区"}, id="town")
    publish(shop, LIVE, HALL)
    late = shop.ticket(email="late@x.example")
    saturday = shop.ticket(line(session="sat"), email="sat@x.example")
    giver = shop.ticket(line("hall", "fri", "adult", 2), email="giver@x.example")
    friends = accept(shop, give(shop, giver, units=1).json()["url"], email="friend@x.example")
    gone = shop.bought(email="gone@x.example")["number"]
    clock.set_to(SHOW - timedelta(hours=30))
    shop.owner().post(f"/api/orders/{gone}/cancel", json={"reason": "weather", "full": True})
    waiting = shop.open(email="waiting@x.example")
    publish(shop, moved(LIVE), replace(HALL, venue=other))
    follow(shop)
    until(lambda: len(shop.mailed("moved")) == 3, "the mails")
    assert sorted(mail.recipient for mail in shop.mailed("moved")) == [
        "friend@x.example", "giver@x.example", "late@x.example",
    ]  # fmt: skip
    shop.posted()
    told = next(each for each in shop.office.mails if "late@" in each["To"] and "日時・会場の変更" in each["Subject"])
    for body in bodies(told):
        for fact in ("3月7日(日)", "3月5日(金)", "19:00", "大ホール", "お支払いの全額", late["url"]):
            assert fact in body, fact
    friend = next(each for each in shop.office.mails if "friend@" in each["To"] and "変更" in each["Subject"])
    for body in bodies(friend):
        assert "公会堂" in body
        assert "小ホール" in body
        assert "全額" not in body, "what was given is the buyer's to cancel"
    assert shop.fan.get(late["url"]).json()["valid_until"] > saturday["valid_until"]
    assert shop.fan.get(saturday["url"]).json()["valid_until"] == saturday["valid_until"]
    assert "公会堂" in shop.fan.get(friends["url"], headers={"Accept": "text/html"}).text
    quote = shop.fan.post(f"{late['url']}/cancel", json={"preview": True}).json()
    assert (quote["refund"], quote["fee"]) == (3500, 0), "the policy would have kept 30 percent"
    assert shop.fan.post(f"{saturday['url']}/cancel", json={"preview": True}).json()["fee"] == 1050
    shop.pay(waiting["url"])
    paid = shop.until(waiting["order"], "paid")["tickets"][0]
    assert shop.fan.get(paid["url"]).json()["valid_until"] == shop.fan.get(late["url"]).json()["valid_until"]
    shop.at_the_show()
    assert scan(shop.staff(), late)["result"] == "wrong_date"
    shop.at_the_show(LATER)
    assert scan(shop.staff(), late)["result"] == "ok"
    follow(shop)
    assert len(shop.mailed("moved")) == 3, "once"


def test_S4_17_a_slip_of_the_pen_that_is_mended_reaches_nobody(small_shop: Shop) -> None:
    shop = small_shop
    clock.set_to(SHOW - timedelta(days=20))
    publish(shop, LIVE, HALL)
    ticket = shop.ticket()
    before = shop.fan.get(ticket["url"]).json()["valid_until"]
    service = shop.app.state.service

    def changed() -> int:
        with database.connection_context():
            return len(moving.work(service.catalogue, clock.now()))

    publish(shop, moved(LIVE), HALL, built=clock.now())
    clock.set_to(clock.now() + moving.GRACE - timedelta(seconds=1))
    assert changed() == 0
    publish(shop, LIVE, HALL, built=clock.now())
    clock.set_to(clock.now() + moving.GRACE)
    assert changed() == 0
    doors = SHOW - timedelta(hours=1)
    sessions = tuple(replace(each, doors=doors) if each.id == "fri" else each for each in LIVE.sessions)
    publish(shop, replace(LIVE, sessions=sessions), HALL, built=clock.now())
    clock.set_to(clock.now() + moving.GRACE)
    follow(shop)
    until(lambda: "18:00" in shop.fan.get(ticket["url"], headers={"Accept": "text/html"}).text, "the new doors")
    assert shop.fan.get(ticket["url"]).json()["valid_until"] == before
    assert shop.mailed("moved") == [], "other doors are no news"
    assert shop.fan.post(f"{ticket['url']}/cancel", json={"preview": True}).json()["fee"] == 0
