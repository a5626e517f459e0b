"""The contract between generator and service: what the shop sells, as ``catalogue.json``.

The service, which reads it, owns the definition; the generator writes through the same classes,
so a wrong name fails the build and never a sale. The file is public: nothing secret belongs here.
Only the standard library is imported.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, cast

from webhook.json_form import FormError, from_json, to_json

FORMAT = 1

Localised = dict[str, str]
"""Text by language code; the shop's first language is always present."""


def localised(text: Localised, language: str) -> str:
    """``text`` in ``language``, else in the first language it has, else empty."""
    return text.get(language) or next(iter(text.values()), "")


Kind = Literal["event", "pass", "voucher", "coupon"]
Use = Literal["scan", "stamp", "tap"]


@dataclass(frozen=True, kw_only=True)
class Support:
    """How a fan reaches the shop."""

    mail: str | None = None
    phone: str | None = None
    hours: Localised = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fee:
    """What is to be paid elsewhere besides the price, in the smallest unit; the checkout never adds it."""

    name: Localised
    amount: int


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A place; ``map`` is a link, ``id`` its name in the shop's list of venues, None for a place of this item alone."""

    name: Localised
    address: Localised = field(default_factory=dict)
    map: str | None = None
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Organiser:
    """Who puts something on in the shop, if not the shop itself; ``id`` is its name in the shop's list."""

    id: str
    name: Localised
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Shop:
    """The shop as everybody may see it. ``url`` and ``service`` have no slash at their end."""

    name: Localised
    currency: str
    time_zone: str
    languages: tuple[str, ...]
    type: str = "general"
    """``restaurant``, ``admission`` (a facility one pays to enter) or ``general``: what it calls a closed day."""
    url: str | None = None
    service: str | None = None
    mail: str | None = None
    support: Support = Support()
    day_ends: time = time(0)
    retain_days: int = 90
    """How long after the last use or event names and addresses are kept."""
    theme: str = "letterpress"
    """The look: a name of ``site/styles/themes/``, or the one that ``theme.css`` is."""
    market: tuple[str, ...] = ()
    """Where it sells to, as far as that changes what must be said: ``jp``, ``eu``, ``uk``, ``us``."""
    fees: tuple[Fee, ...] = ()
    seller: Localised = field(default_factory=dict)
    """The legal name of who sells, for receipts."""
    invoice_number: str | None = None
    """T and 13 digits; without it no receipt may call itself a qualified invoice."""
    legal: tuple[str, ...] = ()
    """The legal pages there are, ``/legal/NAME/`` each: ``tokushoho``, ``privacy``, ``terms``, ``accessibility``."""
    assets: dict[str, str] = field(default_factory=dict)
    """Published address (``/assets/…`` with a content hash) of each style, script and image."""

    def path(self, path: str, language: str) -> str:
        """``path`` of a page in that language; the first language has no prefix."""
        return path if language == self.languages[0] else f"/{language}{path}"


@dataclass(frozen=True, kw_only=True)
class TicketType:
    """A 券種 of an event. ``price`` is in the smallest unit, tax included; stocks count units per session."""

    id: str
    name: Localised
    price: int
    stock: int | None = None
    limit: int | None = None
    door_price: int | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """One date of an event (日程). ``all_day``: any time of that day; ``starts`` is then its midnight."""

    id: str
    starts: datetime
    stock: int | None = None
    doors: datetime | None = None
    ends: datetime | None = None
    all_day: bool = False
    cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class CancelTier:
    """Until this long before the session starts, cancelling costs ``fee`` percent."""

    until: timedelta
    fee: int


