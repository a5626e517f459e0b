"""What is over: events that took place, or that their creator put away. Their pages stay; the shop window moves on."""

from collections.abc import Iterable

from generator.pages.views import ItemView

PATH = "/archive/"


def years(views: Iterable[ItemView]) -> list[tuple[int, list[ItemView]]]:
    """Events that are over by the year of their last date, in the shop's time, the latest first."""
    ended = [view for view in views if view.over and view.item.sessions]
    ended.sort(key=lambda view: view.item.sessions[-1].starts, reverse=True)
    shelves: dict[int, list[ItemView]] = {}
    for view in ended:
        shelves.setdefault(view.item.sessions[-1].starts.year, []).append(view)
    return list(shelves.items())
