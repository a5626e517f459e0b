"""Calling off a date or a whole event: sales stop at once, a worker ends the tickets, refunds leave ten minutes later.

Each ticket ends in a transaction of its own, so that a crash loses and repeats nothing. Until the first refund leaves,
the shop may take it back: the tickets live again, and who was told is told again (journeys.md 4).
"""

from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from webhook import clock
from webhook.catalogue import Catalogue, localised
from webhook.database import claimable, locked, transaction
from webhook.mailing import outbox
from webhook.models import CallingOff, Mail, Order, OrderLine, Refund, Ticket
from webhook.orders import cancelling, refunds, settling, states
from webhook.orders.cancelling import Bill, Why
from webhook.refusals import Refused
from webhook.selling import halts, stock

GRACE = timedelta(minutes=10)
"""From the start until the first refund leaves."""
LEASE = timedelta(minutes=1)
"""How long a job is left to the worker that took it."""
BATCH = 20
"""Tickets ended in one round of the worker."""
ALL = "all"
"""In place of a session: the whole event."""


def preview(item: str, session: str, *, full: bool, catalogue: Catalogue, now: datetime) -> Bill:
    """What calling it off would end and give back."""
    live = Ticket.select().where(*_concerned(item, session)).order_by(Ticket.id)
    return cancelling.bill(
        (ticket, cancelling.shop_quote(ticket, full=full, catalogue=catalogue, now=now)) for ticket in live
    )


def confirm_text(item: str, catalogue: Catalogue, language: str) -> str:
    """What has to be typed before it happens: the title."""
    known = catalogue.item(item)
    sold = None if known else Ticket.get_or_none(Ticket.item == item)
    title = known.title if known else sold.face["title"] if sold else {}
    if not title:
        raise Refused("not_found", 404)
    return localised(title, language)


def start(item: str, session: str, why: Why, *, full: bool, now: datetime) -> CallingOff:
    """Begin: nothing more is sold, and the worker may start. The same date twice is one job."""
    with transaction():
        running = CallingOff.get_or_none(
            CallingOff.item == item, CallingOff.session == session, CallingOff.stopped_at.is_null()
        )
        if running:
            return running
        halts.set_state(item, session, "cancelled", now)
        return CallingOff.create(
            item=item,
            session=session,
            reason=why.reason,
            detail=why.detail,
            full=full,
            started_at=now,
            refund_at=now + GRACE,
            due_at=now,
        )


def jobs() -> list[CallingOff]:
    """All of them, newest first."""
    return list(CallingOff.select().order_by(CallingOff.id.desc()).limit(100))


def job(number: str) -> CallingOff:
    """The job of that number; refuses with ``not_found``."""
    found = CallingOff.get_or_none(CallingOff.id == int(number)) if number.isdigit() else None
    if found is None:
        raise Refused("not_found", 404)
    return found


def work(catalogue: Catalogue) -> list[Ticket] | None:
    """End the next tickets of a job that runs; returns those that ended, None when there is nothing to do."""
    now = clock.now()
    with transaction():
        due = CallingOff.select().where(CallingOff.due_at <= now).order_by(CallingOff.due_at).limit(1)
        jobs: list[CallingOff] = list(claimable(due))
        CallingOff.update(due_at=now + LEASE).where(CallingOff.id.in_([job.id for job in jobs])).execute()
    return [ticket for job in jobs for ticket in _advance(job, catalogue, now)] if jobs else None


def stop(job: CallingOff, now: datetime) -> None:
    """Take it back while no money has left; refuses with ``stop_late``."""
    with transaction():
        job = locked(CallingOff.select().where(CallingOff.id == job.id)).get()
        if job.stopped_at:
            return
        if now >= job.refund_at:
            raise Refused("stop_late", 409)
        CallingOff.update(stopped_at=now, due_at=None).where(CallingOff.id == job.id).execute()
        Refund.update(state="stopped", due_at=None).where(Refund.calling_off == job).execute()
        halts.lift(job.item, job.session)
        for ticket in Ticket.select().where(Ticket.calling_off == job):
            _live_again(ticket, job, now)


def retry(job: CallingOff, now: datetime) -> None:
    """Plan the refunds once more that Stripe could not make."""
    with transaction():
        for refund in Refund.select().where(Refund.calling_off == job, Refund.state == "failed"):
            later = Refund.select().where(Refund.ticket == refund.ticket, Refund.id > refund.id)
            if not later.exists():
                refunds.plan(
                    refund.order, refund.amount, "cancelled", now, fee=refund.fee, ticket=refund.ticket, calling_off=job
                )


