"""Items of the catalogue as bytes and back, without what is at its default: quick to read by the thousand."""

import copyreg
import dataclasses
import functools
import io
import pickle
from typing import Any

from webhook.catalogue import Item


def frozen(item: Item) -> bytes:
    """The item as bytes, for this very program to read."""
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(item)
    return out.getvalue()


def thawed(data: bytes) -> Item:
    """The item that was frozen."""
    item: Item = pickle.loads(data)  # noqa: S301 - written by this program, in the user's own folder
    return item


class _Pickler(pickle.Pickler):
    def reducer_override(self, thing: object) -> Any:
        """A field that is not there is answered by the class, which has its default."""
        if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
            return NotImplemented
        defaults = _defaults(type(thing))
        told = {name: value for name, value in vars(thing).items() if name not in defaults or value != defaults[name]}
        return copyreg.__newobj__, (type(thing),), told  # type: ignore[attr-defined]


@functools.cache
def _defaults(kind: type) -> dict[str, Any]:
    return {each.name: each.default for each in dataclasses.fields(kind) if each.default is not dataclasses.MISSING}
