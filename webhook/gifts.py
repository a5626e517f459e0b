"""Giving units to somebody else: by a link, by mail or face to face, without an account (S3-24 to S3-26).

Until a gift is accepted its units are its giver's, who can take it back. Accepting makes a ticket with codes of its
own and renews the giver's: the old QR tells the door that the ticket was given away.
"""

from datetime import datetime, timedelta

from webhook import codes, face, money, tickets, worth
from webhook.database import locked, transaction
from webhook.door import tags
from webhook.mailing import outbox
from webhook.models import Gift, Ticket, TicketLine
from webhook.refusals import Refused

ANEW = timedelta(minutes=10)
"""How long accepting once more with the same name is taken for the receiver's own second press.

Who gave the ticket knows the link too: later it leads to nobody's ticket any more.
"""


def offer(ticket: Ticket, units: int | None, lines: dict[str, int] | None, email: str, now: datetime) -> Gift:
    """Put units on their way, of any types (``units``) or of those in ``lines``.

    Refuses with ``gift_forbidden``, ``gift_contact``, ``gift_late`` or ``few_to_give``.
    """
    with transaction():
        ticket = locked(Ticket.select().where(Ticket.id == ticket.id)).get()
        chosen = _chosen(ticket, units, lines, now)
        if ticket.face.get("resale_protection") and not email:
            raise Refused("gift_contact", 422, field="email")
        gift: Gift = Gift.create(
            token=codes.secret(), ticket=ticket, lines=chosen, email=email, state="offered", created_at=now
        )
        if email:
            outbox.post(f"gift:{gift.id}", "gift", email, ticket.locale, {"gift": gift.id}, now)
    return gift


def waiting(ticket: Ticket) -> list[Gift]:
    """Gifts of a ticket that nobody has accepted yet."""
    return list(ticket.gifts.where(Gift.state == "offered").order_by(Gift.id))


def by_token(token: str) -> Gift:
    """The gift behind a link; refuses with ``not_found``."""
    gift: Gift | None = Gift.get_or_none(Gift.token == token)
    if gift is None:
        raise Refused("not_found", 404)
    return gift


def accept(gift: Gift, name: str, email: str, now: datetime) -> Ticket:
    """Take a gift, once; a second press is answered with the same ticket. An address is mailed its link.

    Refuses with ``gift_accepted``, ``gift_withdrawn``, ``gift_late``, or ``few_to_give`` when its units are gone.
    """
    with transaction():
        ticket: Ticket = locked(Ticket.select().where(Ticket.id == gift.ticket_id)).get()
        gift = locked(Gift.select().where(Gift.id == gift.id)).get()
        if gift.made:
            return _pressed_again(gift, gift.made, name, now)
        if gift.state == "withdrawn":
            raise Refused("gift_withdrawn", 409)
        _check(ticket, now)
        made = _hand_over(ticket, gift, name, email or gift.email, now)
        gift.state, gift.settled_at, gift.made = "accepted", now, made
        gift.save()
        tickets.renew(ticket, now)
        if made.contact:
            outbox.post(f"taken:{gift.id}", "find", made.contact, made.locale, {"email": made.contact}, now)
    return made


def withdraw(gift: Gift, now: datetime) -> None:
    """Take a gift back that nobody has accepted; refuses with ``gift_accepted``."""
    with transaction():
        gift = locked(Gift.select().where(Gift.id == gift.id)).get()
        if gift.state == "accepted":
            raise Refused("gift_accepted", 409)
        gift.state, gift.settled_at = "withdrawn", now
        gift.save()


def may_give(ticket: Ticket, now: datetime) -> bool:
    """Whether its holder can give units of it away now."""
    try:
        _check(ticket, now)
    except Refused:
        return False
    return sum(_free(ticket, now).values()) > 0


def _check(ticket: Ticket, now: datetime) -> None:
    if not ticket.face.get("gift") or ticket.kind == "coupon":
        raise Refused("gift_forbidden", 403)
    if ticket.cancelled_at or ticket.suspended_at or tickets.window_of(ticket).at(now) == "over":
        raise Refused("gift_late", 409)


def _free(ticket: Ticket, now: datetime) -> dict[str, int]:
    """Units by type that are neither used nor on their way."""
    free = {each.line.type: each.left for each in worth.of(ticket, now).lines}
    for gift in waiting(ticket):
        for kind, units in gift.lines.items():
            free[kind] = max(0, free[kind] - units)  # the door may have stamped units that were on their way
    return free


def _pressed_again(gift: Gift, made: Ticket, name: str, now: datetime) -> Ticket:
    if made.holder != name or now - gift.settled_at > ANEW:
        raise Refused("gift_accepted", 409)
    return made


def _chosen(ticket: Ticket, units: int | None, lines: dict[str, int] | None, now: datetime) -> dict[str, int]:
    _check(ticket, now)
    free = _free(ticket, now)
    if lines is None:
        wanted, lines = units or 1, {}
        for kind, left in free.items():
            lines[kind] = min(left, wanted)
            wanted -= lines[kind]
        if wanted:
            raise Refused("few_to_give", 409, field="units", remaining=sum(free.values()), n=sum(free.values()))
    chosen = {kind: number for kind, number in lines.items() if number}
    if not chosen or any(number > free.get(kind, 0) for kind, number in chosen.items()):
        raise Refused("few_to_give", 409, field="lines", remaining=sum(free.values()), n=sum(free.values()))
    return chosen


def _hand_over(ticket: Ticket, gift: Gift, name: str, email: str, now: datetime) -> Ticket:
    """Move the units, with what was paid for them, to a ticket of their own."""
    left = {each.line.type: each.left for each in worth.of(ticket, now).lines}
    if any(units > left.get(kind, 0) for kind, units in gift.lines.items()):
        raise Refused("few_to_give", 409, remaining=sum(left.values()), n=sum(left.values()))
    kept = (
        "order",
        "customer",
        "kind",
        "item",
        "session",
        "face",
        "channel",
        "starts_at",
        "window_from",
        "window_until",
    )
    made: Ticket = Ticket.create(
        **{field: getattr(ticket, field) for field in kept},
        number=codes.spoken("T"),
        owner_token=codes.secret(),
        door_code=tags.door_code(ticket.item, ticket.session),
        six_digit=tickets.free_six_digits(now),
        holder=name,
        contact=email,
        locale=ticket.locale,
        issued_at=now,
        given=gift.id,
    )
    for line in ticket.lines.order_by(TicketLine.id):
        units = gift.lines.get(line.type, 0)
        if units:
            paid, _ = money.shared(line.paid, [units, line.units - units])
            theirs = {"type": line.type, "name": line.name, "units": units, "price": line.price, "paid": paid}
            entry = line.entry_from and line.entry_from + line.units - units  # the giver keeps the first numbers
            TicketLine.create(ticket=made, entry_from=entry, **theirs)
            line.units, line.paid = line.units - units, line.paid - paid
            line.save()
    return made


def shown(gift: Gift) -> face.Face:
    """What the gift is of."""
    return face.read(gift.ticket.face)
