"""What is missing before a shop can go live, and whether Stripe and our books agree.

Each check answers with findings: a code whose words are in ``terminal.toml`` (``doctor.CODE``), and facts for them.
"""

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from webhook import clock
from webhook.catalogue import Catalogue
from webhook.mailing import mail
from webhook.models import Mail, Order, Payment, Refund, Staff, StripeEvent
from webhook.orders import refunds, telling
from webhook.payments import Gateway, NoSession, PaymentRefused, PaymentsUnavailable
from webhook.settings import Settings

Level = Literal["good", "warning", "bad"]

APART = timedelta(seconds=30)
"""How far our clock may be from Stripe's before signatures and deadlines suffer."""
OLD = timedelta(hours=1)
"""Work that has waited longer than this is stuck."""
_STRIPE = "https://api.stripe.com"
_TIMEOUT = 10  # seconds


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is as it should be, or not; ``facts`` fill its words."""

    level: Level
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def examine(settings: Settings, catalogue: Catalogue, gateway: Gateway, *, orders: int) -> Iterator[Finding]:
    """All findings, one check after the other; the last ``orders`` payments are compared with Stripe."""
    yield from _key(settings)
    yield from _address(settings, catalogue)
    yield from _mail(settings, catalogue)
    yield from _people()
    if settings.stripe_key:
        yield from _guarded(lambda: _webhook(settings, catalogue, gateway))
        yield from _guarded(lambda: _konbini(catalogue, gateway))
        yield from _time(settings)
        yield from _guarded(lambda: _books(gateway, orders))
    yield from _stuck()


def _key(settings: Settings) -> Iterator[Finding]:
    if not settings.stripe_key:
        yield Finding(level="bad", code="no_key")
    elif not settings.live:
        yield Finding(level="warning", code="test_key")
    else:
        yield Finding(level="good", code="live_key")
    if not settings.webhook_secrets:
        yield Finding(level="bad", code="no_secret")


def _address(settings: Settings, catalogue: Catalogue) -> Iterator[Finding]:
    url = settings.url or catalogue.shop.service or catalogue.shop.url or ""
    if urlsplit(url).scheme != "https":
        yield Finding(level="bad", code="no_https", facts={"url": url or "–"})
        return
    try:
        with urlopen(f"{url}/healthz", timeout=_TIMEOUT) as answer:  # noqa: S310 - the scheme was checked
            reached = answer.status == 200
    except OSError:
        reached = False
    code = "reached" if reached else "unreached"
    yield Finding(level="good" if reached else "warning", code=code, facts={"url": url})


def _mail(settings: Settings, catalogue: Catalogue) -> Iterator[Finding]:
    if not catalogue.shop.mail:
        yield Finding(level="bad", code="no_sender")
    if not settings.smtp_url:
        yield Finding(level="bad", code="no_smtp")
        return
    server = urlsplit(settings.smtp_url).hostname or ""
    try:
        mail.greet(settings.smtp_url)
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(level="bad", code="smtp_fails", facts={"server": server, "error": error})
    else:
        yield Finding(level="good", code="smtp_answers", facts={"server": server})


def _people() -> Iterator[Finding]:
    owners = Staff.select().where(Staff.role == "owner", Staff.stopped_at.is_null())
    if not owners.where(Staff.email.is_null(False)).exists():
        yield Finding(level="warning", code="no_owner_mail")


def _webhook(settings: Settings, catalogue: Catalogue, gateway: Gateway) -> Iterator[Finding]:
    import stripe

    url = f"{settings.url or catalogue.shop.service or catalogue.shop.url or ''}/webhooks/stripe"
    found = [each for each in gateway.webhooks() if each["url"] == url and each["status"] == "enabled"]
    if not found:
        yield Finding(level="bad", code="no_webhook", facts={"url": url})
        return
    endpoint = found[0]
    version = endpoint.get("api_version")
    if version != stripe.api_version:
        facts = {"version": version or "–", "wanted": stripe.api_version}
        yield Finding(level="bad", code="webhook_version", facts=facts)
    missing = [] if "*" in endpoint["enabled_events"] else sorted({*telling.WATCHED} - {*endpoint["enabled_events"]})
    if missing:
        yield Finding(level="bad", code="webhook_events", facts={"events": ", ".join(missing)})
    if not missing and version == stripe.api_version:
        yield Finding(level="good", code="webhook", facts={"url": url})
    last = StripeEvent.select().order_by(StripeEvent.received_at.desc()).first()
    if last:
        yield Finding(level="good", code="last_event", facts={"at": f"{last.received_at:%Y-%m-%d %H:%M} UTC"})


def _konbini(catalogue: Catalogue, gateway: Gateway) -> Iterator[Finding]:
    """Convenience stores have to be switched on in Stripe's Dashboard, after a review (spec/stripe.md 2)."""
    offered = [item.id for item in catalogue.items if item.konbini_stop is not None]
    if not offered:
        return
    active = gateway.offers("konbini")
    code = {True: "konbini", False: "no_konbini", None: "konbini_unknown"}[active]
    yield Finding(level="good" if active else "warning", code=code, facts={"items": ", ".join(offered[:5])})


