"""What the files must be to each other: ids, references, pictures. Reports, and never stops."""

from collections.abc import Sequence

from generator.content import Content, Entry
from generator.fields import Place
from generator.images import Photo, Unfit
from generator.links import FIXED, Signposts
from generator.rules import OWN_CHANNELS
from generator.schema import Values

_TAKEN = {*FIXED, "events", "passes", "vouchers", "tags", "assets", "api", "dev", "d", "g", "t", "webhooks", "404"}


def check(content: Content, posts: Signposts) -> dict[str, Photo]:
    """Report what does not fit together; returns the pictures of the front matter by their path."""
    _shop(content)
    _ids(content)
    public = sorted({each.id for each in content.entries if each.kind in ("event", "pass", "voucher")})
    for entry in content.entries:
        _references(entry, content, public)
    return _photos([content.shop, *content.entries], posts)


def _shop(content: Content) -> None:
    shop = content.shop
    if not shop.values.written("url"):
        shop.problem("no_url", 1, "url", level="warning")
    channels = shop.values.get("channels") or Values()
    for name in OWN_CHANNELS:
        if channels.written(name):
            shop.problem("channel_taken", channels.at(name), "channels", value=name)


def _ids(content: Content) -> None:
    seen: dict[str, Entry] = {}
    for entry in sorted(content.entries, key=lambda each: each.file):
        if entry.id in seen:
            entry.problem("id_twice", 1, "", value=entry.id, other=seen[entry.id].file)
            seen[entry.id].problem("id_twice", 1, "", value=entry.id, other=entry.file)
        seen.setdefault(entry.id, entry)
        if entry.kind == "page" and (entry.id in _TAKEN or entry.id in content.languages):
            entry.problem("page_taken", 1, "", value=entry.id)


def _references(entry: Entry, content: Content, public: Sequence[str]) -> None:
    if entry.values.get("related"):
        _known(entry, "related", [name for name in public if name != entry.id], "related_unknown")
    channels = content.shop.values.get("channels") or Values()
    _known(entry, "channels", [*OWN_CHANNELS, *channels.data], "channel_unknown")


def _known(entry: Entry, name: str, allowed: Sequence[str], code: str) -> None:
    written = entry.values.get(name)
    for value, line in zip(written or (), written.lines if written else (), strict=True):
        if value not in allowed:
            entry.problem(code, line, name, value=value, known=", ".join(allowed) or "–")


def _photos(entries: list[Entry], posts: Signposts) -> dict[str, Photo]:
    photos: dict[str, Photo] = {}
    for entry in entries:
        theme = entry.values.get("theme") or Values()
        for values, name in ((entry.values, "image"), (theme, "logo")):
            path = values.get(name)
            found = path and _photo(entry.place.named(name), values.at(name), path, posts)
            if found:
                photos[path] = found
        if entry.values.written("image") and not entry.values.written("image_alt"):
            entry.problem("no_alt", entry.values.at("image"), "image_alt", level="warning")
    return photos


def _photo(place: Place, line: int, path: str, posts: Signposts) -> Photo | None:
    try:
        return posts.photo(path)
    except Unfit as unfit:
        place.problem(unfit.code, line, **{**unfit.values, "value": path})
        return None
