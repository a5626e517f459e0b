"""What mails say of a place in the waiting list."""

from urllib.parse import urlencode

from webhook.channels import waited
from webhook.letters.letter import Facts, Letter
from webhook.models import Waiting


def waiting(letter: Letter) -> Facts:
    """A place in the line, or an offer."""
    row: Waiting = Waiting.get_by_id(letter.values["waiting"])
    item = letter.places.catalogue.item(row.item)
    session, ticket = (item.session(row.session), item.ticket(row.ticket)) if item else (None, None)
    link = letter.places.page(item.path if item else "/", row.locale)
    channel = waited(item) if item else "own"
    link += "" if channel == "own" else "?" + urlencode({"channel": channel})
    about = {
        "title": item.title if item else {},
        "kind": item.kind if item else "event",
        "starts_at": session.starts if session else None,
        "all_day": bool(session and session.all_day),
        "ticket": ticket.name if ticket else {},
        "quantity": row.quantity,
        "until": row.offer_until,
        "url": f"{link}#offer={row.token}",
        "leave_url": f"{link}#leave={row.token}",
    }
    return {"waiting": about}
