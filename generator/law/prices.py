"""Whether what something costs can be paid."""

from generator.content import Entry
from generator.writing.schema import Values
from webhook import money


def look(entry: Entry, shop: Values) -> None:
    """Report each price that is too low for a card; two of them may be enough, so it stops no build."""
    currency = shop.get("currency", "JPY")
    for priced in (entry.values, *entry.values.get("tickets", ())):
        price = priced.get("price")
        if price and money.too_small(price, currency):
            least = money.CARD_LEAST[currency]
            entry.problem("price_small", priced.at("price"), "price", level="warning", value=price, least=least)
