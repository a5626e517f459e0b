"""Line items of a session, with the price and product that ``price_data`` makes on the way."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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
    data = sent["price_data"]
    currency = check_currency(data["currency"], f"{param}[price_data][currency]")
    unit = _unit_amount(data, f"{param}[price_data]")
    amount = int((unit * sent["quantity"]).quantize(Decimal(1), ROUND_HALF_UP))
    product = _product(account, data, param)
    adjustable = sent.get("adjustable_quantity")
    line = {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": {"maximum": None, "minimum": None} | adjustable if adjustable else None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": currency,
        "description": product["name"],
        "metadata": sent.get("metadata", {}),
        "price": _price(account, data, currency, unit, product["id"]),
        "quantity": sent["quantity"],
    }
    return line, product


def _check_references(sent: JSON, param: str) -> None:
    if "price" in sent and "price_data" in sent:
        raise exclusive_parameters(f"{param}[price]", f"{param}[price_data]")
    if "price" in sent:
        raise missing_object("price", sent["price"], param=f"{param}[price]", status=400)
    if sent.get("tax_rates"):
        raise missing_object("tax_rate", sent["tax_rates"][0], param=f"{param}[tax_rates][0]", status=400)
    if "price_data" not in sent:
        raise missing_parameter(f"{param}[price_data]")
    if "recurring" in sent["price_data"]:
        raise Refused("A session with `mode=payment` sells once only.", param=f"{param}[price_data][recurring]")


def _unit_amount(data: JSON, param: str) -> Decimal:
    if "unit_amount" in data and "unit_amount_decimal" in data:
        raise exclusive_parameters(f"{param}[unit_amount]", f"{param}[unit_amount_decimal]")
    amount = data.get("unit_amount", data.get("unit_amount_decimal"))
    if amount is None:
        raise missing_parameter(f"{param}[unit_amount]")
    return Decimal(amount)


def _product(account: Account, data: JSON, param: str) -> JSON:
    if "product" in data and "product_data" in data:
        raise exclusive_parameters(f"{param}[price_data][product]", f"{param}[price_data][product_data]")
    if "product" in data:
        return account.find("product", data["product"], param=f"{param}[price_data][product]", status=400)
    if "product_data" not in data:
        raise missing_parameter(f"{param}[price_data][product_data]")
    described = data["product_data"]
    return {
        "id": new_id("prod"),
        "object": "product",
        "active": False,
        "created": account.time(),
        "description": described.get("description"),
        "images": described.get("images", []),
        "livemode": False,
        "marketing_features": [],
        "metadata": described.get("metadata", {}),
        "name": described["name"],
        "package_dimensions": None,
        "shippable": None,
        "tax_details": None,
        "type": "service",
        "unit_label": described.get("unit_label"),
        "updated": account.time(),
        "url": None,
    }


def _price(account: Account, data: JSON, currency: str, unit: Decimal, product_id: str) -> JSON:
    whole = unit == unit.to_integral_value()
    return {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": account.time(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": None,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": int(unit) if whole else None,
        "unit_amount_decimal": str(int(unit)) if whole else str(unit),
    }
