"""Coupons on their way to customers: to one, to several, or to a segment of those who agreed to mail (S2-02, S3-28).

Mail that advertises needs consent (特定電子メール法): who was asked at the checkout and did not agree is left out of
what goes to several people, and counted. A single address is somebody the shop writes to in person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from webhook import sharing, validity
from webhook.catalogue import Catalogue, Item, Shop
from webhook.channels import Channels
from webhook.database import transaction
from webhook.histories.people import Segment, meant
from webhook.mailing import outbox
from webhook.models import Customer, Mail, Order, Ticket
from webhook.people import customers
from webhook.selling import coupons

IN_ONE = 20
"""Coupons given in one transaction: a mass of them must not keep the door waiting."""


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who gets a coupon, and how many do not because they never agreed to mail."""

    addresses: tuple[str, ...]
    skipped: int


def chosen(addresses: Sequence[str]) -> Audience:
    """These addresses but those who had enough; of several, also those who have not agreed are left out."""
    refused = Customer.unsubscribed_at.is_null(False)
    if len(addresses) > 1:
        asked = Order.select(Order.customer).where(Order.paid_at.is_null(False), Order.channel != "direct")
        refused |= Customer.marketing_at.is_null() & Customer.id.in_(asked)
    silent = Customer.select(Customer.email).where(refused, Customer.email.in_(addresses))
    without = {customer.email for customer in silent}
    kept = tuple(address for address in addresses if address not in without)
    return Audience(addresses=kept, skipped=len(addresses) - len(kept))


def of(segment: Segment, shop: Shop, channels: Channels, now: datetime) -> Audience:
    """Everybody of a segment who has agreed to mail; who is a partner's to write to is not even counted."""
    everybody = meant(segment, shop, channels, now)
    agreed = everybody.where(Customer.marketing_at.is_null(False)).order_by(Customer.id)
    addresses = tuple(customer.email for customer in agreed)
    return Audience(addresses=addresses, skipped=everybody.count() - len(addresses))


def send(
    coupon: Item, addresses: Sequence[str], catalogue: Catalogue, now: datetime, *, nonce: str = ""
) -> list[Ticket]:
    """Give the coupon to each address and tell them by mail; with the same ``nonce`` nobody gets a second one."""
    return [made for part in _parts(addresses) for made in _given(coupon, part, catalogue, now, nonce)]


def hindered(coupon: Item, zone: ZoneInfo, now: datetime) -> str:
    """Why a coupon must not be sent: ``coupon_gone``, ``coupon_over`` or ``coupon_used_up``; empty when it may."""
    if coupon.archived:
        return "coupon_gone"
    if validity.period(coupon.valid, now, zone).at(now) == "over":
        return "coupon_over"
    spent = coupon.total_uses is not None and coupons.used([coupon.id], lock=False)[coupon.id] >= coupon.total_uses
    return "coupon_used_up" if spent else ""


def sample(coupon: Item, locale: str) -> Mail:
    """The mail as it would leave, of a coupon that nobody has."""
    return Mail(key="sample", template="coupon", recipient="", locale=locale, values=_sample(coupon, locale))


def rehearse(coupon: Item, address: str, locale: str, now: datetime) -> None:
    """Mail the sample to the shop itself; no coupon is given."""
    with transaction():
        key = f"sample:{coupon.id}:{now.timestamp()}"
        outbox.post(key, "coupon", address, locale, _sample(coupon, locale), now)


def _sample(coupon: Item, locale: str) -> dict[str, str]:
    return {"sample": coupon.id, "locale": locale}


def _parts(addresses: Sequence[str]) -> Iterator[Sequence[str]]:
    return (addresses[start : start + IN_ONE] for start in range(0, len(addresses), IN_ONE))


def _given(coupon: Item, addresses: Sequence[str], catalogue: Catalogue, now: datetime, nonce: str) -> Iterator[Ticket]:
    language = catalogue.shop.languages[0]
    with transaction():
        made = []
        for email in sorted(addresses):  # one order, so that no two sendings wait for each other
            customer = customers.locked_row(email, "", language, now)
            key = f"coupon:{nonce}:{coupon.id}:{customer.number}" if nonce else None
            before = Ticket.get_or_none(Ticket.issue_key == key) if key else None
            ticket = before or sharing.grant(coupon, customer, customer.name, catalogue, now)
            if before is None:
                ticket.issue_key = key
                ticket.save()
                sharing.post(ticket, email, customer.locale, now)
            made.append(ticket)
    yield from made
