"""Work spread over the cores of the machine."""

import gc
import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")

LEAST = 40
"""Pieces of work below which starting another process costs more than it saves."""


def spread(work: Callable[[T], R], pieces: Sequence[T]) -> list[R]:
    """``work`` of every piece, in order. The results cross between processes, so they must be picklable.

    Processes are forked, which only a program with a single thread may do, and only where forking is sound.
    """
    count = min(os.cpu_count() or 1, len(pieces) // LEAST + 1)
    if count == 1 or sys.platform != "linux" or threading.active_count() > 1:
        return [work(piece) for piece in pieces]
    gc.freeze()  # a collection would write to, and so copy, the memory that the processes share
    results: list[R | None] = [None] * len(pieces)
    children = [_forked(work, pieces[number::count]) for number in range(1, count)]
    results[::count] = [work(piece) for piece in pieces[::count]]
    for number, (child, pipe) in enumerate(children, 1):
        done: list[R] | None = _received(child, pipe)
        results[number::count] = done if done is not None else [work(piece) for piece in pieces[number::count]]
    return cast(list[R], results)


def _forked(work: Callable[[T], R], pieces: Sequence[T]) -> tuple[int, int]:
    """The id of a new process that does the work, and the pipe on which it will answer."""
    ours, theirs = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        os.close(theirs)
        return child, ours
    try:
        os.close(ours)
        with os.fdopen(theirs, "wb") as pipe:
            pickle.dump([work(piece) for piece in pieces], pipe, pickle.HIGHEST_PROTOCOL)
        os._exit(0)
    finally:
        os._exit(1)


def _received(child: int, pipe: int) -> list[R] | None:
    """What the process answered; None when it died, so that its work must be done, and its error met, here."""
    with os.fdopen(pipe, "rb") as answer:
        data = answer.read()
    _, status = os.waitpid(child, 0)
    return cast(list[R], pickle.loads(data)) if status == 0 else None  # noqa: S301 - our own process wrote it