def progress(job: CallingOff, catalogue: Catalogue, now: datetime, language: str) -> dict[str, Any]:
    """How far it has come, as the owner's screen shows it."""
    ended = Ticket.select().where(Ticket.calling_off == job)
    remaining = Ticket.select().where(*_concerned(job.item, job.session)).count() if job.stopped_at is None else 0
    made = list(Refund.select().where(Refund.calling_off == job))
    newest = {refund.ticket_id: refund for refund in sorted(made, key=lambda refund: refund.id)}
    failed = [each for each in newest.values() if each.state == "failed"]
    session = _session_start(job)
    return {
        "id": str(job.id),
        "item": job.item,
        "session": job.session or None,
        "title": confirm_text(job.item, catalogue, language),
        "starts_at": session.isoformat() if session else None,
        "reason": job.reason,
        "detail": job.detail,
        "state": _state(job, remaining, list(newest.values()), now),
        "orders": ended.select(fn.COUNT(fn.DISTINCT(Ticket.order))).scalar(),
        "tickets": ended.count() + remaining,
        "cancelled": ended.count(),
        "refund": sum(each.amount for each in newest.values()),
        "refunded": sum(each.amount for each in newest.values() if each.state == "succeeded"),
        "refund_at": job.refund_at.isoformat(),
        "now": now.isoformat(),
        "failed": [{"order": each.order.number, "amount": each.amount, "error": each.error} for each in failed],
    }


def _advance(job: CallingOff, catalogue: Catalogue, now: datetime) -> list[Ticket]:
    concerned = list(Ticket.select().where(*_concerned(job.item, job.session)).order_by(Ticket.id).limit(BATCH))
    for ticket in concerned:
        _end(ticket, job, catalogue, now)
    if not concerned:
        _give_up_waiting(job, catalogue, now)
    done = {CallingOff.due_at: None, CallingOff.cancelled_at: now} if not concerned else {CallingOff.due_at: now}
    CallingOff.update(done).where(CallingOff.id == job.id, CallingOff.stopped_at.is_null()).execute()
    return concerned


def _end(ticket: Ticket, job: CallingOff, catalogue: Catalogue, now: datetime) -> None:
    why = Why(by="shop", reason=job.reason, detail=job.detail, calling_off=job)
    with transaction():
        job = locked(CallingOff.select().where(CallingOff.id == job.id)).get()
        order = locked(Order.select().where(Order.id == ticket.order_id)).get() if ticket.order_id else None
        ticket = locked(Ticket.select().where(Ticket.id == ticket.id)).get()
        if job.stopped_at or ticket.cancelled_at or order is None:
            return
        found = cancelling.shop_quote(ticket, full=job.full, catalogue=catalogue, now=now)
        cancelling.end(ticket, order, found, why, catalogue, now)


def _give_up_waiting(job: CallingOff, catalogue: Catalogue, now: datetime) -> None:
    """Orders for the date that are not paid yet end; money that still comes goes back by itself."""
    dated = [OrderLine.session == job.session] if job.session else []
    lines = OrderLine.select(OrderLine.order).join(Order)
    lines = lines.where(OrderLine.item == job.item, *dated, Order.status.in_(states.WAITING))
    for order_id in {line.order_id for line in lines}:
        settling.give_up(order_id, "cancelled", catalogue, now)


def _live_again(ticket: Ticket, job: CallingOff, now: datetime) -> None:
    order: Order = locked(Order.select().where(Order.id == ticket.order_id)).get()
    stock.sell_again(cancelling.seats(ticket))
    changes = {"cancelled_at": None, "cancelled_by": "", "cancel_reason": "", "cancel_detail": "", "calling_off": None}
    Ticket.update(**changes).where(Ticket.id == ticket.id).execute()
    refunds.refresh(order)
    told = Mail.get_or_none(Mail.key == f"called-off:{ticket.number}:{job.id}")
    if told and told.sent_at is None:
        Mail.update(due_at=None, error="withdrawn").where(Mail.id == told.id).execute()
    values = {"ticket": ticket.id, "order": order.number}
    key = f"called-off-withdrawn:{ticket.number}:{job.id}"
    outbox.post(key, "called-off-withdrawn", ticket.contact or order.customer.email, ticket.locale, values, now)


def _concerned(item: str, session: str) -> tuple[Any, ...]:
    """Live tickets of the date, or of all dates, that an order stands behind."""
    dated = [Ticket.session == session] if session else []
    return (Ticket.item == item, *dated, Ticket.cancelled_at.is_null(), Ticket.order.is_null(False))


def _session_start(job: CallingOff) -> datetime | None:
    """When the date was to start; None for a whole event."""
    sold = Ticket.get_or_none(Ticket.item == job.item, Ticket.session == job.session) if job.session else None
    return sold.starts_at if sold else None


def _state(job: CallingOff, remaining: int, made: list[Refund], now: datetime) -> str:
    if job.stopped_at:
        return "stopped"
    if remaining or job.cancelled_at is None:
        return "running"
    if now < job.refund_at:
        return "waiting" if made else "done"
    return "refunding" if any(each.state in refunds.UNDER_WAY for each in made) else "done"
