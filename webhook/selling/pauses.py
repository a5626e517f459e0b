"""Stopping and resuming the sale of an item in a channel, at once and without a build (S4-06, A17).

The switch goes before the item's file: what it was last set to counts, whatever ``paused`` says there.
"""

from dataclasses import replace
from datetime import datetime

from webhook.catalogue import Catalogue, Item
from webhook.channels import Channels
from webhook.database import transaction
from webhook.models import Pause
from webhook.refusals import Refused


def applied(catalogue: Catalogue) -> Catalogue:
    """The catalogue as the switches have it."""
    switches = list(Pause.select())
    if not switches:
        return catalogue
    stopped = {(each.item, each.channel): bool(each.paused) for each in switches}
    return replace(catalogue, items=tuple(_switched(item, stopped) for item in catalogue.items))


def switch(item: Item, channel: str, paused: bool, channels: Channels, now: datetime) -> None:
    """Stop or resume; refuses with ``unknown_channel`` where it is not sold."""
    if channel not in channels.switches(item):
        raise Refused("unknown_channel", 422, field="channel")
    with transaction():
        row = Pause.get_or_none(Pause.item == item.id, Pause.channel == channel)
        row = row or Pause(item=item.id, channel=channel)
        row.paused, row.at = paused, now
        row.save()


def _switched(item: Item, stopped: dict[tuple[str, str], bool]) -> Item:
    known = {channel: paused for (item_id, channel), paused in stopped.items() if item_id == item.id}
    if not known:
        return item
    kept = [channel for channel in item.paused if known.get(channel, True)]
    return replace(item, paused=tuple(dict.fromkeys([*kept, *(each for each, paused in known.items() if paused)])))
