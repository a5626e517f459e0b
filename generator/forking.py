"""Another process of this program, which does one thing, answers, and ends."""

import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any, cast


def may_fork() -> bool:
    """Only a program with a single thread may, and only where forking is sound and there is a core to spare."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def forked(task: Callable[[], dict[int, Any]]) -> tuple[int, int]:
    """The id of a new process that does ``task``, and the pipe on which it will answer."""
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
            pickle.dump(task(), pipe, pickle.HIGHEST_PROTOCOL)
        os._exit(0)
    finally:
        os._exit(1)


def received(child: int, pipe: int) -> dict[int, Any]:
    """What the process answered; nothing when it died, so that its work must be done, and its error met, here."""
    with os.fdopen(pipe, "rb") as answer:
        data = answer.read()
    _, status = os.waitpid(child, 0)
    return cast(dict[int, Any], pickle.loads(data)) if status == 0 else {}  # noqa: S301 - our own process wrote it
