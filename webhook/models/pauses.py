"""What the owner's switch says of selling, channel by channel."""

from peewee import BooleanField, CharField

from webhook.models.base import MomentField, Table


class Pause(Table):
    """Whether an item is sold in a channel now, whatever its file says; see ``pauses.py``."""

    item = CharField()
    channel = CharField()
    paused = BooleanField()
    at = MomentField()

    class Meta:
        indexes = ((("item", "channel"), True),)
