"""Coupons: what each holder gets, and holders sharing theirs with friends (S2-14 to S2-28, S2-45 to S2-49).

A shared coupon is as the shop would send it: whole, with a window of its own. Nobody passes on what was shared.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from webhook import codes, face, tickets, validity, worth
from webhook.catalogue import Catalogue, Item
from webhook.database import locked, transaction
from webhook.door import tags
from webhook.mailing import outbox, unsubscribing
from webhook.models import Customer, Share, Ticket, TicketLine
from webhook.people import customers
from webhook.refusals import Refused


def may_share(ticket: Ticket, now: datetime) -> bool:
    """Whether its holder can share the coupon now."""
    try:
        _check(ticket, now)
    except Refused:
        return False
    return True


def share(ticket: Ticket, email: str, catalogue: Catalogue, now: datetime) -> Share:
    """Share with an address, which gets its coupon at once; or make a link for the one who opens it.

    The same address again changes nothing. Refuses with ``share_forbidden``, ``share_received``, ``share_used``,
    ``share_over``, ``share_limit``, ``share_own``, or ``share_unwanted`` when that address wants no such mail.
    """
    with transaction():
        ticket = locked(Ticket.select().where(Ticket.id == ticket.id)).get()
        before: Share | None = Share.get_or_none(Share.ticket == ticket, Share.email == email) if email else None
        if before:
            return before
        _check(ticket, now)
        if email and unsubscribing.stopped(email):
            raise Refused("share_unwanted", 409, field="email")
        made: Share = Share.create(token=codes.secret(), ticket=ticket, email=email, created_at=now)
        if email:
            _complete(made, ticket, "", email, catalogue, now)
    return made


def by_token(token: str) -> Share:
    """The share behind a link; refuses with ``not_found``."""
    found: Share | None = Share.get_or_none(Share.token == token)
    if found is None:
        raise Refused("not_found", 404)
    return found


def accept(share: Share, name: str, email: str, catalogue: Catalogue, now: datetime) -> Ticket:
    """Take a shared coupon by its link, once for each link and person. Its ticket is mailed to them as well.

    Refuses with ``share_own`` for the sharer, ``share_taken`` when it has its ticket already (whose link is nobody's
    but its holder's), ``share_over`` when the coupon is no longer given, and ``share_limit``.
    """
    with transaction():
        giver: Ticket = locked(Ticket.select().where(Ticket.id == share.ticket_id)).get()
        share = Share.get_by_id(share.id)
        theirs = Ticket.select().join(Customer).where(Customer.email == email, Ticket.shared_by == giver)
        if share.made or theirs.exists():
            raise Refused("share_taken", 409)
        _check_limit(giver)
        return _complete(share, giver, name, email, catalogue, now)


def _complete(share: Share, giver: Ticket, name: str, email: str, catalogue: Catalogue, now: datetime) -> Ticket:
    """The receiver's coupon, and its mail; a new customer counts as a referral of the earliest sharer (S2-47)."""
    coupon = catalogue.item(giver.item)
    if coupon is None or coupon.archived or giver.cancelled_at or tickets.window_of(giver).at(now) == "over":
        raise Refused("share_over", 409)
    known = Customer.select().where(Customer.email == email).exists()
    customer = customers.locked_row(email, name, giver.locale, now)
    if customer.id == giver.customer_id:
        raise Refused("share_own", 409)
    made = grant(coupon, customer, name, catalogue, now, shared_by=giver)
    share.made, share.completed_at, share.email = made, now, email
    share.save()
    if not known:
        _credit(email, share)
    post(made, email, giver.locale, now)
    return made


def _credit(email: str, share: Share) -> None:
    """Who shared first with that address brought it here, whichever link was opened (S2-48); an address counts once."""
    if Share.select().where(Share.email == email, Share.referral).exists():
        return
    first = Share.select().where(Share.email == email).order_by(Share.created_at, Share.id).first() or share
    Share.update(referral=True).where(Share.id == first.id).execute()


def _check(ticket: Ticket, now: datetime) -> None:
    sold = face.read(ticket.face)
    if ticket.kind != "coupon" or sold.share == "no":
        raise Refused("share_forbidden", 403)
    if ticket.shared_by_id:
        raise Refused("share_received", 403)
    if ticket.cancelled_at or tickets.window_of(ticket).at(now) == "over":
        raise Refused("share_over", 409)
    if sold.share == "yes" and not sold.share_used and worth.of(ticket, now).left == 0:
        raise Refused("share_used", 403)
    _check_limit(ticket)


def _check_limit(ticket: Ticket) -> None:
    """A link that nobody has accepted counts for nothing (S2-46)."""
    limit = ticket.face.get("share_limit")
    if limit is not None and ticket.shares.where(Share.made.is_null(False)).count() >= limit:
        raise Refused("share_limit", 403, limit=limit, n=limit)


def grant(
    coupon: Item, customer: Customer, name: str, catalogue: Catalogue, now: datetime, shared_by: Ticket | None = None
) -> Ticket:
    """A coupon as the shop gives it, its window counted from today; in the caller's transaction."""
    window = validity.period(coupon.valid, now, ZoneInfo(catalogue.shop.time_zone))
    ticket: Ticket = Ticket.create(
        number=codes.spoken("C"),
        owner_token=codes.secret(),
        door_code=tags.door_code(coupon.id, ""),
        six_digit=tickets.free_six_digits(now),
        customer=customer,
        kind="coupon",
        item=coupon.id,
        face=face.of(coupon, None),
        holder=name or customer.name,
        locale=customer.locale,
        channel="direct",
        window_from=window.starts,
        window_until=window.ends,
        issued_at=now,
        shared_by=shared_by,
    )
    TicketLine.create(ticket=ticket, name={}, units=coupon.uses, price=0)
    return ticket


def post(ticket: Ticket, email: str, locale: str, now: datetime) -> None:
    """Mail a coupon to its holder, in the caller's transaction."""
    outbox.post(f"coupon:{ticket.number}", "coupon", email, locale, {"ticket": ticket.id}, now)
