"""What was sold, frozen: the words, times and terms that a ticket keeps whatever becomes of the item's Markdown."""

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Literal, cast

from webhook.catalogue import Benefit, CancelTier, Item, Kind, Localised, Organiser, Session, Use, Validity, Venue
from webhook.json_form import from_json, to_json


@dataclass(frozen=True, kw_only=True)
class Face:
    """The part of an item and its session that belongs to the buyer; fields are those of the catalogue."""

    kind: Kind
    title: Localised
    path: str
    summary: Localised
    image: str | None = None
    image_alt: Localised | None = None
    venue: Venue | None = None
    organiser: Organiser | None = None
    places: tuple[Venue, ...] = ()
    session: Session | None = None
    use: Use = "scan"
    uses: int = 1
    single_price: int | None = None
    face: int | None = None
    valid: Validity | None = None
    cancel: tuple[CancelTier, ...] = ()
    gift: bool = False
    resale_protection: bool = False
    qr_opens: timedelta | None = None
    entry_numbers: bool = False
    id_check: bool = False
    age_min: int | None = None
    guardian: Literal["consent", "accompany"] | None = None
    under6: Literal["no", "lap", "ticket"] | None = None
    benefit: Benefit | None = None
    share: Literal["no", "yes", "only"] = "no"
    share_used: bool = False
    share_limit: int | None = None
    total_uses: int | None = None
    guide: Localised | None = None


def of(item: Item, session: Session | None) -> dict[str, Any]:
    """The face of an item and session as JSON data, to be stored."""
    kept = {field.name: getattr(item, field.name) for field in fields(Face) if field.name != "session"}
    return cast(dict[str, Any], to_json(Face(**kept, session=session)))


def read(stored: dict[str, Any]) -> Face:
    """The face that was stored."""
    return cast(Face, from_json(Face, stored, "face"))