@dataclass(frozen=True, kw_only=True)
class Validity:
    """Either ``days`` from the day of issue, that day counted, or the dates ``starts`` to ``until``, both included."""

    days: int | None = None
    starts: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """What a coupon gives: ``value`` is money for ``amount_off``, percent for ``percent_off``, words otherwise."""

    type: Literal["amount_off", "percent_off", "free_item", "gift", "other"]
    value: int | None = None
    text: Localised = field(default_factory=dict)
    purchase_min: int | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing of the shop. Passes and vouchers have ``price`` and ``uses``; events have sessions and tickets."""

    id: str
    kind: Kind
    title: Localised
    path: str
    summary: Localised = field(default_factory=dict)
    image: str | None = None
    image_alt: Localised = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    use: Use = "scan"
    venue: Venue | None = None
    organiser: Organiser | None = None
    sessions: tuple[Session, ...] = ()
    tickets: tuple[TicketType, ...] = ()
    price: int | None = None
    single_price: int | None = None
    single_at: Localised = field(default_factory=dict)
    tax_rate: int | None = None
    places: tuple[Venue, ...] = ()
    face: int | None = None
    uses: int = 1
    stock: int | None = None
    limit: int | None = None
    limit_per_person: int | None = None
    valid: Validity | None = None
    sales_from: datetime | None = None
    sales_until: datetime | None = None
    cancel: tuple[CancelTier, ...] = ()
    fee_reason: Localised = field(default_factory=dict)
    refund_if_cancelled: bool = True
    gift: bool = False
    konbini_stop: timedelta | None = None
    resale_protection: bool = False
    qr_opens: timedelta | None = None
    """So long before the start the QR shows on the ticket; None: from the sale on."""
    entry_numbers: bool = False
    """Whether tickets carry 整理番号, the order in which their holders are called in."""
    id_check: bool = False
    age_min: int | None = None
    guardian: Literal["consent", "accompany"] | None = None
    under6: Literal["no", "lap", "ticket"] | None = None
    min_participants: int | None = None
    decide_by: date | None = None
    thanks: bool = False
    """Whether those who came are thanked by mail, if they agreed to such mail."""
    thanks_words: Localised = field(default_factory=dict)
    related: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    archived: bool = False
    public_counts: Literal["no", "yes", "all"] = "no"
    """What everybody may see of its numbers: nothing, what remains, or also what was issued and used."""
    benefit: Benefit | None = None
    share: Literal["no", "yes", "only"] = "no"
    share_used: bool = False
    share_limit: int | None = None
    total_uses: int | None = None
    show_code: bool = False
    code_for: Literal["here", "elsewhere"] = "here"
    takes_code: bool = False
    """Whether its code, which is kept elsewhere, makes an order here cheaper."""
    order: int | None = None
    guide: Localised = field(default_factory=dict)
    """What the holder of a pass, voucher or coupon reads on it: HTML that is safe; links begin at the site's root."""

    def session(self, session_id: str | None) -> Session | None:
        """The session of that id, or None."""
        return next((s for s in self.sessions if s.id == session_id), None)

    def ticket(self, ticket_id: str | None) -> TicketType | None:
        """The ticket type of that id, or None."""
        return next((t for t in self.tickets if t.id == ticket_id), None)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All that the service knows of the shop."""

    format: int
    built_at: datetime
    shop: Shop
    items: tuple[Item, ...]

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return next((i for i in self.items if i.id == item_id), None)


class CatalogueError(ValueError):
    """The file is not a catalogue that this version reads; the message says why."""


def line(item: Item) -> str:
    """The item as JSON in one line, fields at their default left out."""
    return json.dumps(to_json(item), ensure_ascii=False)


def write(catalogue: Catalogue, lines: Iterable[str] | None = None) -> str:
    """The catalogue as JSON text with a line for each item, stable from build to build.

    ``lines`` are the items' own, when they are known already.
    """
    about = to_json(replace(catalogue, items=()))
    del about["items"]
    head = json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}")
    items = ",\n".join(lines if lines is not None else map(line, catalogue.items))
    return f'{head},\n "items": [\n{items}\n ]\n}}'


def read(text: str) -> Catalogue:
    """The catalogue in JSON ``text``; raises CatalogueError."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise CatalogueError(f"not JSON: {error}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CatalogueError(f"not a catalogue of format {FORMAT}; build the site again with this version")
    try:
        return cast(Catalogue, from_json(Catalogue, data, "catalogue"))
    except FormError as error:
        raise CatalogueError(str(error)) from error
