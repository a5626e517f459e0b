"""Stamping: load, decide and write under the tickets' locks, with a nonce from the device: a use happens once."""

from collections.abc import Sequence
from datetime import datetime

from peewee import IntegrityError

from webhook.crew.accounts import Visitor
from webhook.database import transaction
from webhook.door import handing_in, watching
from webhook.door.deciding import decide
from webhook.door.loading import Book
from webhook.door.tries import Tries
from webhook.door.wishes import Asked, Hand, Method, Verdict, Wish
from webhook.door.writing import Made, conflict_of, stamp_of
from webhook.refusals import Refused

Answer = Verdict | Refused


def stamp(wish: Wish, visitor: Visitor, now: datetime) -> Verdict:
    """Use units of a ticket, or with ``dry_run`` say what would happen. The same nonce again is the same answer."""
    return settle(Asked(wish=wish, hand=by_staff(wish, visitor), now=now))


def by_staff(wish: Wish, visitor: Visitor) -> Hand:
    """The hand of staff at their own device, or of who types back what was ticked on paper."""
    method: Method = "paper" if wish.paper else "scan" if wish.door_code else "six_digit"
    return Hand(method=method, staff=visitor.staff, visitor=visitor)


def settle(asked: Asked) -> Verdict:
    """The verdict on a single wish, committed."""
    try:
        with transaction():
            answer = batch([asked])[0]
    except IntegrityError as error:
        raise told(error) from error
    if isinstance(answer, Refused):
        raise answer
    return answer


def told(error: Exception) -> Exception:
    """A failure as it is told: the same nonce for two tickets at the same moment is a refusal."""
    doubled = isinstance(error, IntegrityError) and "nonce" in str(error)
    return Refused("nonce_used", 409, field="nonce") if doubled else error


def batch(asked: Sequence[Asked], *, look: bool = False) -> list[Answer]:
    """The verdicts on many wishes in their order, within the caller's transaction; a refusal is that wish's alone.

    With ``look`` nothing is locked or written, and all of them have to be dry runs by door code.
    """
    if not asked:
        return []
    book = Book([each.wish for each in asked], max(each.now for each in asked), lock=not look)
    tries, made, answers = Tries(), Made(), list[Answer]()
    for each in asked:
        try:
            answers.append(_counted(each, book, made, tries))
        except Refused as refused:
            answers.append(refused)
    made.store()
    tries.store()
    if not look:
        watching.note(asked, answers, made)
    return answers


def _counted(asked: Asked, book: Book, made: Made, tries: Tries) -> Verdict:
    """A verdict; one by six digits is a try that may be wrong."""
    visitor = asked.hand.visitor
    if not asked.wish.six_digit or visitor is None:
        return _verdict(asked, book, made)
    tries.check(visitor.sign_in, asked.now)
    verdict = _verdict(asked, book, made)
    tries.count(visitor.sign_in, asked.now, missed=verdict.result == "unknown")
    return verdict


def _verdict(asked: Asked, book: Book, made: Made) -> Verdict:
    """One verdict; what it stamps is noted in the book and added to ``made``."""
    standing = book.standing(asked.wish)
    current = standing.worth
    if current:
        handing_in.check_hand(asked, current.ticket)
    decision = decide(asked, standing)
    if current is None:
        return Verdict(result=decision.result, worth=standing.moved, order=standing.unpaid)
    previous = current.stamps[-1] if current.stamps else None
    if standing.before or standing.conflict:
        shares = book.shares(standing.before) if standing.before else {}
        return Verdict(
            result=decision.result, worth=current, stamp=standing.before, shares=shares, conflict=standing.conflict
        )
    conflict = conflict_of(asked, current, decision.over) if decision.over else None
    if conflict:
        made.conflicts.append(conflict)
        book.clashed(conflict)
    if decision.shares is None:
        return Verdict(result=decision.result, worth=current, previous=previous, conflict=conflict)
    stamp = stamp_of(asked, current, sum(decision.shares.values()))
    made.stamps.append((stamp, decision.shares))
    after = book.used(stamp, decision.shares)
    seen = previous if conflict else None
    return Verdict(
        result=decision.result, worth=after, stamp=stamp, shares=decision.shares, previous=seen, conflict=conflict
    )
