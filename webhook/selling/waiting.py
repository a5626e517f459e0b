"""The waiting list: who wants what is sold out, and the timed offer for the next one when units come back (S3-10).

While an offer runs, its units are held for that person; a checkout with its token takes them over.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from webhook import codes, sales
from webhook.catalogue import Catalogue, Item, Session, TicketType
from webhook.channels import waited
from webhook.database import locked, transaction
from webhook.mailing import outbox
from webhook.models import Waiting
from webhook.refusals import Refused
from webhook.selling import halts, limits, stock
from webhook.selling.stock import Key, Portion

OFFER = timedelta(hours=12)
"""How long somebody has to take an offer up, unless the sale ends sooner."""
LEAST = timedelta(minutes=30)
"""With less time than this left, nothing is offered any more."""
TRIED = 50
"""How many in the line are looked at when units come back."""


def join(wish: Portion, email: str, locale: str, now: datetime) -> None:
    """Put somebody on the list, once; refuses with ``not_sold_out`` while there are units for sale.

    What checkout would refuse by ``limit`` or ``limit_per_person`` is refused here already, with its codes.
    """
    item, session, ticket = _thing(wish.item, wish.session, wish.ticket)
    with transaction():
        left = stock.remaining(item, wish.session, wish.ticket, stock.taken())
        state = sales.state(item, session, ticket, now, left, waited(item))
        if state not in ("on_sale", "sold_out") or halts.of(halts.known(), item.id, wish.session):
            raise Refused("closed" if state in ("on_sale", "sold_out") else state, 409)
        if state == "on_sale" and (left is None or left >= wish.quantity):
            raise Refused("not_sold_out", 409, remaining=left)
        limits.check_wish(item, ticket, wish.quantity, email)
        where = {"item": item.id, "session": wish.session, "ticket": wish.ticket, "email": email}
        if Waiting.select().filter(**where).where(Waiting.state.in_(["waiting", "offered"])).exists():
            return
        row = Waiting.create(
            token=codes.secret(),
            **where,
            quantity=wish.quantity,
            locale=locale,
            state="waiting",
            created_at=now,
        )
        _mail("waiting-joined", row, now)


def freed(keys: Iterable[Key], catalogue: Catalogue, now: datetime) -> None:
    """Units came back: offer them to those who wait, first come first served, in the caller's transaction."""
    halted = halts.known()
    for item_id, session_id in sorted({(item, session) for item, session, _ in keys}):
        line = Waiting.select().where(
            Waiting.item == item_id, Waiting.session == session_id, Waiting.state == "waiting"
        )
        if halts.of(halted, item_id, session_id) or not line.exists():
            continue
        for row in locked(line.order_by(Waiting.id).limit(TRIED)):
            _offer(row, catalogue, now)


def offered(token: str) -> Waiting | None:
    """The place in the line behind a token."""
    return Waiting.get_or_none(Waiting.token == token)


def take(token: str, portions: Iterable[Portion], now: datetime) -> None:
    """Hand the held units of an offer over to an order that is being made; refuses with ``offer_over``.

    In the caller's transaction, right before the order holds its own units.
    """
    row: Waiting | None = locked(Waiting.select().where(Waiting.token == token)).first()
    if row is None or row.state != "offered" or (row.offer_until and row.offer_until <= now):
        raise Refused("offer_over", 409, field="offer")
    if not any((p.item.id, p.session, p.ticket) == (row.item, row.session, row.ticket) for p in portions):
        raise Refused("offer_over", 409, field="offer")
    stock.release([row])
    _set(row, "taken")


def leave(row: Waiting, catalogue: Catalogue, now: datetime) -> None:
    """Somebody does not want to wait any more; what was held for them goes to the next."""
    with transaction():
        row = locked(Waiting.select().where(Waiting.id == row.id)).get()
        if row.state not in ("waiting", "offered"):
            return
        held = row.state == "offered"
        _set(row, "left")
        if held:
            stock.release([row])
            freed([(row.item, row.session, row.ticket)], catalogue, now)


def lapse(catalogue: Catalogue, now: datetime) -> None:
    """Offers whose time is over go to the next in the line."""
    for row in Waiting.select().where(Waiting.state == "offered", Waiting.offer_until <= now):
        with transaction():
            row = locked(Waiting.select().where(Waiting.id == row.id)).get()
            if row.state != "offered":
                continue
            _set(row, "over")
            stock.release([row])
            _mail("waiting-over", row, now)
            freed([(row.item, row.session, row.ticket)], catalogue, now)


def _offer(row: Waiting, catalogue: Catalogue, now: datetime) -> None:
    item = catalogue.item(row.item)
    if item is None:
        return
    try:
        _, session, ticket = _thing(item, row.session, row.ticket)
        until = min([now + OFFER, *_ends(item, session)])
        state = sales.state(item, session, ticket, now, channel=waited(item))
        if state != "on_sale" or until - now < LEAST:
            return
        limits.check_wish(item, ticket, row.quantity, row.email)
        portion = Portion(item=item, session=row.session, ticket=row.ticket, quantity=row.quantity, field="")
        with transaction():
            stock.hold([portion])
    except Refused:
        return
    row.offer_until = until
    _set(row, "offered")
    _mail("waiting-offer", row, now)


def _ends(item: Item, session: Session | None) -> list[datetime]:
    ends = [sales.last_sale(session)] if session else []
    return [*ends, item.sales_until] if item.sales_until else ends


def _thing(item: Item, session_id: str, ticket_id: str) -> tuple[Item, Session | None, TicketType | None]:
    """What somebody waits for; refuses what the item does not have."""
    session, ticket = item.session(session_id), item.ticket(ticket_id)
    if item.kind == "coupon" or (item.kind == "event") != bool(session):
        raise Refused("unknown_session", 422, field="session")
    if (item.kind == "event") != bool(ticket):
        raise Refused("unknown_ticket", 422, field="ticket")
    return item, session, ticket


def _set(row: Waiting, state: str) -> None:
    row.state = state
    row.save()


def _mail(template: str, row: Waiting, now: datetime) -> None:
    outbox.post(f"{template}:{row.id}", template, row.email, row.locale, {"waiting": row.id}, now)
