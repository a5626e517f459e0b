"""How a shop is found and shared: search engines, feeds, calendars, home screens, and the pictures other sites show."""

import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from generator.build import build
from generator.pictures import share, typefaces
from generator.pictures.images import photo
from generator.pictures.share_card import Card, Figure, drawn
from generator.pictures.typesetting import broken, cut
from tests.generator.conftest import Desk
from tests.generator.test_images import noisy
from webhook import ics

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
URL = "https://trial.example"
NAMES = {"ja": "試し座", "en": "Trial Theatre"}
EDITIONS = [("", "ja", "試しライブ"), ("en/", "en", "Trial Live")]


def linked(page: str) -> list[dict[str, Any]]:
    """What a page tells search engines."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [each for block in blocks for each in json.loads(block)["@graph"]]


def meta(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))


def entries(text: str) -> list[dict[str, str]]:
    """The events of a calendar file as property and value; the file's form is checked on the way."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75
    whole = re.sub("\r\n ", "", text[:-2]).split("\r\n")
    assert whole[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert whole[-1] == "END:VCALENDAR"
    found: list[dict[str, str]] = []
    for line in whole:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name.partition(";")[0], value)
    return found


def calendar_of(desk: Desk, path: str) -> list[dict[str, str]]:
    return entries((desk.output / path).read_bytes().decode())


# Search engines


@pytest.mark.parametrize(("prefix", "language", "title"), EDITIONS)
def test_S3_02_an_event_says_what_search_engines_ask_for(desk: Desk, prefix: str, language: str, title: str) -> None:
    desk.edit("events/live.md", "gift: yes", "age_min: 18")
    desk.edit("shop.md", "東京都台東区1-1}\nchannels", "〒110-0001 東京都台東区1-1}\nchannels")
    desk.build("--now", "2027-02-01T10:00")
    first, second, way = linked(desk.page(f"{prefix}events/live/index.html"))
    home = f"{URL}/{prefix}"
    assert first["@type"] == second["@type"] == "Event"
    assert (first["name"], first["startDate"]) == (title, "2027-03-05T19:00:00+09:00")
    assert (first["endDate"], first["doorTime"]) == ("2027-03-05T21:00:00+09:00", "2027-03-05T18:30:00+09:00")
    assert first["eventStatus"] == "https://schema.org/EventScheduled"
    assert first["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert first["inLanguage"] == language
    assert first["typicalAgeRange"] == "18-"
    place = first["location"]
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "東京都台東区1-1",
        "postalCode": "110-0001",
        "addressCountry": "JP",
    }
    assert second["location"] == {"@id": place["@id"]}
    assert first["organizer"]["name"]
    assert "performer" not in first
    (image,) = first["image"]
    assert (desk.output / image.removeprefix(f"{URL}/")).is_file()
    adult, student = first["offers"]
    assert adult == {
        "@type": "Offer",
        "name": "Adult" if language == "en" else "一般",
        "price": "3500",
        "priceCurrency": "JPY",
        "availability": "https://schema.org/InStock",
        "validFrom": "2027-01-10T10:00:00+09:00",
        "url": f"{home}events/live/",
    }
    assert student["price"] == "2000"
    assert [step["item"] for step in way["itemListElement"]] == [home, f"{home}events/live/"]


def test_availability_follows_the_sale(desk: Desk) -> None:
    for now, expected in (("2027-01-01", "PreOrder"), ("2027-02-01", "InStock"), ("2027-03-06T13:00", "Discontinued")):
        desk.build("--now", f"{now}T10:00" if "T" not in now else now)
        first = linked(desk.page("events/live/index.html"))[0]
        assert first["offers"][0]["availability"] == f"https://schema.org/{expected}"


def test_a_pass_is_a_product(desk: Desk) -> None:
    desk.build()
    product, way = linked(desk.page("passes/coffee/index.html"))
    assert (product["@type"], product["sku"], product["name"]) == ("Product", "coffee", "コーヒー回数券")
    assert product["brand"]["name"] == "試し座"
    assert (product["offers"]["price"], product["offers"]["priceCurrency"]) == ("3000", "JPY")
    assert way["@type"] == "BreadcrumbList"


