"""Pictures of a shop: the copies that are made of them, and what pages offer to a browser."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from generator.build import build
from generator.cache import Cache
from generator.pictures import images, variants
from generator.pictures.gallery import pictures
from generator.pictures.images import photo
from tests.generator.conftest import Desk

ORIENTATION = 0x0112


def painted(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """A picture with something to look at: red on the left, blue on the right, a white cross."""
    image = Image.new("RGB", size, (200, 30, 30))
    draw = ImageDraw.Draw(image)
    draw.rectangle((size[0] // 2, 0, size[0], size[1]), fill=(30, 30, 200))
    for step in range(0, size[0], 7):
        draw.line((step, 0, size[0] - step, size[1]), fill=(step % 256, 255 - step % 256, 90), width=2)
    return image.convert(mode)


def noisy(path: Path, size: tuple[int, int] = (1000, 600)) -> None:
    """A photograph: fine grain over shapes, saved with little compression."""
    grain = Image.effect_noise(size, 60).convert("RGB")
    Image.blend(painted(size), grain, 0.35).save(path, quality=95)


def opened(copies: variants.Copies, cache: Cache, kind: str) -> Image.Image:
    """The widest copy of a kind."""
    copy = [each for each in copies.all if each.kind == kind][-1]
    image = Image.open(io.BytesIO(variants.data(copy, cache)))
    image.load()
    return image


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_copies_are_smaller_and_never_enlarged(tmp_path: Path, cache: Cache) -> None:
    noisy(tmp_path / "wide.jpg", (1700, 700))
    noisy(tmp_path / "small.jpg", (600, 400))
    wide = variants.variants(photo(tmp_path / "wide.jpg"), cache, make=True)
    small = variants.variants(photo(tmp_path / "small.jpg"), cache, make=True)
    assert [(copy.kind, copy.width) for copy in wide.all if copy.kind == "avif"] == [
        ("avif", width) for width in variants.WIDTHS
    ]
    assert {copy.width for copy in small.all} == {480, 600}
    for copies in (wide, small):
        for copy in copies.all:
            data = variants.data(copy, cache)
            assert len(data) < copies.photo.source.stat().st_size
            with Image.open(io.BytesIO(data)) as image:
                assert (image.format, image.width) == (copy.kind.upper(), copy.width)
                assert image.height == round(copy.width * copies.photo.height / copies.photo.width)


@pytest.mark.parametrize("kind", ["avif", "webp"])
def test_a_turned_photograph_is_put_upright_and_says_nothing_of_its_camera(
    tmp_path: Path, cache: Cache, kind: str
) -> None:
    image = painted((800, 500))
    exif = image.getexif()
    exif[ORIENTATION], exif[0x010F] = 6, "Secret Camera"
    image.save(tmp_path / "turned.jpg", quality=95, exif=exif, comment=b"secret", icc_profile=_srgb())
    found = photo(tmp_path / "turned.jpg")
    assert (found.width, found.height) == (500, 800)
    copy = opened(variants.variants(found, cache, make=True), cache, kind)
    assert copy.size == (500, 800)
    red, blue = copy.convert("RGB").getpixel((250, 90)), copy.convert("RGB").getpixel((250, 710))
    assert red[0] > red[2]
    assert blue[2] > blue[0]
    assert not copy.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & {name for name, value in copy.info.items() if value}


def test_colours_of_another_profile_become_srgb(tmp_path: Path, cache: Cache) -> None:
    """In this profile red and green have changed places, so what is written red is seen green."""
    swapped = _srgb().replace(b"rXYZ", b"#XYZ").replace(b"gXYZ", b"rXYZ").replace(b"#XYZ", b"gXYZ")
    Image.effect_noise((700, 500), 20).convert("RGB").save(tmp_path / "a.jpg")  # only so that copies pay
    image = Image.blend(Image.new("RGB", (700, 500), (230, 20, 20)), Image.open(tmp_path / "a.jpg"), 0.2)
    image.save(tmp_path / "swapped.jpg", quality=98, icc_profile=swapped)
    image.save(tmp_path / "broken.jpg", quality=98, icc_profile=b"no profile at all")
    seen = opened(variants.variants(photo(tmp_path / "swapped.jpg"), cache, make=True), cache, "webp")
    red, green, _ = seen.resize((1, 1)).getpixel((0, 0))
    assert green > red + 80
    written = opened(variants.variants(photo(tmp_path / "broken.jpg"), cache, make=True), cache, "webp")
    red, green, _ = written.resize((1, 1)).getpixel((0, 0))
    assert red > green + 80


@pytest.mark.parametrize(
    "save",
    [
        lambda path: painted((700, 500), "CMYK").save(path.with_suffix(".jpg"), quality=98),
        lambda path: painted((700, 500), "L").save(path.with_suffix(".jpg"), quality=98),
        lambda path: painted((700, 500)).quantize(64).save(path.with_suffix(".png")),
        lambda path: painted((700, 500), "1").save(path.with_suffix(".png")),
        lambda path: (
            painted((700, 500), "I").point(lambda value: value * 257).convert("I;16").save(path.with_suffix(".png"))
        ),
        lambda path: painted((700, 500), "LA").save(path.with_suffix(".png")),
    ],
    ids=["cmyk", "grey", "palette", "bits", "grey of 16 bits", "grey with alpha"],
)
def test_every_kind_of_picture_can_be_copied(tmp_path: Path, cache: Cache, save: Callable[[Path], None]) -> None:
    save(tmp_path / "picture")
    (file,) = tmp_path.glob("picture.*")
    found = photo(file)
    for kind in ("avif", "webp"):
        copy = variants.Copy(photo=found, kind=kind, width=480)
        with Image.open(io.BytesIO(variants.data(copy, cache))) as image:
            assert image.size == (480, 343)
            low, high = image.convert("L").getextrema()
            assert high - low > 60, "it is not one flat colour"


def test_what_is_transparent_stays_so(tmp_path: Path, cache: Cache) -> None:
    image = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    image.paste(painted((600, 300), "RGBA"), (0, 300))
    image.save(tmp_path / "logo.png")
    found = photo(tmp_path / "logo.png")
    copies = variants.variants(found, cache, make=True, widths=variants.LOGO_WIDTHS)
    assert {copy.width for copy in copies.all} <= set(variants.LOGO_WIDTHS)
    for kind in ("avif", "webp"):
        seen = opened(copies, cache, kind)
        assert seen.getpixel((seen.width // 2, 20))[3] == 0
        assert seen.getpixel((seen.width // 2, seen.height - 20))[3] == 255


def test_a_second_time_nothing_is_made(tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    noisy(tmp_path / "a.jpg", (900, 600))
    found = {"a.jpg": photo(tmp_path / "a.jpg")}
    assert variants.of_all(found, cache, make=False)["a.jpg"].all == ()
    first = variants.of_all(found, cache, make=True)
    assert first["a.jpg"].all

    def never(*_: object) -> bytes:
        raise AssertionError("made again")

    monkeypatch.setattr(variants, "_made", never)
    assert variants.of_all(found, cache, make=True) == first
    assert variants.of_all(found, cache, make=False) == first
    monkeypatch.undo()
    kept = [variants.data(copy, cache) for copy in first["a.jpg"].all]
    nothing = Cache(tmp_path / "empty")
    assert [variants.data(copy, nothing) for copy in first["a.jpg"].all] == kept, "what is lost is made again, the same"


def test_pages_offer_copies_in_every_place(desk: Desk) -> None:
    noisy(desk.content / "images/photo.jpg")
    desk.edit("events/live.md", "image: images/poster.png", "image: images/photo.jpg")
    desk.edit("events/live.md", "images/poster.png)", "images/photo.jpg)")
    desk.edit("shop.md", "ようこそ。", "![ようこそ](images/photo.jpg)\n\nようこそ。")
    assert desk.build("--now", "2027-02-01T10:00").exit_code == 0
    front, event = desk.page("index.html"), desk.page("events/live/index.html")
    shown = [*_pictures(front), *_pictures(event)]
    assert len(shown) == 4, "among the words of the shop, on the card, as the picture of the event, among its words"
    for picture in shown:
        assert re.findall(r'<source type="(image/\w+)"', picture) == ["image/avif", "image/webp"]
        for srcset, sizes in re.findall(r'srcset="([^"]+)" sizes="([^"]+)"', picture):
            assert sizes.endswith("vw")
            for each in srcset.split(", "):
                address, width = each.split(" ")
                with Image.open(desk.output / address[1:]) as image:
                    assert f"{image.width}w" == width
        assert 'width="1000" height="600"' in picture
        assert re.search(r'<img [^>]*src="/assets/images/photo\.[0-9a-f]+\.jpg"', picture)
    hurried = [picture for picture in shown if 'fetchpriority="high"' in picture]
    assert len(hurried) == 2, "the one main picture of each page"
    assert all('loading="lazy"' in picture for picture in shown if picture not in hurried)
    assert 'class="item-image"' in hurried[1]


def test_practice_shows_originals_until_copies_are_there(desk: Desk) -> None:
    noisy(desk.content / "images/photo.jpg", (900, 600))
    desk.edit("events/live.md", "image: images/poster.png", "image: images/photo.jpg")
    assert build(desk.content, desk.output, practice=True).written
    assert _pictures(desk.page("events/live/index.html")) == []
    assert not list(desk.output.rglob("*.avif"))
    assert desk.build().exit_code == 0
    assert build(desk.content, desk.output, practice=True).written
    assert _pictures(desk.page("events/live/index.html"))
    assert list(desk.output.rglob("*.avif"))


def test_a_drawing_that_is_smallest_as_it_is_has_no_copies(desk: Desk) -> None:
    assert desk.build().exit_code == 0
    page = desk.page("events/live/index.html")
    assert _pictures(page) == []
    assert re.search(r'<img class="item-image" src="/assets/images/poster\.[0-9a-f]+\.png"', page)


def test_without_a_cache_there_are_no_copies(tmp_path: Path) -> None:
    noisy(tmp_path / "a.jpg", (600, 400))
    assert list(pictures({"a.jpg": photo(tmp_path / "a.jpg")}, None, make=True).files()) == []


def _pictures(page: str) -> list[str]:
    return re.findall(r"<picture>.*?</picture>", page, re.DOTALL)


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_a_picture_is_decoded_once_for_as_long_as_it_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, file, looks = Cache(tmp_path / "cache"), tmp_path / "a.jpg", []
    noisy(file, (300, 200))
    look = images._looked_at
    monkeypatch.setattr(images, "_looked_at", lambda path: looks.append(path) or look(path))
    first = photo(file)
    images.retain(cache)
    assert photo(file) == first
    assert len(looks) == 1
    monkeypatch.setattr(images, "_learned", {})
    images.recall(cache)
    assert photo(file) == first
    assert len(looks) == 1, "known from an earlier process"
    noisy(file, (400, 200))
    assert photo(file).width == 400
    assert len(looks) == 2
