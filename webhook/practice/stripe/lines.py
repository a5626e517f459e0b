"""Line items of a session, with the price and product that ``price_data`` makes on the way."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from webhook.practice.stripe import products
from webhook.practice.stripe.account import Account
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.limits import check_currency
from webhook.practice.stripe.refusals import Refused, exclusive_parameters, missing_object, missing_parameter
from webhook.practice.stripe.store import JSON


@dataclass(frozen=True, kw_only=True)
class Cart:
    """What a session sells: lines and their products, ready to be kept."""

    lines: list[JSON]
    products: list[JSON]
    currency: str

    @property
    def amount(self) -> int:
        """The total in the currency's smallest unit."""
        return sum(int(line["amount_total"]) for line in self.lines)


def read_cart(account: Account, params: JSON) -> Cart:
    """The lines that ``params`` describe; Refused when one cannot be sold."""
    lines, products = [], []
    for number, sent in enumerate(params["line_items"]):
        line, product = _line(account, sent, f"line_items[{number}]")
        lines.append(line)
        products.append(product)
    currencies = {str(line["currency"]) for line in lines}
    if len(currencies) > 1:
        raise Refused("All line items must have the same currency.", param="line_items")
    return Cart(lines=lines, products=products, currency=currencies.pop())


def _line(account: Account, sent: JSON, param: str) -> tuple[JSON, JSON]:
    _check_references(sent, param)
    if "quantity" not in sent:
        raise missing_parameter(f"{param}[quantity]")
    price, product = _made(account, sent["price_data"], param) if "price_data" in sent else _known(account, sent, param)
    unit = Decimal(price["unit_amount_decimal"])
    amount = int((unit * sent["quantity"]).quantize(Decimal(1), ROUND_HALF_UP))
    adjustable = sent.get("adjustable_quantity")
    line = {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": {"maximum": None, "minimum": None} | adjustable if adjustable else None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": sent.get("metadata", {}),
        "price": price,
        "quantity": sent["quantity"],
    }
    return line, product


def _check_references(sent: JSON, param: str) -> None:
    if "price" in sent and "price_data" in sent:
        raise exclusive_parameters(f"{param}[price]", f"{param}[price_data]")
    if sent.get("tax_rates"):
        raise missing_object("tax_rate", sent["tax_rates"][0], param=f"{param}[tax_rates][0]", status=400)
    if "price_data" not in sent and "price" not in sent:
        raise missing_parameter(f"{param}[price_data]")
    if "recurring" in sent.get("price_data", {}):
        raise Refused("A session with `mode=payment` sells once only.", param=f"{param}[price_data][recurring]")


def _made(account: Account, data: JSON, param: str) -> tuple[JSON, JSON]:
    """The price that ``price_data`` makes on the way, and its product."""
    currency = check_currency(data["currency"], f"{param}[price_data][currency]")
    unit = products.unit_amount(data, f"{param}[price_data]")
    product = _product(account, data, param)
    price = products.new_price(account, data, currency=currency, unit=unit, product_id=product["id"], active=False)
    return price, product


def _known(account: Account, sent: JSON, param: str) -> tuple[JSON, JSON]:
    """The price made before, and its product."""
    price = account.find("price", sent["price"], param=f"{param}[price]", status=400)
    return price, account.find("product", price["product"])


def _product(account: Account, data: JSON, param: str) -> JSON:
    if "product" in data and "product_data" in data:
        raise exclusive_parameters(f"{param}[price_data][product]", f"{param}[price_data][product_data]")
    if "product" in data:
        return account.find("product", data["product"], param=f"{param}[price_data][product]", status=400)
    if "product_data" not in data:
        raise missing_parameter(f"{param}[price_data][product_data]")
    described = data["product_data"]
    return products.new_product(account, described, active=False)
