"""What a mail of thanks says: the event, the shop's own words, and what comes next."""

from webhook import clock
from webhook.catalogue import Item, Session
from webhook.letters.letter import Facts, Letter
from webhook.mailing import thanking, unsubscribing
from webhook.models import Customer


def thanks(letter: Letter) -> Facts:
    """Thanks after an event; what comes next is as it stands when the mail leaves."""
    places, catalogue, told = letter.places, letter.places.catalogue, letter.values
    customer: Customer = Customer.get_by_id(told["customer"])
    found = thanking.following(told["item"], catalogue, clock.now())
    about: Facts = {
        "title": told["title"],
        "words": told["words"],
        "name": customer.name,
        "next": _ahead(*found, again=found[0].id == told["item"], letter=letter, language=customer.locale)
        if found
        else None,
        "url": places.page("/", customer.locale),
        "seller_url": places.page("/legal/tokushoho/", customer.locale)
        if "tokushoho" in catalogue.shop.legal
        else None,
    }
    return {"thanks": about, "stop_url": f"{places.tickets}{unsubscribing.path(customer)}"}


def _ahead(item: Item, session: Session, *, again: bool, letter: Letter, language: str) -> Facts:
    about = {"title": item.title, "summary": item.summary, "url": letter.places.page(item.path, language)}
    return about | {"starts_at": session.starts, "all_day": session.all_day, "again": again}
