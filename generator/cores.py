"""Work spread over the cores of the machine."""

import contextlib
import gc
import os
import select
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from generator import standby
from generator.forking import forked, may_fork, received

T = TypeVar("T")
R = TypeVar("R")

LEAST = 40
"""Pieces of work below which starting another process costs more than it saves."""

_TURNS = 32
"""Turns in which each process takes its part: one that is quicker takes more."""

_TURN = struct.Struct("<II")


class Coming(list[R]):
    """Results that another process works on, which answers on ``pipe``; empty until they are there."""

    def __init__(self, pipe: int | None = None) -> None:
        self._pipe = pipe

    def awaited(self) -> bool:
        """Whether the other process is still at work."""
        return self._pipe is not None and not select.select([self._pipe], [], [], 0)[0]


def spread(
    work: Callable[[T], R],
    pieces: Sequence[T],
    *,
    least: int = LEAST,
    beside: Coming[Any] | None = None,
    first: Callable[[], object] = bool,
) -> list[R]:
    """``work`` of every piece, in order. The results cross between processes, so they must be picklable.

    Fewer than ``least`` pieces are not worth another process. While another is at work ``beside`` this one, none is
    added: it would take more memory, and no less time. ``first`` is what this process does before it takes its part.
    """
    count = min(os.cpu_count() or 1, len(pieces) // least + 1)
    if count == 1 or not may_fork():
        first()
        return [work(piece) for piece in pieces]
    numbered = list(enumerate(pieces))
    queue = _queue(len(pieces), count * _TURNS)
    done = _taken(work, numbered, queue, beside.awaited) if beside is not None else {}
    gc.freeze()  # a collection would write to, and so copy, the memory that the processes share
    children = [forked(partial(_taken, work, numbered, queue)) for _ in range(1, count)]
    first()
    done |= _taken(work, numbered, queue)
    os.close(queue)
    for child, pipe in children:
        done |= received(child, pipe)
    gc.unfreeze()
    return [done[number] if number in done else work(piece) for number, piece in numbered]


@contextlib.contextmanager
def meanwhile(work: Callable[[T], R], pieces: Sequence[T], *, least: int) -> Iterator[Coming[R]]:
    """Let another process do ``work`` of every piece while the block runs; the results are in the list after it.

    The one that stands by does (see ``standby``), to which both must be picklable; if none does, fewer than ``least``
    pieces are done here, after the block.
    """
    results = Coming[R]()
    numbered = list(enumerate(pieces))
    helper = standby.handed(work, numbered) if pieces else None
    if helper is None and len(pieces) >= least and may_fork():
        helper = forked(partial(standby.done, work, numbered))
    if helper is None:
        yield results
        results += map(work, pieces)
        return
    child, pipe = helper
    results = Coming(pipe)
    try:
        yield results
    except BaseException:
        os.kill(child, signal.SIGKILL)
        received(child, pipe)
        raise
    done = received(child, pipe)
    results += (done[number] if number in done else work(piece) for number, piece in numbered)


def _queue(length: int, turns: int) -> int:
    """A pipe from which each process takes what is next to be done: from which place on, and to which."""
    ours, theirs = os.pipe()
    size = max(1, length // turns)
    with os.fdopen(theirs, "wb") as pipe:
        pipe.write(b"".join(_TURN.pack(start, min(start + size, length)) for start in range(0, length, size)))
    return ours


def _taken(
    work: Callable[[T], R], pieces: Sequence[tuple[int, T]], queue: int, while_: Callable[[], bool] = lambda: True
) -> dict[int, R]:
    """Take from the queue until it is empty, or ``while_`` is over; the results by the number of their piece."""
    done: dict[int, R] = {}
    while while_() and (turn := os.read(queue, _TURN.size)):  # a turn is never read in halves
        start, end = _TURN.unpack(turn)
        done |= {number: work(piece) for number, piece in pieces[start:end]}
    return done