def _time(settings: Settings) -> Iterator[Finding]:
    address = settings.stripe_base or _STRIPE
    try:
        with urlopen(Request(address, method="HEAD"), timeout=_TIMEOUT) as answer:  # noqa: S310 - our own setting
            told = answer.headers.get("Date")
    except OSError as error:
        told = getattr(error, "headers", {}).get("Date")
    if told:
        apart = abs(clock.now() - parsedate_to_datetime(told))
        good = apart <= APART
        facts = {"n": int(apart.total_seconds())}
        yield Finding(level="good" if good else "bad", code="time" if good else "wrong_time", facts=facts)


def _books(gateway: Gateway, orders: int) -> Iterator[Finding]:
    """The money of the last payments, as Stripe has it and as we have it."""
    compared = differing = 0
    for payment in Payment.select().where(Payment.session_id.is_null(False)).order_by(Payment.id.desc()).limit(orders):
        compared += 1
        found = difference(payment, gateway)
        if found:
            differing += 1
            yield Finding(level="bad", code="books_differ", facts=found)
    if not differing:
        yield Finding(level="good", code="books", facts={"n": compared})


def difference(payment: Payment, gateway: Gateway) -> dict[str, Any] | None:
    """What Stripe has of a payment and what we have, None when they agree."""
    try:
        session = gateway.session(payment.session_id or "")
    except NoSession:
        theirs, back = 0, 0
    else:
        theirs = session.amount if session.paid else 0
        made = gateway.refunds(session.intent) if session.intent and theirs else []
        back = sum(each.amount for each in made if each.status == "succeeded")
    rows = Refund.select().where(Refund.payment == payment, Refund.state == "succeeded")
    ours = payment.received, sum(refund.amount for refund in rows)
    if ours == (theirs, back):
        return None
    number = Order.get_by_id(payment.order_id).number
    return {"order": number, "ours": ours[0] - ours[1], "stripe": theirs - back}


def _stuck() -> Iterator[Finding]:
    before = clock.now() - OLD
    waiting: dict[str, Any] = {
        "stuck_events": StripeEvent.select().where(StripeEvent.due_at.is_null(False), StripeEvent.received_at < before),
        "stuck_mails": Mail.select().where(Mail.due_at.is_null(False), Mail.created_at < before, Mail.due_at < before),
        "failed_refunds": Refund.select().where(Refund.state == "failed"),
        "stuck_refunds": Refund.select().where(Refund.state.in_(refunds.UNDER_WAY), Refund.created_at < before),
    }
    for code, query in waiting.items():
        count = query.count()
        if count:
            yield Finding(level="warning", code=code, facts={"n": count})


def _guarded(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check that asks Stripe: when it cannot be asked, that is the finding."""
    try:
        yield from check()
    except (PaymentsUnavailable, PaymentRefused) as error:
        yield Finding(level="bad", code="stripe_fails", facts={"error": error})