def test_the_front_page_names_the_shop(desk: Desk) -> None:
    desk.build()
    site, shop = linked(desk.page("en/index.html"))
    assert (site["@type"], site["url"], site["inLanguage"]) == ("WebSite", f"{URL}/en/", "en")
    assert (shop["@type"], shop["url"]) == ("Organization", f"{URL}/")
    assert site["publisher"] == {"@id": shop["@id"]}
    assert shop["contactPoint"]["telephone"] == "03-0000-0000"


def daily(desk: Desk) -> None:
    """Make the event a calendar of two slots a day for a year."""
    text = (desk.content / "events/live.md").read_text("utf-8")
    head, _, rest = text.partition("sessions:")
    _, _, tail = rest.partition("tickets:")
    calendar = "calendar: {from: 2027-03-01, until: 2028-02-29, times: [10:00, 13:00], stock: 12}\ntickets:"
    tail = tail.replace("sales: {from: 2027-01-10 10:00, until: 2027-03-06 12:00}", "sales: {from: 2027-01-10 10:00}")
    desk.write("events/live.md", f"{head}{calendar}{tail}")


def test_a_year_of_dates_weighs_little(desk: Desk) -> None:
    daily(desk)
    shown = desk.build("--now", "2027-06-01T12:00")
    assert shown.exit_code == 0, shown.stderr
    page = desk.page("events/live/index.html")
    events = [each for each in linked(page) if each["@type"] == "Event"]
    assert [each["startDate"][:16] for each in events[:2]] == ["2027-06-01T13:00", "2027-06-02T10:00"]
    assert len(events) == 10
    assert len(json.dumps(linked(page))) < 12_000


def test_linked_data_cannot_end_its_script(desk: Desk) -> None:
    desk.edit("events/live.md", "三組で笑い納め", "</script><script>alert(1)</script>")
    desk.build()
    page = desk.page("events/live/index.html")
    assert "<script>alert" not in page
    assert linked(page)[0]["description"] == "</script><script>alert(1)</script>"


def test_the_sitemap_leads_to_every_public_page_and_to_no_other(desk: Desk) -> None:
    desk.build()
    root = ElementTree.fromstring(desk.page("sitemap.xml"))
    assert root.tag == f"{SITEMAP}urlset"
    found = [url.findtext(f"{SITEMAP}loc") or "" for url in root]
    assert len(set(found)) == len(found)
    public = {
        f"{URL}/{file.parent.relative_to(desk.output).as_posix()}/".replace("/./", "/")
        for file in desk.output.rglob("index.html")
        if 'name="robots"' not in file.read_text("utf-8")
    }
    assert {re.sub("%[0-9A-F]{2}", "", each) for each in found} == {re.sub("[^ -~]", "", each) for each in public}, (
        "as every page that may be indexed"
    )
    assert not [each for each in found if re.search("cart|confirm|thanks|staff|owner|sign-in|404", each)]
    live = next(url for url in root if url.findtext(f"{SITEMAP}loc") == f"{URL}/en/events/live/")
    alternates = {link.get("hreflang"): link.get("href") for link in live.iter(f"{XHTML}link")}
    assert alternates == {
        "ja": f"{URL}/events/live/",
        "en": f"{URL}/en/events/live/",
        "x-default": f"{URL}/events/live/",
    }
    robots = desk.page("robots.txt")
    assert f"Sitemap: {URL}/sitemap.xml" in robots
    for private in ("/cart/", "/en/confirm/", "/staff/", "/owner/", "/t/", "/api/"):
        assert f"\nDisallow: {private}\n" in robots


@pytest.mark.parametrize(("prefix", "language", "title"), EDITIONS)
def test_each_page_has_one_address_and_knows_its_translations(
    desk: Desk, prefix: str, language: str, title: str
) -> None:
    desk.build()
    page = desk.page(f"{prefix}events/live/index.html")
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', page) == [f"{URL}/{prefix}events/live/"]
    assert dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)) == {
        "ja": f"{URL}/events/live/",
        "en": f"{URL}/en/events/live/",
        "x-default": f"{URL}/events/live/",
    }


def test_private_pages_are_not_to_be_found(desk: Desk) -> None:
    desk.build()
    for path in ("cart", "confirm", "thanks", "sign-in", "staff", "owner"):
        page = desk.page(f"{path}/index.html")
        assert "noindex" in meta(page)["robots"], path
        assert "canonical" not in page
    assert "noindex" in meta(desk.page("404.html"))["robots"]
    assert "robots" not in meta(desk.page("index.html"))


