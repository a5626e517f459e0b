"""A process that is begun before it is known what it will have to do, while this one still loads its modules.

It starts small, so that what this one reads later takes no memory in both.
"""

import contextlib
import os
import pickle
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from generator.forking import forked, may_fork

T = TypeVar("T")
R = TypeVar("R")


class _Waiting(NamedTuple):
    """Its id, the pipe on which it will answer, and the one on which it is told what to do."""

    child: int
    answer: int
    orders: int


_waiting: list[_Waiting] = []


def begin(prepare: Callable[[], object]) -> None:
    """Begin one that makes itself ready by ``prepare`` and waits. It ends with this process, if it was not used."""
    if not may_fork() or _waiting:
        return
    theirs, ours = os.pipe()

    def wait() -> dict[int, Any]:
        os.close(ours)
        prepare()
        with os.fdopen(theirs, "rb") as pipe:
            told = pipe.read()
        return done(*pickle.loads(told)) if told else {}  # noqa: S301 - our own process wrote it

    child, answer = forked(wait)
    os.close(theirs)
    _waiting.append(_Waiting(child, answer, ours))


def handed(work: Callable[[T], R], numbered: Iterable[tuple[int, T]]) -> tuple[int, int] | None:
    """Hand work to the one that waits; its id and the pipe on which it answers, or None when there is none."""
    if not _waiting:
        return None
    each = _waiting.pop()
    with contextlib.suppress(BrokenPipeError), os.fdopen(each.orders, "wb") as pipe:  # it died: nothing is answered
        pickle.dump((work, list(numbered)), pipe, pickle.HIGHEST_PROTOCOL)
    return each.child, each.answer


def done(work: Callable[[T], R], numbered: Iterable[tuple[int, T]]) -> dict[int, R]:
    """The results by their numbers."""
    return {number: work(piece) for number, piece in numbered}
