"""Waiting for a condition instead of sleeping."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 120
"""Seconds that anything may take on a machine that has much else to do; what passes never waits so long."""


def until(condition: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """Ask again and again until the condition holds; returns its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"still waiting for {what} after {seconds} s"
        time.sleep(0.02)