def test_a_shop_without_an_address_claims_none(desk: Desk) -> None:
    assert build(desk.content, desk.output, practice=True).written
    page = desk.page("events/live/index.html")
    assert not re.search("canonical|hreflang=.x-default|og:url|og:image|feed.xml", page)
    assert not (desk.output / "sitemap.xml").exists()
    assert not (desk.output / "feed.xml").exists()
    assert desk.page("robots.txt") == "User-agent: *\nDisallow: /\n"
    assert calendar_of(desk, "events/live/fri.ics")[0]["UID"] == "live.fri@mogiri.invalid"


def test_a_front_page_that_begins_with_a_picture_has_a_description(desk: Desk) -> None:
    desk.edit("shop.md", "ようこそ。", "![ちらし](images/poster.png)\n\nようこそ。")
    desk.build()
    assert meta(desk.page("index.html"))["description"] == "ようこそ。ライブをどうぞ。"


# Feeds


@pytest.mark.parametrize(("prefix", "language", "title"), EDITIONS)
def test_the_feed_is_atom(desk: Desk, prefix: str, language: str, title: str) -> None:
    desk.build("--now", "2027-02-01T10:00")
    root = ElementTree.fromstring(desk.page(f"{prefix}feed.xml"))
    home = f"{URL}/{prefix}"
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert root.findtext(f"{ATOM}id") == home
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": home, "self": f"{home}feed.xml"}
    found = {entry.findtext(f"{ATOM}id"): entry for entry in root.findall(f"{ATOM}entry")}
    assert set(found) == {f"{home}events/live/", f"{home}passes/coffee/", f"{home}vouchers/gift/"}
    live = found[f"{home}events/live/"]
    assert live.findtext(f"{ATOM}title") == title
    assert live.findtext(f"{ATOM}summary") == "三組で笑い納め"
    assert [each.get("term") for each in live.findall(f"{ATOM}category")] == ["コント", "ライブ"]
    assert live.findtext(f"{ATOM}updated") == "2027-01-10T01:00:00Z", "when selling began"
    for entry in (root, *found.values()):
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
    page = desk.page(f"{prefix}index.html")
    assert f'type="application/atom+xml" title="{NAMES[language]}" href="/{prefix}feed.xml">' in page


def test_a_feed_changes_only_when_something_happens(desk: Desk) -> None:
    seen = {}
    for now in ("2027-02-01T10:00", "2027-02-14T03:00", "2027-03-05T20:00"):
        assert desk.build("--now", now, "--output", f"at-{now[:10]}").exit_code == 0
        seen[now] = (desk.folder / f"at-{now[:10]}/feed.xml").read_text("utf-8")
    first, second, third = seen.values()
    assert first == second != third


def test_what_is_put_away_leaves_the_feed(desk: Desk) -> None:
    desk.edit("events/live.md", "gift: yes", "archived: yes")
    desk.build()
    assert "events/live" not in desk.page("feed.xml")


# Calendars


@pytest.mark.parametrize(("prefix", "language", "title"), EDITIONS)
def test_each_date_has_a_calendar_file(desk: Desk, prefix: str, language: str, title: str) -> None:
    desk.build("--now", "2027-02-01T10:00")
    (friday,) = calendar_of(desk, f"{prefix}events/live/fri.ics")
    assert friday["UID"] == "live.fri@trial.example"
    assert (friday["DTSTART"], friday["DTEND"]) == ("20270305T100000Z", "20270305T120000Z")
    assert friday["SUMMARY"] == title
    assert friday["LOCATION"] == ("Main Hall" if language == "en" else "大ホール") + "\\, 東京都台東区1-1"
    assert friday["URL"] == f"{URL}/{prefix}events/live/"
    assert "18:30" in friday["DESCRIPTION"]
    (saturday,) = calendar_of(desk, f"{prefix}events/live/20270306-1400.ics")
    assert "DTEND" not in saturday
    assert saturday["UID"] != friday["UID"]
    page = desk.page(f"{prefix}events/live/index.html")
    assert f'href="/{prefix}events/live/fri.ics"' in page
    assert f'href="/{prefix}events/live/20270306-1400.ics"' in page


