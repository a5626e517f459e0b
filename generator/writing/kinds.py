"""The keys of each kind of file, and the type of each: what ``docs`` describe and the build accepts."""

from generator.writing.fields import Field, ListOf, Scalar
from generator.writing.schema import MapOf, NameOr, Schema, Words
from generator.writing.times import clock, clock_or_moment, day, duration, moment
from generator.writing.values import (
    choice,
    colour,
    identifier,
    image,
    invoice_number,
    mail,
    money,
    origin,
    percent,
    percent_exact,
    tag,
    text,
    url,
    whole,
    yes_no,
)
from generator.writing.zones import currency, holiday_or_day, language, time_zone

TEXT = Scalar(text)
ID = Scalar(identifier, "adult")
MONEY = Scalar(money, "3500")
YES_NO = Scalar(yes_no, "yes")
DATE = Scalar(day, "2026-12-24")
TIME = Scalar(clock, "18:30")
MOMENT = Scalar(moment, "2026-12-24 19:00", zoned=True)
DURATION = Scalar(duration, "7 days")
PERCENT = Scalar(percent, "30%")
PERCENT_EXACT = Scalar(percent_exact, "3.6%")
MAIL = Scalar(mail, "hello@example.com")
URL = Scalar(url, "https://example.com/")
IMAGE = Scalar(image, "images/live.jpg")
COUNT = whole(1)
USE = choice("scan", "stamp", "tap")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
THEME = choice("letterpress", "gallery", "livehouse")

VENUE = Schema({"name": Words("もぎり座"), "address": Words(), "map": URL, "legal_entity": TEXT}, frozenset({"name"}))
VALID = Schema({"days": whole(1, 3660), "from": DATE, "to": DATE}, example="{days: 10}")
CHANNEL = Schema({"name": TEXT, "fee": PERCENT_EXACT, "contact": TEXT, "shares_contact": YES_NO}, frozenset({"name"}))
SALES = Schema({"from": MOMENT, "until": MOMENT})

SHOP = Schema(
    {
        "name": Words("もぎり座"),
        "type": choice("restaurant", "admission", "general"),
        "url": Scalar(origin, "https://shop.example"),
        "service": Scalar(origin, "https://t.shop.example"),
        "currency": Scalar(currency, "JPY"),
        "time_zone": Scalar(time_zone, "Asia/Tokyo"),
        "languages": ListOf(Scalar(language, "ja"), at_least=1),
        "mail": MAIL,
        "support": Schema({"mail": MAIL, "phone": TEXT, "hours": Words("平日 10:00–18:00")}),
        "notify": ListOf(MAIL),
        "image": IMAGE,
        "image_alt": Words(),
        "venues": MapOf(VENUE),
        "channels": MapOf(CHANNEL),
        "organisers": MapOf(
            Schema({"name": Words("劇団つばめ"), "url": URL, "fee": PERCENT_EXACT}, frozenset({"name"}))
        ),
        "handling_fee": PERCENT_EXACT,
        "thanks": YES_NO,
        "day_ends": TIME,
        "market": ListOf(choice("jp", "eu", "uk", "us"), at_least=1),
        "max_products": COUNT,
        "fees": ListOf(Schema({"name": Words("送料"), "amount": MONEY}, frozenset({"name", "amount"}))),
        "legal": Schema(
            {
                "name": Words("合同会社もぎり座"),
                "responsible": Words("佐伯 千尋"),
                "address": Words("東京都墨田区京島4-12-8"),
                "phone": TEXT,
                "mail": MAIL,
                "jp_office": Words("東京都墨田区京島4-12-8 電話 03-0000-0000"),
                "defects": Words("内容に誤りがあれば、全額を返金します。"),
                "invoice_number": Scalar(invoice_number, "T1234567890123"),
                "disclose_on_request": YES_NO,
            }
        ),
        "privacy": Schema(
            {
                "retain_days": whole(1, 36500),
                "processors": ListOf(
                    Schema({"name": Words("メール社"), "purpose": Words("送信")}, frozenset({"name", "purpose"}))
                ),
            }
        ),
        "theme": Schema({"name": THEME, "accent": Scalar(colour, '"#d7402b"', never_blank=True), "logo": IMAGE}),
    },
    frozenset({"name"}),
)

