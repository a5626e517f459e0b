"""How each mail that can be looked at comes about: its template, what an item must have, and what it is posted with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from webhook import codes
from webhook.models import Gift, Message, Ticket, Waiting
from webhook.practice.samples import Sample

TO = "someone@example.com"
_FEE = 30
"""Percent of the price, where a fee is kept."""
_DETAILS = {"ja": "舞台の床に傷みが見つかり、直すまでお客さまをお迎えできなくなりました。"}
_WORDS = {
    "ja": ("お忘れ物のお知らせ", "客席に傘をお忘れではありませんか。\n\n受付でお預かりしています。"),
    "en": ("Did you leave an umbrella?", "We found one at your seat.\n\nIt waits for you at the desk."),
}
_DETAIL = "The stage floor turned out to be damaged and must be mended first."


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a preview comes about: its ``template``, how the order stands, and what the mail is posted with."""

    template: str
    method: str = "card"
    status: str = "paid"
    values: Callable[[Sample], dict[str, Any]] = field(default=lambda _: {})
    needs: frozenset[str] = frozenset()
    """What an item must have: ``order`` (it can be bought), ``price``, ``session``, ``gift``, ``coupon``, ``share``."""


_ORDER, _PRICE, _SESSION = frozenset({"order"}), frozenset({"order", "price"}), frozenset({"order", "session"})
_GIFT, _COUPON, _SHARE = frozenset({"gift"}), frozenset({"coupon"}), frozenset({"coupon", "share"})


def _money(made: Sample, percent: int = 0, **more: Any) -> dict[str, Any]:
    total = made.order.total
    fee, payment = total * percent // 100, made.order.payments.first()
    about = {"ticket": made.ticket.id, "refund": total - fee, "fee": fee}
    return about | {"method": payment.method if payment else "none"} | more


def _waiting(made: Sample) -> dict[str, Any]:
    order, line = made.order, made.order.lines.first()
    row = Waiting.create(
        token=codes.secret(),
        item=line.item,
        session=line.session,
        ticket=line.ticket,
        quantity=2,
        email=order.customer.email,
        locale=order.locale,
        state="offered",
        created_at=made.now,
        offer_until=(made.now + timedelta(hours=12)).replace(minute=0, second=0, microsecond=0),
    )
    return {"waiting": row.id, "order": None}


def _thanks(made: Sample) -> dict[str, Any]:
    about = {"item": made.ticket.item, "title": made.ticket.face["title"], "words": {}}
    return about | {"customer": made.order.customer.id, "order": None}


def _gift(made: Sample) -> dict[str, Any]:
    line = made.ticket.lines.first()
    made_of = {"lines": {line.type: 1}, "state": "offered", "created_at": made.now}
    row = Gift.create(token=codes.secret(), ticket=made.ticket, email=TO, **made_of)
    return {"gift": row.id, "order": None}


def _coupon(made: Sample) -> dict[str, Any]:
    return {"ticket": made.ticket.id, "order": None}


def _shared(made: Sample) -> dict[str, Any]:
    """The same ticket stands for the friend's and for the one that it came from."""
    Ticket.update(shared_by=made.ticket).where(Ticket.id == made.ticket.id).execute()
    return _coupon(made)


def _found(made: Sample) -> dict[str, Any]:
    return {"email": made.order.customer.email, "order": None}


def _problem(what: str, **more: Any) -> Look:
    return Look(
        template="notice-problem", needs=_PRICE, values=lambda made: {"what": what, "amount": made.order.total} | more
    )


def _returned(why: str) -> Look:
    values = {"method": "konbini", "why": why}
    return Look(
        template="payment-returned",
        method="konbini",
        status="expired" if why == "late" else "paid",
        needs=_PRICE,
        values=lambda made: {"amount": made.order.total} | values,
    )


def _few(made: Sample) -> dict[str, Any]:
    title, starts = made.ticket.face["title"], made.ticket.starts_at.isoformat()
    return {"order": None, "what": "below_minimum", "title": title, "starts_at": starts, "sold": 3, "least": 8}


def _rush(made: Sample) -> dict[str, Any]:
    order, at = made.order, made.order.created_at
    bought = {"kind": "order", "order": order.number, "at": at.isoformat()}
    ended = bought | {"kind": "cancel", "at": (at + timedelta(minutes=4)).isoformat()}
    return {"order": None, "notices": [bought, ended | _money(made, _FEE)]}


