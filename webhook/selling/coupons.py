"""Coupon codes at our own checkout: who may use one, and what it takes off (S2-30, A12).

Only money-off coupons that are redeemed here count.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from peewee import fn

from webhook import money, tickets, validity, worth
from webhook.catalogue import Benefit, Catalogue, Item, Validity
from webhook.database import locked
from webhook.models import CouponUse, Customer, Order, Stamp, StampLine, Stock, Ticket
from webhook.private import Private
from webhook.refusals import Refused

BY_CODE = "code"
"""The method of a stamp that an order with the coupon's code made."""


@dataclass(frozen=True, kw_only=True)
class Discount:
    """What a coupon takes off: in all, and of each line."""

    coupon: Item | None
    amount: int
    shares: tuple[int, ...]


def none(amounts: Sequence[int]) -> Discount:
    """No discount."""
    return Discount(coupon=None, amount=0, shares=(0,) * len(amounts))


def read(code: str, amounts: Sequence[int], catalogue: Catalogue, private: Private, now: datetime) -> Discount:
    """The discount of a code on lines of these amounts; refuses with ``coupon_unknown``, ``_ended``, ``_minimum``."""
    coupon = _coupon(code, catalogue, private)
    window = validity.period(_dates(coupon), now, ZoneInfo(catalogue.shop.time_zone))
    if coupon.archived or window.at(now) == "over":
        raise Refused("coupon_ended", 409, field="coupon")
    if window.at(now) == "early":
        raise Refused("coupon_unknown", 422, field="coupon")
    total = sum(amounts)
    benefit = coupon.benefit
    if benefit is None:
        raise Refused("coupon_unknown", 422, field="coupon")
    if benefit.purchase_min and total < benefit.purchase_min:
        raise Refused("coupon_minimum", 409, field="coupon", minimum=benefit.purchase_min, n=benefit.purchase_min)
    amount = _amount(benefit, total, catalogue.shop.currency)
    return Discount(coupon=coupon, amount=amount, shares=tuple(money.shared(amount, amounts)))


def check_use(discount: Discount, customer: Customer | None, now: datetime) -> None:
    """Whether this person may use it (again); refuses with ``coupon_used`` or ``coupon_spent``.

    Who holds the coupon may use its code as often as units are left on it, whoever does not as often as it says.
    Within a transaction: the coupon stays locked until its end, so that no two take its last use.
    """
    coupon = discount.coupon
    if coupon is None:
        return
    _lock(coupon.id)
    if customer and not _has_use(coupon, customer, now):
        raise Refused("coupon_used", 409, field="coupon")
    if coupon.total_uses is not None and _used(coupon.id) >= coupon.total_uses:
        raise Refused("coupon_spent", 409, field="coupon")


def check_moved(order: Order, customer: Customer, catalogue: Catalogue, now: datetime) -> None:
    """Refuses with ``address_coupon`` who may not have used the coupon of an order that is to become theirs."""
    coupon = catalogue.item(order.coupon) if order.coupon else None
    if coupon is None:
        return
    _lock(coupon.id)
    if not _has_use(coupon, customer, now):
        raise Refused("address_coupon", 409, field="email")


def used(coupons: Collection[str], *, lock: bool) -> dict[str, int]:
    """How often each of these coupons was used, codes and stamps together.

    With ``lock`` within a transaction, whose end frees them for the next one.
    """
    for coupon in sorted(coupons) if lock else ():
        _lock(coupon)
    return {coupon: _used(coupon) for coupon in coupons}


def use(discount: Discount, customer: Customer, order: Order) -> None:
    """Note that an order was made with it, in the caller's transaction."""
    if discount.coupon:
        CouponUse.create(coupon=discount.coupon.id, customer=customer, order=order)


def spend(order: Order, now: datetime) -> None:
    """A paid order with a code uses the coupon that its customer holds: it cannot be shown at the door as well.

    Within the caller's transaction.
    """
    for held in _held(order.coupon, order.customer, now) if order.coupon else ():
        grant: Ticket = locked(Ticket.select().where(Ticket.id == held.id)).get()
        known = worth.of(grant, now)
        line = next((each.line for each in known.lines if each.left), None)
        if line is not None:
            nonce, left = f"code:{order.number}", known.left - 1
            made = Stamp.create(ticket=grant, units=1, left=left, at=now, method=BY_CODE, nonce=nonce)
            StampLine.create(stamp=made, line=line.id, units=1)
            return


def _has_use(coupon: Item, customer: Customer, now: datetime) -> bool:
    uses = CouponUse.select().where(CouponUse.coupon == coupon.id, CouponUse.customer == customer)
    if (
        not Ticket.select()
        .where(Ticket.kind == "coupon", Ticket.item == coupon.id, Ticket.customer == customer)
        .exists()
    ):
        return bool(uses.count() < coupon.uses)
    unpaid = uses.join(Order).where(Order.paid_at.is_null()).count()  # the others are stamps already
    return bool(sum(worth.of(grant, now).left for grant in _held(coupon.id, customer, now)) > unpaid)


def _held(coupon: str, customer: Customer, now: datetime) -> list[Ticket]:
    """The coupons of that kind which a customer may use now, those that end first in front."""
    mine = Ticket.select().where(Ticket.kind == "coupon", Ticket.item == coupon, Ticket.customer == customer)
    alive = [grant for grant in mine.order_by(Ticket.window_until, Ticket.id) if grant.cancelled_at is None]
    own_use = [grant for grant in alive if grant.shared_by_id or grant.face.get("share") != "only"]
    return [grant for grant in own_use if tickets.window_of(grant).at(now) == "open"]


def _lock(coupon: str) -> None:
    Stock.insert(item=coupon).on_conflict_ignore().execute()
    locked(Stock.select().where(Stock.item == coupon, Stock.session == "", Stock.ticket == "")).get()


def _used(coupon: str) -> int:
    """Uses by its code at the checkout, and units stamped at the door or on the phone that were not taken back."""
    stamped = Stamp.select(fn.COALESCE(fn.SUM(Stamp.units), 0)).join(Ticket)
    stamped = stamped.where(
        Ticket.kind == "coupon", Ticket.item == coupon, Stamp.undone_at.is_null(), Stamp.method != BY_CODE
    )
    return int(stamped.scalar()) + CouponUse.select().where(CouponUse.coupon == coupon).count()


def _coupon(code: str, catalogue: Catalogue, private: Private) -> Item:
    """The coupon with that code; one that is archived only when no other has it any more."""
    known = filter(None, (catalogue.item(coupon) for coupon in private.coupons(code)))
    coupon = min((each for each in known if each.takes_code), key=lambda each: each.archived, default=None)
    if coupon is None:
        raise Refused("coupon_unknown", 422, field="coupon")
    return coupon


def _dates(coupon: Item) -> Validity | None:
    """The dates of a code. One valid for days runs from when somebody gets it; at the checkout that is now."""
    return coupon.valid if coupon.valid and coupon.valid.days is None else None


def _amount(benefit: Benefit, total: int, currency: str) -> int:
    value = benefit.value or 0
    amount = min(total, value if benefit.type == "amount_off" else money.percent(total, value))
    left = total - amount
    return total if money.too_small(left, currency) else amount  # what nobody could pay is taken off as well