def test_the_shops_calendar_has_what_is_to_come(desk: Desk) -> None:
    desk.build("--now", "2027-03-06T10:00")
    (saturday,) = calendar_of(desk, "calendar.ics")
    assert saturday["UID"] == "live.20270306-1400@trial.example"
    assert "\r\nNAME:試し座\r\n" in (desk.output / "calendar.ics").read_bytes().decode()
    assert "fri.ics" not in desk.page("events/live/index.html"), "a date that is over is not offered"


def test_a_daily_event_has_one_file_and_does_not_bury_the_rest(desk: Desk) -> None:
    daily(desk)
    for number, day in enumerate(("2027-06-03", "2027-06-02", "2027-05-01")):
        once = f"title: 一夜\nsessions:\n  - {{starts: {day} 19:00}}\ntickets:\n  - {{id: a, name: 一般, price: 1000}}"
        desk.write(f"events/once-{number}.md", f"---\n{once}\n---\n\n一夜だけの会です。\n")
    desk.build("--now", "2027-06-01T12:00")
    assert [file.name for file in (desk.output / "events/live").glob("*.ics")] == ["dates.ics"]
    every = calendar_of(desk, "events/live/dates.ics")
    assert len({each["UID"] for each in every}) == len(every) == 732
    whole = [each["UID"].partition(".")[0] for each in calendar_of(desk, "calendar.ics")]
    assert [*whole[:6], len(whole)] == ["live", "live", "live", "once-1", "live", "live", 12], "in the order of time"
    assert {"once-0", "once-2"} & set(whole) == {"once-0"}, "what is over is not in it"
    assert 'href="/events/live/dates.ics"' in desk.page("events/live/index.html")


def test_a_whole_day_is_a_day_everywhere(desk: Desk) -> None:
    daily(desk)
    desk.edit("events/live.md", "times: [10:00, 13:00], ", "")
    desk.build()
    first = calendar_of(desk, "events/live/dates.ics")[0]
    assert (first["DTSTART"], first["DTEND"]) == ("20270301", "20270302")


def test_a_calendar_file_is_the_same_however_often_it_is_made(desk: Desk) -> None:
    desk.build("--now", "2027-02-01T10:00", "--output", "first")
    desk.build("--now", "2027-02-20T18:00", "--output", "second")
    first, second = (desk.folder / name / "events/live/fri.ics" for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()


def test_nothing_written_in_a_title_can_forge_a_line() -> None:
    start = datetime.fromisoformat("2027-03-05T19:00:00+09:00")
    title = "A, B; C\\D\r\nATTACH:http://evil.example\rX\x07" + "長い題名🎸" * 20
    text = ics.calendar([ics.CalendarEvent(uid="1", title=title, starts=start, stamp=start)], name="a\nb")
    (event,) = entries(text)
    assert event["SUMMARY"] == "A\\, B\\; C\\\\D\\nATTACH:http://evil.example\\nX" + "長い題名🎸" * 20
    assert "ATTACH" not in event


# Sharing


@pytest.mark.parametrize(("prefix", "language", "title"), EDITIONS)
def test_what_other_sites_show_of_a_page(desk: Desk, prefix: str, language: str, title: str) -> None:
    desk.build("--now", "2027-02-01T10:00")
    page = desk.page(f"{prefix}events/live/index.html")
    told = meta(page)
    assert told["og:title"] == title
    assert told["og:description"] == told["description"] == "三組で笑い納め"
    assert told["og:url"] == f"{URL}/{prefix}events/live/"
    assert (told["og:type"], told["og:site_name"]) == ("website", NAMES[language])
    assert told["og:locale"] == {"ja": "ja_JP", "en": "en_US"}[language]
    assert told["og:locale:alternate"] == {"en": "ja_JP", "ja": "en_US"}[language]
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image:alt"].startswith(f"{title} / ")
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    with Image.open(desk.output / told["og:image"].removeprefix(f"{URL}/")) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))


def _image(desk: Desk, path: str) -> str:
    return meta(desk.page(path))["og:image"]


def test_each_item_has_its_own_picture_in_each_language_and_other_pages_the_shops(desk: Desk) -> None:
    desk.build("--now", "2027-02-01T10:00")
    pages = ["index.html", "events/live/index.html", "passes/coffee/index.html", "vouchers/gift/index.html"]
    images = [_image(desk, f"{prefix}{page}") for prefix in ("", "en/") for page in pages]
    assert len(set(images)) == len(images)
    assert _image(desk, "faq/index.html") == images[0]


