"""What the files must be to each other: ids, references, pictures. Reports, and never stops."""

from collections.abc import Iterable, Set

from generator.content import Content, Entry
from generator.pages.links import FIXED, Signposts
from generator.pictures.images import Photo, Unfit
from generator.writing.schema import Values
from webhook.channels import OWN

_FOLDERS = {"events", "passes", "vouchers", "tags", "legal", "assets"}
_TAKEN = {*FIXED, *_FOLDERS, "api", "dev", "d", "g", "t", "webhooks", "404"}


def check(content: Content, posts: Signposts) -> dict[str, Photo]:
    """Report what does not fit together; returns the pictures of the front matter by their path."""
    _shop(content)
    _ids(content)
    public = {each.id for each in content.entries if each.kind in ("event", "pass", "voucher")}
    for entry in content.having("related", "channels", "paused"):
        _references(entry, content, public)
    return _photos([content.shop, *content.having("image")], posts)


def _shop(content: Content) -> None:
    shop = content.shop
    if not shop.values.written("url"):
        shop.problem("no_url", 1, "url", level="warning")
    channels = shop.values.get("channels") or Values()
    for name in OWN:
        if channels.written(name):
            shop.problem("channel_taken", channels.at(name), "channels", value=name)
    for name, partner in channels.data.items():
        if not (partner.get("contact") or partner.get("shares_contact")):
            shop.problem("channel_unreachable", channels.at(name), "channels", level="warning", value=name)


def _ids(content: Content) -> None:
    if len({entry.id for entry in content.entries}) < len(content.entries):
        _twice(sorted(content.entries, key=lambda each: each.file))
    for page in content.entries:
        if page.kind == "page" and (page.id in _TAKEN or page.id in content.languages):
            page.problem("page_taken", 1, "", value=page.id)


def _twice(entries: Iterable[Entry]) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in seen:
            entry.problem("id_twice", 1, "", value=entry.id, other=seen[entry.id].file)
            seen[entry.id].problem("id_twice", 1, "", value=entry.id, other=entry.file)
        seen.setdefault(entry.id, entry)


def _references(entry: Entry, content: Content, public: Set[str]) -> None:
    if entry.values.get("related"):
        _known(entry, "related", public - {entry.id}, "related_unknown")
    for name in ("channels", "paused"):
        if entry.values.get(name):
            channels = content.shop.values.get("channels") or Values()
            _known(entry, name, {*OWN, *channels.data}, "channel_unknown")


def _known(entry: Entry, name: str, allowed: Set[str], code: str) -> None:
    written = entry.values[name]
    for value, line in zip(written, written.lines, strict=True):
        if value not in allowed:
            entry.problem(code, line, name, value=value, known=", ".join(sorted(allowed)) or "–")


def _photos(entries: list[Entry], posts: Signposts) -> dict[str, Photo]:
    photos: dict[str, Photo] = {}
    for entry in entries:
        theme = entry.values.get("theme") or Values()
        for values, name in ((entry.values, "image"), (theme, "logo")):
            path = values.get(name)
            found = path and _photo(entry, name, values.at(name), path, posts)
            if found:
                photos[path] = found
        if entry.values.written("image") and not entry.values.written("image_alt"):
            entry.problem("no_alt", entry.values.at("image"), "image_alt", level="warning")
    return photos


def _photo(entry: Entry, name: str, line: int, path: str, posts: Signposts) -> Photo | None:
    try:
        return posts.photo(path)
    except Unfit as unfit:
        entry.problem(unfit.code, line, name, **{**unfit.values, "value": path})
        return None