_SHOWN: dict[str, Field] = {
    "title": Words("年忘れコントライブ"),
    "summary": Words(),
    "image": IMAGE,
    "image_alt": Words(),
}
_SOLD: dict[str, Field] = {
    **_SHOWN,
    "tags": ListOf(Scalar(tag)),
    "use": USE,
    "gift": YES_NO,
    "limit_per_person": COUNT,
    "sales": SALES,
    "konbini": Schema({"stop": DURATION}),
    "related": ListOf(ID),
    "organiser": ID,
    "channels": ListOf(ID),
    "paused": ListOf(ID),
    "tax_rate": PERCENT,
    "archived": YES_NO,
}

SESSION = Schema(
    {
        "id": ID,
        "starts": MOMENT,
        "doors": Scalar(clock_or_moment, "18:30", zoned=True),
        "ends": Scalar(clock_or_moment, "21:00", zoned=True),
        "stock": whole(),
        "cancelled": YES_NO,
    },
    frozenset({"starts"}),
)
CALENDAR = Schema(
    {
        "from": DATE,
        "until": DATE,
        "days": ListOf(choice(*DAYS), at_least=1),
        "times": ListOf(TIME, at_least=1),
        "stock": whole(),
        "closed": ListOf(Scalar(holiday_or_day, "2026-12-31", zoned=True)),
        "special": MapOf(whole(), DATE),
    },
    frozenset({"from", "until"}),
)
TICKET = Schema(
    {"id": ID, "name": Words("一般"), "price": MONEY, "stock": whole(), "limit": COUNT, "door_price": MONEY},
    frozenset({"id", "name", "price"}),
    example="{id: adult, name: 一般, price: 3500}",
)
CANCEL = Schema({"until": DURATION, "fee": PERCENT}, frozenset({"until", "fee"}))

EVENT = Schema(
    {
        **_SOLD,
        "venue": NameOr(VENUE),
        "sessions": ListOf(SESSION, at_least=1),
        "calendar": CALENDAR,
        "tickets": ListOf(TICKET, at_least=1),
        "cancel": ListOf(CANCEL),
        "fee_reason": Words("当日の席をほかの方に売れなくなるため"),
        "refund_if_cancelled": YES_NO,
        "resale_protection": YES_NO,
        "qr_opens": DURATION,
        "entry_numbers": YES_NO,
        "id_check": YES_NO,
        "age_min": whole(0, 120),
        "guardian": choice("consent", "accompany"),
        "under6": choice("no", "lap", "ticket", false="no"),
        "min_participants": COUNT,
        "decide_by": DATE,
        "thanks": YES_NO,
        "thanks_words": Words("またお会いできるのを楽しみにしています。"),
        "public_counts": choice("no", "yes", "all", false="no", true="yes"),
        "cancelled": YES_NO,
    },
    frozenset({"title", "tickets"}),
)

PASS = Schema(
    {
        **_SOLD,
        "uses": whole(1, 1000),
        "price": MONEY,
        "single_price": MONEY,
        "single_at": Words("喫茶室のレジ"),
        "places": ListOf(ID),
        "share": choice("no", "yes", "only", false="no", true="yes"),
        "valid": VALID,
        "stock": whole(),
        "limit": COUNT,
        "psa_ack": Schema({"by": TEXT, "on": DATE}, frozenset({"by", "on"})),
    },
    frozenset({"title", "uses", "price"}),
)
VOUCHER = Schema({**PASS.fields, "face": MONEY}, frozenset({"title", "price"}))

COUPON = Schema(
    {
        **_SHOWN,
        "benefit": Schema(
            {
                "type": choice("amount_off", "percent_off", "free_item", "gift", "other"),
                "value": Words("300"),
                "worth": MONEY,
                "purchase_min": MONEY,
            },
            frozenset({"type"}),
            example="{type: amount_off, value: 300}",
        ),
        "valid": VALID,
        "uses": whole(1, 1000),
        "share": choice("no", "yes", "only", false="no", true="yes"),
        "share_used": YES_NO,
        "code": TEXT,
        "show_code": YES_NO,
        "code_for": choice("here", "elsewhere"),
        "order": whole(),
        "use": USE,
        "share_limit": COUNT,
        "total_uses": COUNT,
        "archived": YES_NO,
    },
    frozenset({"title", "benefit", "valid"}),
)

PAGE = Schema(
    {"title": Words("よくある質問"), "summary": Words(), "menu": YES_NO, "order": whole()}, frozenset({"title"})
)

FOLDERS = {"events": "event", "passes": "pass", "vouchers": "voucher", "coupons": "coupon", "pages": "page"}
"""The kind of the files in each folder."""

SCHEMAS = {"shop": SHOP, "event": EVENT, "pass": PASS, "voucher": VOUCHER, "coupon": COUPON, "page": PAGE}
