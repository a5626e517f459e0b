"""What Mogiri is to reach beside its peers ("To reach" of the project's notes on speed), and whether it does."""

from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Target:
    """At ``size`` events, ``step`` of Mogiri over ``against`` of ``peer`` is at most ``most``; without one, itself."""

    size: int
    step: str
    most: float
    peer: str = ""
    against: str = ""


TARGETS = (
    Target(size=1000, step="cold", most=2.4, peer="Hugo 0.168"),
    Target(size=1000, step="cold", most=0.5, peer="MkDocs 1.6"),
    Target(size=1000, step="cold", most=0.5, peer="Pelican 4.12"),
    Target(size=1000, step="nothing", most=1 / 20, peer="Hugo 0.168"),
    Target(size=1000, step="one", most=1 / 4, peer="Hugo 0.168"),
    Target(size=10_000, step="one", most=1 / 20, peer="Hugo 0.168"),
    Target(size=1000, step="deleted", most=1 / 3, peer="Hugo 0.168", against="cold"),
    Target(size=1000, step="peak", most=100),
    Target(size=1000, step="watch", most=30),
)


def told(size: int, figures: Mapping[str, Figures]) -> list[str]:
    """A line for each target of that size."""
    return [line for target in TARGETS if target.size == size and (line := _told(target, figures))]


def _told(target: Target, figures: Mapping[str, Figures]) -> str:
    ours = figures["Mogiri"][target.step]
    floor = figures[target.peer][target.against or target.step] if target.peer else 1.0
    if ours is None or not floor:
        return ""
    reached = ours / floor
    beside = f" × {target.peer}" if target.peer else " MB" if target.step == "peak" else " ms"
    verdict = "met" if reached <= target.most else "NOT met"
    return f"to reach at {target.size:,}: {target.step} ≤ {target.most:.3g}{beside} – {reached:.3g}, {verdict}"
