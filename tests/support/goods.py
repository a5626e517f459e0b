"""A catalogue for the service's tests, written through the contract's own classes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from webhook import private
from webhook.catalogue import (
    FORMAT,
    Benefit,
    CancelTier,
    Catalogue,
    Item,
    Session,
    Shop,
    Support,
    TicketType,
    Validity,
    Venue,
    write,
)
from webhook.private import Private

JST = timezone(timedelta(hours=9))
SHOW = datetime(2027, 3, 5, 19, 0, tzinfo=JST)
HOSTILE = 'Rock & <b>Roll</b> "🎸" </script>'

SITE = Path(__file__).parent.parent.parent / "site"
SHOP = Shop(
    name={"ja": "試し座", "en": "Trial Theatre"},
    currency="JPY",
    time_zone="Asia/Tokyo",
    languages=("ja", "en"),
    url="https://trial.example",
    mail="hello@trial.example",
    support=Support(mail="help@trial.example", phone="03-0000-0000"),
    assets={str(file.relative_to(SITE)): f"/assets/0/{file.relative_to(SITE)}" for file in sorted(SITE.rglob("*.*"))},
)
ADULT = TicketType(id="adult", name={"ja": "一般", "en": "Adult"}, price=3500, stock=10, limit=4)
STUDENT = TicketType(id="student", name={"ja": "学生", "en": "Student"}, price=2000)
LIVE = Item(
    id="live",
    kind="event",
    title={"ja": "試しライブ", "en": "Trial Live"},
    path="/events/live/",
    venue=Venue(name={"ja": "大ホール", "en": "Main Hall"}, address={"ja": "東京都"}, id="main"),
    sessions=(
        Session(id="fri", starts=SHOW, doors=SHOW - timedelta(minutes=30), ends=SHOW + timedelta(hours=2), stock=12),
        Session(id="sat", starts=SHOW + timedelta(days=1), stock=12),
    ),
    tickets=(ADULT, STUDENT),
    cancel=(CancelTier(until=timedelta(days=7), fee=0), CancelTier(until=timedelta(days=1), fee=30)),
    konbini_stop=timedelta(days=4),
    public_counts="all",
)
FREE = Item(
    id="free",
    kind="event",
    title={"ja": "公開リハーサル"},
    path="/events/free/",
    sessions=(Session(id="one", starts=SHOW, stock=20),),
    tickets=(TicketType(id="guest", name={"ja": "ご招待"}, price=0),),
    limit_per_person=2,
    public_counts="yes",
)
RUSH = Item(
    id="rush",
    kind="event",
    title={"ja": HOSTILE, "en": HOSTILE},
    path="/events/rush/",
    sessions=(Session(id="one", starts=SHOW, stock=10),),
    tickets=(TicketType(id="seat", name={"ja": "席", "en": "Seat"}, price=1000),),
)
LATER = Item(
    id="later",
    kind="event",
    title={"ja": "発売前"},
    path="/events/later/",
    sessions=(Session(id="one", starts=SHOW),),
    tickets=(TicketType(id="seat", name={"ja": "席"}, price=1000),),
    sales_from=datetime(2027, 2, 1, 10, tzinfo=JST),
    sales_until=datetime(2027, 3, 1, 10, tzinfo=JST),
)
COFFEE = Item(
    id="coffee",
    kind="pass",
    title={"ja": "コーヒー回数券", "en": "Ten coffees"},
    path="/passes/coffee/",
    price=3000,
    single_price=400,
    uses=10,
    valid=Validity(days=180),
    use="tap",
    limit=2,
    stock=3,
)
VOUCHER = Item(
    id="april",
    kind="voucher",
    title={"ja": "四月の引換券"},
    path="/vouchers/april/",
    price=500,
    valid=Validity(starts=date(2027, 4, 10), until=date(2027, 4, 30)),
)
COUPON = Item(
    id="thanks",
    kind="coupon",
    title={"ja": "300円引き"},
    path="",
    benefit=Benefit(type="amount_off", value=300),
    valid=Validity(days=10),
)
SPRING = Item(
    id="spring",
    kind="coupon",
    title={"ja": "春の500円引き", "en": "Spring, 500 yen off"},
    path="",
    benefit=Benefit(type="amount_off", value=500, purchase_min=1000),
    takes_code=True,
)
HALF = Item(
    id="half",
    kind="coupon",
    title={"ja": "半額", "en": "Half price"},
    path="",
    benefit=Benefit(type="percent_off", value=50),
    valid=Validity(starts=date(2026, 1, 1), until=date(2027, 12, 31)),
    total_uses=2,
    takes_code=True,
)
OVER = Item(
    id="over",
    kind="coupon",
    title={"ja": "去年の割引"},
    path="",
    benefit=Benefit(type="percent_off", value=50),
    valid=Validity(starts=date(2025, 1, 1), until=date(2025, 12, 31)),
    takes_code=True,
)
PRIVATE = Private(codes={"spring": "HARU500", "half": "half price", "over": "KYONEN"}, notify=("owner@trial.example",))
GONE = Item(
    id="gone",
    kind="event",
    title={"ja": "去年の公演"},
    path="/events/gone/",
    sessions=(Session(id="one", starts=SHOW),),
    tickets=(TicketType(id="seat", name={"ja": "席"}, price=1000),),
    archived=True,
)
ITEMS = (LIVE, FREE, RUSH, LATER, COFFEE, VOUCHER, COUPON, SPRING, HALF, OVER, GONE)


def stocked(site: Path, items: tuple[Item, ...] = ITEMS, shop: Shop = SHOP) -> Path:
    """A site folder with this catalogue in it."""
    site.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue(format=FORMAT, built_at=datetime.now(UTC), shop=shop, items=items)
    (site / "catalogue.part").write_text(write(catalogue), "utf-8")
    (site / "catalogue.part").rename(site / "catalogue.json")  # a service that runs must not read half of it
    return site


def confided(shop_folder: Path, known: Private = PRIVATE) -> Path:
    """A shop's folder with what it keeps to itself."""
    file = shop_folder / private.PLACE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(private.write(known), "utf-8")
    return shop_folder