def test_a_share_image_is_drawn_again_only_when_it_would_differ(desk: Desk) -> None:
    desk.build("--now", "2027-02-01T10:00")
    before, other = _image(desk, "events/live/index.html"), _image(desk, "passes/coffee/index.html")
    desk.build("--now", "2027-02-02T10:00")
    assert _image(desk, "events/live/index.html") == before
    desk.edit("events/live.md", "title: 試しライブ", "title: 本番ライブ")
    desk.build("--now", "2027-02-02T10:00")
    assert _image(desk, "events/live/index.html") != before
    assert _image(desk, "passes/coffee/index.html") == other


def test_in_a_large_shop_only_what_comes_next_is_drawn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share, "MOST", 1)
    desk.build("--now", "2027-02-01T10:00")
    shop = _image(desk, "index.html")
    assert _image(desk, "events/live/index.html") != shop
    assert _image(desk, "passes/coffee/index.html") == shop


def test_a_machine_without_letters_shows_the_photo_and_no_empty_boxes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, letters: None
) -> None:
    noisy(desk.content / "images/photo.jpg")
    desk.edit("events/live.md", "image: images/poster.png", "image: images/photo.jpg")
    monkeypatch.setattr(typefaces, "CHOICES", {"title": (), "text": ()})
    assert desk.build("--now", "2027-02-01T10:00").exit_code == 0
    file = desk.output / _image(desk, "events/live/index.html").removeprefix(f"{URL}/")
    with Image.open(file) as image, Image.open(desk.content / "images/photo.jpg") as original:
        assert image.size == (1200, 630)
        expected = original.resize((1200, 720)).crop((0, 38, 1200, 668)).resize((12, 6))
        for seen, wanted in zip(_pixels(image.resize((12, 6))), _pixels(expected), strict=True):
            assert max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) < 40
    blank = Image.open(desk.output / _image(desk, "passes/coffee/index.html").removeprefix(f"{URL}/"))
    panel = blank.convert("L").crop((520, 60, 1080, 570))
    assert panel.getextrema()[0] > 240, "there are no words where no letters are"


def _pixels(image: Image.Image) -> list[tuple[int, int, int]]:
    small = image.convert("RGB")
    return [small.getpixel((x, y)) for y in range(small.height) for x in range(small.width)]


@pytest.fixture
def letters() -> Any:
    """Forget which letters this machine has, before and after."""
    caches = [typefaces.font, typefaces.legible, typefaces._has, typefaces._chosen, typefaces._installed]
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


needs_letters = pytest.mark.skipif(typefaces.legible("もぎり") is None, reason="needs a Japanese font")


@needs_letters
def test_ornaments_that_no_letter_has_are_left_out() -> None:
    assert typefaces.legible("夜の🎸ライブ ✂️ つづき") is not None
    assert "🎸" not in str(typefaces.legible("夜の🎸ライブ"))
    assert typefaces.legible("\U000e0041\U0001f468\u200d\U0001f469") == ""
    assert typefaces.legible("\U00012000") is None, "a letter cannot be left out"


@needs_letters
@pytest.mark.parametrize(
    "card",
    [
        Card(title="回", stub="座"),
        Card(title="とても" * 60, stub="とても長い名前の劇場" * 6, day="日" * 80, notes=("長い" * 90,)),
        Card(title="Supercalifragilisticexpialidocious" * 3, stub="W" * 90, figure=Figure(number="123456789012345")),
        Card(
            title="A", stub="", figure=Figure(before="12月", number="24", after="日", tone="sunday"), accent="#ffffff"
        ),
    ],
    ids=["shortest", "longest", "one word", "with a date"],
)
def test_any_words_can_be_set(card: Card) -> None:
    """Whatever is written, the words stay on the ticket's paper: around it lies the table."""
    with Image.open(io.BytesIO(drawn(card))) as image:
        assert image.size == (1200, 630)
        margin = image.convert("L").crop((0, 0, 1200, 20))
        assert margin.getextrema()[0] > 200