def _message(made: Sample) -> dict[str, Any]:
    subject, text = _WORDS.get(made.order.locale, _WORDS["en"])
    about = {"subject": subject, "text": text, "at": made.now}
    return {"message": Message.create(order=made.order, nonce=codes.secret(), **about).id}


def _moved(made: Sample) -> dict[str, Any]:
    was = {"starts": (made.ticket.starts_at - timedelta(days=1)).isoformat()}
    venue = made.ticket.face.get("venue")
    return {"ticket": made.ticket.id, "was": {"session": made.ticket.face["session"] | was, "venue": venue}}


def _month(made: Sample) -> dict[str, Any]:
    words: dict[str, Any] = {"gross": made.order.total, "net": made.order.total, "no_show": 0, "cancel_fees": 0}
    sums = words | {"used": made.order.total, "handling_fee": 0, "memos": 0, "rate": 0.0}
    about = {"month": "2026-09", "due": "2026-10-31", "currency": made.order.currency, "total": made.order.total}
    name = {"ja": "自分のお店"}.get(made.order.locale, "Our own shop")
    channels, organisers = [{"channel": "own", "name": name} | sums], [{"organiser": "", "name": name} | sums]
    told = about | {"channels": channels, "sums": sums, "organisers": organisers, "organiser_sums": sums}
    told["cancellations"] = []
    return {"order": None, "statement": told}


def _single(made: Sample) -> dict[str, Any]:
    detail = _DETAILS.get(made.order.locale, _DETAIL)
    return _money(made, reason="other", detail=detail, single=True)


LOOKS: dict[str, Look] = {
    "tickets": Look(template="tickets", needs=_ORDER),
    "payment-due": Look(template="payment-due", method="konbini", status="awaiting_payment", needs=_PRICE),
    "payment-reminder": Look(template="payment-reminder", method="konbini", status="awaiting_payment", needs=_PRICE),
    "order-lapsed": Look(template="order-lapsed", method="konbini", status="expired", needs=_PRICE),
    "payment-returned-late": _returned("late"),
    "payment-returned-twice": _returned("twice"),
    "refund-bank": Look(
        template="refund-bank",
        method="konbini",
        needs=_PRICE,
        values=lambda made: {"amount": made.order.total, "until": (made.now + timedelta(days=30)).isoformat()},
    ),
    "cancelled": Look(template="cancelled", needs=_ORDER, values=lambda made: _money(made, _FEE)),
    "called-off": Look(template="called-off", needs=_SESSION, values=lambda made: _money(made, reason="weather")),
    "called-off-single": Look(template="called-off", method="konbini", needs=_ORDER, values=_single),
    "called-off-withdrawn": Look(
        template="called-off-withdrawn", needs=_SESSION, values=lambda made: {"ticket": made.ticket.id}
    ),
    "moved": Look(template="moved", needs=_SESSION, values=_moved),
    "message": Look(template="message", needs=_ORDER, values=_message),
    "waiting-joined": Look(template="waiting-joined", needs=_SESSION, values=_waiting),
    "waiting-offer": Look(template="waiting-offer", needs=_SESSION, values=_waiting),
    "waiting-over": Look(template="waiting-over", needs=_SESSION, values=_waiting),
    "gift": Look(template="gift", needs=_GIFT, values=_gift),
    "coupon": Look(template="coupon", needs=_COUPON, values=_coupon),
    "coupon-shared": Look(template="coupon", needs=_SHARE, values=_shared),
    "find": Look(template="find", values=_found),
    "thanks": Look(template="thanks", needs=_SESSION, values=_thanks),
    "notice-order": Look(template="notice-order", needs=_ORDER),
    "notice-cancel": Look(
        template="notice-cancel", needs=_ORDER, values=lambda made: _money(made, _FEE, by="holder", reason="")
    ),
    "notice-digest": Look(template="notice-digest", needs=_ORDER, values=_rush),
    "notice-statement": Look(template="notice-statement", needs=_PRICE, values=_month),
    "notice-refund-failed": _problem("refund_failed", detail="insufficient_funds"),
    "notice-bank-wanted": _problem("bank_wanted"),
    "notice-dispute-opened": _problem("dispute_opened", detail="open"),
    "notice-dispute-closed": _problem("dispute_closed", detail="won"),
    "notice-paid-late": _problem("paid_late", detail="late"),
    "notice-below-minimum": Look(template="notice-problem", needs=_SESSION, values=_few),
    "notice-payment-unclear": _problem("payment_unclear", amount=None, asked=3500, received=3000),
    "notice-outside-refund": _problem("outside_refund"),
}
"""By the name of the preview, in the order of an order's life; those to the shop come last."""
