"""Stamping: load, decide and write under the tickets' locks, with a nonce from the device: a use happens once."""

from collections.abc import Sequence
from datetime import datetime

from peewee import IntegrityError

from webhook import accounts
from webhook.accounts import Visitor
from webhook.database import transaction
from webhook.door.deciding import decide
from webhook.door.loading import Book
from webhook.door.wishes import Asked, Hand, Verdict, Wish
from webhook.door.writing import stamp_of, store
from webhook.models import Stamp
from webhook.refusals import Refused


def stamp(wish: Wish, visitor: Visitor, now: datetime) -> Verdict:
    """Use units of a ticket, or with ``dry_run`` say what would happen. The same nonce again is the same answer."""
    digits_only = not wish.door_code
    if digits_only:
        accounts.check_pause(visitor, now)
    hand = Hand(method="six_digit" if digits_only else "scan", staff=visitor.staff, visitor=visitor)
    verdict = settle(Asked(wish=wish, hand=hand, now=now))
    if digits_only:
        accounts.count_miss(visitor, verdict.result == "unknown", now)
    return verdict


def settle(asked: Asked) -> Verdict:
    """The verdict on a single wish, committed."""
    try:
        with transaction():
            answer = batch([asked], asked.now)[0]
    except IntegrityError as error:  # the same nonce for two tickets at the same moment
        raise Refused("nonce_used", 409, field="nonce") from error
    if isinstance(answer, Refused):
        raise answer
    return answer


def batch(asked: Sequence[Asked], now: datetime) -> list[Verdict | Refused]:
    """The verdicts on many wishes in their order, within the caller's transaction; a refusal is that wish's alone."""
    book, made = Book([each.wish for each in asked], now, lock=True), list[tuple[Stamp, dict[int, int]]]()
    answers: list[Verdict | Refused] = []
    for each in asked:
        try:
            answers.append(_verdict(each, book, made))
        except Refused as refused:
            answers.append(refused)
    store(made)
    return answers


def _verdict(asked: Asked, book: Book, made: list[tuple[Stamp, dict[int, int]]]) -> Verdict:
    """One verdict; what it stamps is noted in the book and added to ``made``."""
    standing = book.standing(asked.wish)
    decision, current = decide(asked.wish, standing, asked.hand, asked.now), standing.worth
    if current is None:
        return Verdict(result=decision.result, worth=standing.moved)
    if standing.before:
        shares = book.shares(standing.before)
        return Verdict(result=decision.result, worth=current, stamp=standing.before, shares=shares)
    if decision.shares is None:
        return Verdict(result=decision.result, worth=current, previous=current.stamps[-1] if current.stamps else None)
    stamp = stamp_of(asked, current, sum(decision.shares.values()))
    made.append((stamp, decision.shares))
    return Verdict(result=decision.result, worth=book.used(stamp, decision.shares), stamp=stamp, shares=decision.shares)
