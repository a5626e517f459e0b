"""What a fan asks for at checkout, checked against the catalogue: existence, price, sale state and limits. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webhook import sales
from webhook.catalogue import Catalogue, Item, Session, TicketType, localised
from webhook.channels import Channels, online
from webhook.http.reading import Fields
from webhook.refusals import Refused
from webhook.selling.stock import Portion

MOST_LINES = 20
MOST_UNITS = 100


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One line as the browser sent it. ``price`` is the unit price the fan saw; it is compared, never trusted."""

    item: str
    session: str
    ticket: str
    quantity: int
    price: int | None
    field: str


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """A whole request for an order. ``nonce`` makes a repeated request one order; ``offer`` is of the waiting list."""

    wishes: tuple[Wish, ...]
    name: str
    email: str
    phone: str
    locale: str
    marketing: bool
    channel: str
    nonce: str | None
    coupon: str
    offer: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line that may be sold, with the price of the catalogue."""

    item: Item
    session: Session | None
    ticket: TicketType | None
    quantity: int
    price: int
    field: str

    @property
    def amount(self) -> int:
        """What it costs before discounts."""
        return self.price * self.quantity

    @property
    def portion(self) -> Portion:
        """What it takes from the stock."""
        session, ticket = (self.session.id if self.session else ""), (self.ticket.id if self.ticket else "")
        return Portion(item=self.item, session=session, ticket=ticket, quantity=self.quantity, field=self.field)


def read(fields: Fields, languages: Sequence[str], *, preview: bool = False) -> Checkout:
    """The request in a JSON body; refuses what makes no sense. A ``preview`` needs no name and no address."""
    wishes = [_wish(line) for line in fields.records("lines", most=MOST_LINES, code="empty")]
    locale = fields.text("locale", languages[0], longest=20)
    return Checkout(
        wishes=tuple(_merged(wishes)),
        name="" if preview else fields.text("name", longest=100, code="bad_name"),
        email="" if preview and not fields.has("email") else fields.mail("email"),
        phone=fields.text("phone", "", longest=30),
        locale=locale if locale in languages else languages[0],
        marketing=fields.flag("marketing"),
        channel=online(fields.text("channel", "own", longest=60)),
        nonce=fields.text("nonce", longest=100) if fields.has("nonce") else None,
        coupon=fields.text("coupon", "", longest=100, code="coupon_unknown"),
        offer=fields.text("offer", "", longest=100, code="offer_over"),
    )


def priced(checkout: Checkout, catalogue: Catalogue, channels: Channels, now: datetime) -> list[Line]:
    """The lines with their prices; refuses with the code that fits and the place of the line."""
    _check_sellers(checkout, catalogue, channels)
    lines = [_line(wish, catalogue, checkout.channel, channels, now) for wish in checkout.wishes]
    _check_limits(lines)
    return lines


def _check_sellers(checkout: Checkout, catalogue: Catalogue, channels: Channels) -> None:
    """An order has one seller: refuses what only the shop sells beside what only the partner does."""
    if checkout.channel == "own":
        return
    found = [(wish, item) for wish in checkout.wishes if (item := catalogue.item(wish.item))]
    theirs = next((item for _, item in found if channels.only(item, checkout.channel)), None)
    ours = next((wish for wish, item in found if not channels.sell(item, checkout.channel)), None)
    partner = channels.partner(checkout.channel)
    if theirs and ours and partner:
        title = localised(theirs.title, checkout.locale)
        raise Refused("sold_apart", 409, field=f"{ours.field}.item", partner=partner.name, title=title)


def _check_limits(lines: list[Line]) -> None:
    """What one order may have of a pass or voucher, and of a ticket type on all its dates together."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        kind = (line.item.id, line.ticket.id if line.ticket else "")
        counts[kind] += line.quantity
        check_limit(line.item, line.ticket, counts[kind], f"{line.field}.quantity")


def check_limit(item: Item, ticket: TicketType | None, quantity: int, field: str) -> None:
    """Refuses with ``limit`` more of a ticket type, pass or voucher than one order may have."""
    most = ticket.limit if ticket else item.limit
    if most is not None and quantity > most:
        raise Refused("limit", 409, field=field, kind=item.kind, limit=most, n=most)


def _wish(fields: Fields) -> Wish:
    return Wish(
        item=fields.text("item", code="unknown_item"),
        session=fields.text("session", "", code="unknown_session"),
        ticket=fields.text("ticket", "", code="unknown_ticket"),
        quantity=fields.whole("quantity", least=1, most=MOST_UNITS, code="bad_quantity"),
        price=fields.optional_whole("price", least=0, most=10**12),
        field=fields.path,
    )


def _merged(wishes: list[Wish]) -> list[Wish]:
    totals: dict[tuple[str, str, str], Wish] = {}
    for wish in wishes:
        key = (wish.item, wish.session, wish.ticket)
        before = totals.get(key)
        quantity = wish.quantity + (before.quantity if before else 0)
        totals[key] = Wish(**{**vars(before or wish), "quantity": quantity})
    return list(totals.values())


def _line(wish: Wish, catalogue: Catalogue, channel: str, channels: Channels, now: datetime) -> Line:
    item = catalogue.item(wish.item)
    if item is None or item.kind == "coupon":
        raise Refused("unknown_item", 422, field=f"{wish.field}.item")
    session, ticket = _choice(item, wish)
    price = ticket.price if ticket else item.price
    if price is None:
        raise Refused("closed", 409, field=f"{wish.field}.item")
    if not channels.sell(item, channel):
        raise Refused("closed", 409, field="channel")
    _check_sale(item, session, ticket, wish, channel, now)
    if wish.price is not None and wish.price != price:
        raise Refused("price_changed", 409, field=f"{wish.field}.price", price=price)
    return Line(item=item, session=session, ticket=ticket, quantity=wish.quantity, price=price, field=wish.field)


def _choice(item: Item, wish: Wish) -> tuple[Session | None, TicketType | None]:
    if item.kind != "event":
        if wish.session or wish.ticket:
            raise Refused("unknown_session", 422, field=f"{wish.field}.session")
        return None, None
    session, ticket = item.session(wish.session), item.ticket(wish.ticket)
    if session is None:
        raise Refused("unknown_session", 422, field=f"{wish.field}.session")
    if ticket is None:
        raise Refused("unknown_ticket", 422, field=f"{wish.field}.ticket")
    return session, ticket


def _check_sale(
    item: Item, session: Session | None, ticket: TicketType | None, wish: Wish, channel: str, now: datetime
) -> None:
    state = sales.state(item, session, ticket, now, channel=channel)
    if state == "sold_out":
        raise Refused("sold_out", 409, field=f"{wish.field}.quantity", remaining=0)
    if state != "on_sale":
        raise Refused(state, 409, field=f"{wish.field}.item")