def test_lines_of_a_title_keep_words_and_brackets_together() -> None:
    def measure(text: str) -> float:
        return sum(10.0 if sign > "\u2fff" else 5.0 for sign in text)

    assert broken("年忘れコントライブ", measure, 60, 2) == (("年忘れ", "コントライブ"), True)
    made = broken("金券 1,000円", measure, 40, 3)
    assert made is not None
    assert made.lines == ("金券", "1,000円")
    assert broken("1,000円", measure, 30, 3) is None, "an amount is one word"
    assert broken("ああああああ", measure, 30, 1) is None
    split = broken("コントライブ", measure, 40, 2)
    assert split is not None
    assert not split.whole
    for text in ("きょうは、あしたは。(雨)", "「あ」「い」「う」「え」", "タッタッター、ター、タッ"):
        found = broken(text, measure, 60, 9)
        assert found is not None
        assert "".join(found.lines) == text
        assert not [line for line in found.lines if line[0] in "、。」)ッー" or line[-1] in "「("]
    assert cut("とても長い", measure, 35) == "とても…"


# Home screens


def test_S4_48_the_door_can_be_put_on_a_home_screen(desk: Desk) -> None:
    desk.build()
    page = desk.page("en/staff/index.html")
    (address,) = re.findall(r'<link rel="manifest" href="/([^"]+)">', page)
    manifest = json.loads(desk.page(address))
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/en/staff/", "/", "standalone")
    assert manifest["lang"] == "en"
    sizes = set()
    for icon in manifest["icons"]:
        with Image.open(desk.output / icon["src"][1:]) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
            sizes.add((icon["sizes"], icon["purpose"]))
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    (apple,) = re.findall(r'<link rel="apple-touch-icon" href="/([^"]+)">', page)
    with Image.open(desk.output / apple) as image:
        assert image.size == (180, 180)
    (front,) = re.findall(r'<link rel="manifest" href="/([^"]+)">', desk.page("index.html"))
    assert json.loads(desk.page(front))["start_url"] == "/"


def test_a_shops_own_icon_is_used_as_it_is(desk: Desk) -> None:
    own = desk.folder / "site/images/apple-touch-icon.png"
    own.parent.mkdir(parents=True)
    Image.new("RGB", (180, 180), "#123456").save(own)
    desk.build()
    assert (desk.output / "apple-touch-icon.png").read_bytes() == own.read_bytes()


# What is over


def test_what_is_over_moves_to_the_archive(desk: Desk) -> None:
    desk.build("--now", "2027-03-06T13:00")
    assert not (desk.output / "archive").exists()
    assert "/archive/" not in desk.page("index.html")
    assert 'href="/events/live/"' in desk.page("index.html")
    desk.build("--now", "2027-04-01T10:00")
    for prefix, _, title in EDITIONS:
        assert f'href="/{prefix}archive/"' in desk.page(f"{prefix}index.html")
        shelf = desk.page(f"{prefix}archive/index.html")
        assert f'href="/{prefix}events/live/">{title}</a>' in shelf
        assert ">2027</h2>" in shelf
    page = desk.page("events/live/index.html")
    assert "noindex" not in page
    assert 'item="live"' not in desk.page("index.html")
    assert not (desk.output / "tags").exists()
    assert 'href="/tags/' not in page
    assert f"{URL}/archive/" in desk.page("sitemap.xml")
    assert linked(page)[0]["@type"] == "Event"


# All of it


def test_two_builds_of_the_same_are_the_same_to_the_byte(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither knows of the other: each has a cache of its own."""
    monkeypatch.setenv("MOGIRI_CACHE", str(tmp_path / "cache-1"))
    noisy(desk.content / "images/photo.jpg")
    desk.edit("events/live.md", "image: images/poster.png", "image: images/photo.jpg")
    args = ("--now", "2027-02-01T10:00")
    assert desk.build(*args).exit_code == 0
    first = _files(desk.output)
    other = Desk(tmp_path / "other")
    monkeypatch.setenv("MOGIRI_CACHE", str(tmp_path / "cache-2"))
    (other.content / "images/photo.jpg").write_bytes((desk.content / "images/photo.jpg").read_bytes())
    other.edit("events/live.md", "image: images/poster.png", "image: images/photo.jpg")
    content, output = str(other.content), str(other.output)
    assert other.run("build", *args, "--content", content, "--output", output).exit_code == 0
    second = _files(other.output)
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_a_picture_is_known_by_its_content(tmp_path: Path) -> None:
    noisy(tmp_path / "a.jpg", (60, 40))
    (tmp_path / "b.jpg").write_bytes((tmp_path / "a.jpg").read_bytes())
    assert photo(tmp_path / "a.jpg").digest == photo(tmp_path / "b.jpg").digest
