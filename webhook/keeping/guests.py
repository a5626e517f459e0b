"""Customers from a CSV file: every line is looked at first, and one that is wrong keeps all of them out.

Columns, by their names in the first line: ``email`` (required), ``name``, ``phone``, ``locale``, ``tags``, and
``marketing``: the day or moment on which they agreed to mail, because a bare "yes" proves nothing (特定電子メール法).
The heads of ``customers.csv`` are understood as well; what it counts besides is left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from webhook.database import rows, transaction
from webhook.hooks import events
from webhook.http import csv_form
from webhook.http.reading import Fields
from webhook.models import Customer
from webhook.people import customers, tagging
from webhook.refusals import Refused

COLUMNS = ("email", "name", "phone", "locale", "tags", "marketing")
_EXPORTED = {
    "email": ("メールアドレス", "e-mail"),
    "name": ("顧客名", "customer name"),
    "phone": ("電話番号",),
    "tags": ("タグ",),
    "marketing": ("同意した日時", "agreed to mail at"),
}
_HEADS = {head: name for name, heads in _EXPORTED.items() for head in heads} | {name: name for name in COLUMNS}
_LEFT_ALONE = frozenset(
    (
        *("顧客id", "注文数", "チケット数", "クーポン共有数", "友だち紹介数", "お知らせの同意", "最終利用日", "登録日"),
        *("customer id", "orders", "tickets", "coupon shares", "referrals", "agreed to mail", "last used", "since"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What is wrong in a line of the file (the first is 1), and with which value."""

    line: int
    code: str
    value: str


@dataclass(kw_only=True)
class Found:
    """What a file came to: people that are new and known, and lines that are wrong."""

    new: int = 0
    known: int = 0
    wrong: list[Wrong] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One line."""

    email: str
    name: str
    phone: str
    locale: str
    tags: str
    marketing_at: datetime | None


def read(data: bytes, now: datetime, *, dry_run: bool) -> Found:
    """Take the customers in, unless a line is wrong or it is only a ``dry_run``."""
    found = Found()
    guests = list(_guests(data, found, now))
    with transaction():
        known = {email for (email,) in rows(Customer.select(Customer.email))}
        found.new = sum(guest.email not in known for guest in guests)
        found.known = len(guests) - found.new
        if not (found.wrong or dry_run):
            taken = [_take(guest, now) for guest in guests]
            events.tagged([customer for customer, tags in taken if customer.tags != tags], now)
    return found


def _guests(data: bytes, found: Found, now: datetime) -> Iterator[Guest]:
    try:
        (_, heads), *lines = csv_form.rows(data) or [(1, [])]
    except Refused as refused:
        found.wrong.append(Wrong(line=1, code=refused.code, value=""))
        return
    names = [_HEADS.get(head.strip().lower(), head.strip().lower()) for head in heads]
    for name in [name for name in names if name and name not in COLUMNS and name not in _LEFT_ALONE]:
        found.wrong.append(Wrong(line=1, code="column", value=name))
    if "email" not in names:
        found.wrong.append(Wrong(line=1, code="no_email", value=""))
        return
    seen: set[str] = set()
    for number, cells in lines:
        guest = _guest(dict(zip(names, cells, strict=False)), number, found, now)
        if guest and guest.email in seen:
            found.wrong.append(Wrong(line=number, code="twice", value=guest.email))
        elif guest:
            seen.add(guest.email)
            yield guest


def _guest(row: dict[str, str], line: int, found: Found, now: datetime) -> Guest | None:
    before, fields = len(found.wrong), Fields({key: csv_form.plain(value.strip()) for key, value in row.items()})

    def text(name: str, longest: int = 200) -> str:
        try:
            return fields.mail(name) if name == "email" else fields.text(name, "", longest=longest)
        except Refused:
            found.wrong.append(Wrong(line=line, code=name if name == "email" else "value", value=row.get(name, "")))
            return ""

    told = text("marketing")
    agreed = _moment(told)
    if told and (agreed is None or agreed > now):
        found.wrong.append(Wrong(line=line, code="marketing", value=told))
    guest = Guest(
        email=text("email"),
        name=text("name"),
        phone=text("phone", 30),
        locale=text("locale", 10),
        tags=text("tags", 1000),
        marketing_at=agreed,
    )
    return guest if len(found.wrong) == before else None


def _moment(told: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _take(guest: Guest, now: datetime) -> tuple[Customer, str]:
    """New people are added; of known ones only what is empty is filled, and their consent or refusal stands.

    Returns the customer, and the tags of before.
    """
    customer = customers.locked_row(guest.email, guest.name, guest.locale or "ja", now)
    customer.name = customer.name or guest.name
    customer.phone = customer.phone or guest.phone
    before = customer.tags
    customer.tags = tagging.line(tagging.read(f"{customer.tags},{guest.tags}"))
    if customer.unsubscribed_at is None:
        customer.marketing_at = customer.marketing_at or guest.marketing_at
    customer.save()
    return customer, before
