"""Coupon codes at our own checkout: who may use one, and what it takes off (S2-30, A12).

Only money-off coupons that are redeemed here count. A code is compared without regard to case and spaces.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from peewee import fn

from webhook import money, validity
from webhook.catalogue import Benefit, Catalogue, Item, Validity
from webhook.database import locked
from webhook.models import CouponUse, Customer, Order, Stamp, Stock, Ticket
from webhook.private import Private
from webhook.refusals import Refused

CARD_LEAST = {"JPY": 50}
"""Stripe takes no card payment below this: what a coupon would leave under it is taken off as well."""


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


def check_use(discount: Discount, customer: Customer | None) -> None:
    """Whether this person may use it (again); refuses with ``coupon_used`` or ``coupon_spent``.

    Within a transaction: the coupon stays locked until its end, so that no two take its last use.
    """
    coupon = discount.coupon
    if coupon is None:
        return
    _lock(coupon.id)
    uses = CouponUse.select().where(CouponUse.coupon == coupon.id)
    if customer and uses.where(CouponUse.customer == customer).count() >= coupon.uses:
        raise Refused("coupon_used", 409, field="coupon")
    if coupon.total_uses is not None and _used(coupon.id) >= coupon.total_uses:
        raise Refused("coupon_spent", 409, field="coupon")


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


def _lock(coupon: str) -> None:
    Stock.insert(item=coupon).on_conflict_ignore().execute()
    locked(Stock.select().where(Stock.item == coupon, Stock.session == "", Stock.ticket == "")).get()


def _used(coupon: str) -> int:
    """Uses by its code at the checkout, and units stamped that were not taken back."""
    stamped = Stamp.select(fn.COALESCE(fn.SUM(Stamp.units), 0)).join(Ticket)
    stamped = stamped.where(Ticket.kind == "coupon", Ticket.item == coupon, Stamp.undone_at.is_null())
    return int(stamped.scalar()) + CouponUse.select().where(CouponUse.coupon == coupon).count()


def _coupon(code: str, catalogue: Catalogue, private: Private) -> Item:
    wanted = _plain(code)
    coupon_id = next((id_ for id_, known in private.codes.items() if _plain(known) == wanted), None)
    coupon = catalogue.item(coupon_id) if coupon_id else None
    if coupon is None or not coupon.takes_code:
        raise Refused("coupon_unknown", 422, field="coupon")
    return coupon


def _plain(code: str) -> str:
    return "".join(code.split()).casefold()


def _dates(coupon: Item) -> Validity | None:
    """The dates of a code. One valid for days runs from when somebody gets it; at the checkout that is now."""
    return coupon.valid if coupon.valid and coupon.valid.days is None else None


def _amount(benefit: Benefit, total: int, currency: str) -> int:
    value = benefit.value or 0
    amount = min(total, value if benefit.type == "amount_off" else money.percent(total, value))
    left = total - amount
    return total if 0 < left < CARD_LEAST.get(currency, 0) else amount
