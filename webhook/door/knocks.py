"""Requests of staff, many settled together: who is it, what do they wish, and one commit for all of them."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson

from webhook.crew import accounts
from webhook.crew.accounts import Visitor
from webhook.database import AWAY, transaction
from webhook.door import answers
from webhook.door.answers import Reader, Spoken
from webhook.door.stamping import Answer, batch, by_staff, told
from webhook.door.wishes import Asked, Verdict, Wish
from webhook.refusals import Refused

log = logging.getLogger(__name__)

Holders = Callable[..., Mapping[str, Visitor]]
"""``accounts.holders``, or what answers like it."""


@dataclass(kw_only=True)
class Knock:
    """One request: the digest of its cookie, its wishes (``listed``, or a single one), when it came, and its language.

    Once settled it has the JSON of its verdicts, and the ids of the tickets that were stamped. ``failure`` is set
    instead when nothing can be answered: ``sign_in``, what refuses the single wish, or a mistake of ours.
    """

    digest: str
    wishes: Sequence[Wish]
    listed: bool
    now: datetime
    language: str
    answers: list[Answer] = field(default_factory=list)
    json: bytes = b""
    stamped: list[int] = field(default_factory=list)
    failure: Exception | None = None


def settle(
    knocks: Sequence[Knock],
    spoken: Spoken,
    *,
    holders: Holders = accounts.holders,
    decided: Callable[[], None] = lambda: None,
) -> None:
    """Answer all of them with one commit.

    What fails as a whole is tried one by one, so that each has only its own failure. ``decided`` is called when only
    the commit is left to be waited for, and not when it came to a failure before.
    """
    try:
        with transaction():
            _answer(knocks, holders)
            decided()
    except Exception as error:
        _settle_again(knocks, error)
    _tell(knocks, spoken)


def look(knocks: Sequence[Knock], spoken: Spoken) -> None:
    """Answer dry runs by door code: nothing is locked or written, so they wait for nobody's commit."""
    try:
        _answer(knocks, accounts.holders, look=True)
    except Exception as error:
        _fail(knocks, error)
    _tell(knocks, spoken)


def _settle_again(knocks: Sequence[Knock], error: Exception) -> None:
    """After ``error``: once more, or each by itself. Their nonces keep it one act if it was committed after all."""
    if not isinstance(error, AWAY):
        _settle_apart(knocks, error)
        return
    log.warning("%d requests are tried again: %s", len(knocks), error)
    try:
        with transaction():
            _answer(knocks, accounts.holders)
    except AWAY as again:  # no database: the next ones need not wait for it in turn
        _fail(knocks, again)
    except Exception as again:
        _settle_apart(knocks, again)


def _settle_apart(knocks: Sequence[Knock], error: Exception) -> None:
    if len(knocks) == 1 and len(knocks[0].wishes) == 1:
        _fail(knocks, told(error))
        return
    log.warning("%d requests are settled one by one: %s", len(knocks), error)
    for knock in knocks:
        _one_by_one(knock)


def _one_by_one(knock: Knock) -> None:
    parts = [replace(knock, wishes=[wish]) for wish in knock.wishes]
    for part in parts:
        try:
            with transaction():
                _answer([part], accounts.holders)
        except Exception as error:
            _settle_again([part], error)
    knock.failure = next((part.failure for part in parts if _is_whole(part.failure)), None)
    if knock.failure is None:
        knock.answers = [part.failure if isinstance(part.failure, Refused) else part.answers[0] for part in parts]


def _answer(knocks: Sequence[Knock], holders: Holders, *, look: bool = False) -> None:
    typed = {knock.digest for knock in knocks if any(wish.six_digit for wish in knock.wishes)}
    known = holders({knock.digest for knock in knocks}, knocks[-1].now, lock=typed)
    asked: list[Asked] = []
    for knock in knocks:
        visitor = known.get(knock.digest)
        over = visitor is not None and visitor.ended_at is not None
        stranger = visitor is None or (over and not all(wish.at for wish in knock.wishes))
        knock.failure = Refused("sign_in", 401) if stranger else None
        if visitor and not stranger:
            asked += [Asked(wish=wish, hand=by_staff(wish, visitor), now=knock.now) for wish in knock.wishes]
    answers = iter(batch(asked, look=look))
    for knock in knocks:
        if knock.failure is None:
            knock.answers = [next(answers) for _ in knock.wishes]


def _tell(knocks: Sequence[Knock], spoken: Spoken) -> None:
    """The verdicts as JSON; in a list a refusal is one as well, so that the others are not lost with it."""
    for knock in knocks:
        if knock.failure is None:
            try:
                _tell_one(knock, spoken)
            except Exception as error:
                knock.failure = error


def _tell_one(knock: Knock, spoken: Spoken) -> None:
    words, shop = spoken
    reader = Reader(words=words, shop=shop, language=knock.language, now=knock.now)
    parts: list[dict[str, Any]] = []
    knock.stamped = []
    for wish, given in zip(knock.wishes, knock.answers, strict=True):
        if isinstance(given, Refused):
            if not knock.listed:
                raise given
            verdict = Verdict(result=given.code)
        else:
            verdict = given
            if given.stamp and given.worth:
                knock.stamped.append(given.worth.ticket.id)
        told = answers.answer(verdict, reader)
        told["preselect"] = wish.units if wish.dry_run else None
        parts.append(told)
    knock.json = orjson.dumps(parts if knock.listed else parts[0])


def _is_whole(failure: Exception | None) -> bool:
    """Whether a failure is that of the whole request, and not of one of its wishes."""
    return failure is not None and not (isinstance(failure, Refused) and failure.code == "nonce_used")


def _fail(knocks: Sequence[Knock], error: Exception) -> None:
    for knock in knocks:
        knock.failure = error
