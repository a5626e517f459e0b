"""Products and prices, made on the way by a session or beforehand over the API."""

from decimal import Decimal

from webhook.practice.stripe.account import Account, Call
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.limits import check_currency
from webhook.practice.stripe.refusals import exclusive_parameters, missing_parameter
from webhook.practice.stripe.store import JSON


def create_product(account: Account, call: Call) -> JSON:
    """POST /v1/products."""
    product = new_product(account, call.params, active=call.params.get("active", True))
    account.store.put(product)
    return product


def retrieve_product(account: Account, call: Call) -> JSON:
    """GET /v1/products/{id}."""
    return account.find("product", call.id)


def create_price(account: Account, call: Call) -> JSON:
    """POST /v1/prices, of a product that is there."""
    params = call.params
    currency = check_currency(params["currency"], "currency")
    if "product" not in params:
        raise missing_parameter("product")
    product = account.find("product", params["product"], param="product", status=400)
    active = params.get("active", True)
    unit = unit_amount(params, "")
    price = new_price(account, params, currency=currency, unit=unit, product_id=product["id"], active=active)
    account.store.put(price)
    return price


def retrieve_price(account: Account, call: Call) -> JSON:
    """GET /v1/prices/{id}."""
    return account.find("price", call.id)


def unit_amount(data: JSON, param: str) -> Decimal:
    """The price of one, in the currency's smallest unit or parts of it; ``param`` is where ``data`` was sent."""
    name = f"{param}[unit_amount]" if param else "unit_amount"
    if "unit_amount" in data and "unit_amount_decimal" in data:
        raise exclusive_parameters(name, name.replace("unit_amount", "unit_amount_decimal"))
    amount = data.get("unit_amount", data.get("unit_amount_decimal"))
    if amount is None:
        raise missing_parameter(name)
    return Decimal(amount)


def new_product(account: Account, described: JSON, *, active: bool) -> JSON:
    """A product as its parameters describe it."""
    return {
        "id": new_id("prod"),
        "object": "product",
        "active": active,
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


def new_price(account: Account, data: JSON, *, currency: str, unit: Decimal, product_id: str, active: bool) -> JSON:
    """A price for buying once."""
    whole = unit == unit.to_integral_value()
    return {
        "id": new_id("price"),
        "object": "price",
        "active": active,
        "billing_scheme": "per_unit",
        "created": account.time(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": data.get("metadata", {}),
        "nickname": data.get("nickname"),
        "product": product_id,
        "recurring": None,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": int(unit) if whole else None,
        "unit_amount_decimal": str(int(unit)) if whole else str(unit),
    }