HALL = Item(
    id="hall",
    kind="event",
    title={"ja": "贈れる公演", "en": "A show to give"},
    path="/events/hall/",
    venue=Venue(name={"ja": "小ホール", "en": "Small Hall"}, id="small"),
    sessions=(Session(id="fri", starts=SHOW, stock=20),),
    tickets=(
        TicketType(id="adult", name={"ja": "一般", "en": "Adult"}, price=3000),
        TicketType(id="child", name={"ja": "子ども", "en": "Child"}, price=1000),
    ),
    cancel=(CancelTier(until=timedelta(days=1), fee=0),),
    gift=True,
)
GUARDED = Item(
    id="guarded",
    kind="event",
    title={"ja": "転売お断りの公演", "en": "A guarded show"},
    path="/events/guarded/",
    sessions=(Session(id="fri", starts=SHOW, stock=20),),
    tickets=(TicketType(id="seat", name={"ja": "席", "en": "Seat"}, price=3000),),
    gift=True,
    resale_protection=True,
)
NUMBERED = replace(
    HALL,
    id="numbered",
    path="/events/numbered/",
    entry_numbers=True,
    channels=("own", "partner-x"),
    age_min=18,
    guardian="accompany",
    under6="no",
)
SEALED = replace(GUARDED, id="sealed", path="/events/sealed/", qr_opens=timedelta(hours=4))
STAMPED = Item(
    id="stamped",
    kind="event",
    title={"ja": "スタンプの公演", "en": "A stamped show"},
    path="/events/stamped/",
    sessions=(Session(id="fri", starts=SHOW, stock=20),),
    tickets=(TicketType(id="seat", name={"ja": "席", "en": "Seat"}, price=1000),),
    use="stamp",
)
TEA = Item(
    id="tea",
    kind="pass",
    title={"ja": "お茶の回数券", "en": "Ten teas"},
    path="/passes/tea/",
    price=2000,
    uses=10,
    valid=Validity(days=10),
    use="tap",
    gift=True,
)
NOTES = Item(
    id="notes",
    kind="voucher",
    title={"ja": "千円の金券", "en": "1,000 yen notes"},
    path="/vouchers/notes/",
    price=1000,
    face=1000,
    valid=Validity(days=180),
)
TEN = Item(
    id="ten",
    kind="coupon",
    title={"ja": "十回引き", "en": "Ten times off"},
    path="",
    benefit=Benefit(type="amount_off", value=300, purchase_min=1000),
    uses=10,
    valid=Validity(days=10),
    use="tap",
    share="yes",
)
ONCE = Item(
    id="once",
    kind="coupon",
    title={"ja": "使ったあとも贈れる券", "en": "Once, to be shared even then"},
    path="",
    benefit=Benefit(type="percent_off", value=10),
    valid=Validity(days=10),
    use="tap",
    share="yes",
    share_used=True,
)
SPRINGTIME = Item(
    id="springtime",
    kind="coupon",
    title={"ja": "四月の割引", "en": "April only"},
    path="",
    benefit=Benefit(type="other", text={"ja": "お茶を一杯", "en": "A cup of tea"}),
    valid=Validity(starts=date(2027, 4, 10), until=date(2027, 4, 30)),
    use="tap",
)
PRESENT = Item(
    id="present",
    kind="coupon",
    title={"ja": "お友だちへの贈り物", "en": "For a friend"},
    path="",
    benefit=Benefit(type="amount_off", value=500),
    valid=Validity(days=10),
    share="only",
)
CAPPED = Item(
    id="capped",
    kind="coupon",
    title={"ja": "一人だけに贈れる券", "en": "For one friend"},
    path="",
    benefit=Benefit(type="amount_off", value=100),
    valid=Validity(days=10),
    share="yes",
    share_limit=1,
)
HOLDING = (HALL, NUMBERED, GUARDED, SEALED, STAMPED, TEA, NOTES, TEN, ONCE, SPRINGTIME, PRESENT, CAPPED)
"""What is given, shared and used on the holder's own phone; shops have it when a test stocks it."""
