"""What Stripe demands of a new checkout session beyond the form of its parameters."""

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from webhook.practice.stripe.account import Account
from webhook.practice.stripe.methods import CARD, ENABLED, LEAST_CHARGE, MOST_CHARGE, offered
from webhook.practice.stripe.refusals import Refused, missing_object, missing_parameter
from webhook.practice.stripe.store import JSON

SHORTEST = timedelta(minutes=30)
LONGEST = timedelta(hours=24)
_ELSEWHERE = {"customer": "customer", "customer_account": "account"}
_NOT_HERE = ("optional_items", "setup_intent_data", "shipping_address_collection", "shipping_options",
             "subscription_data")  # fmt: skip


def check(account: Account, params: JSON) -> None:
    """Refused when a session cannot be opened with ``params``, whatever its amount."""
    if "mode" not in params:
        raise missing_parameter("mode")
    _offered_here(params)
    if not params.get("line_items"):
        raise missing_parameter("line_items")
    if "success_url" not in params:
        raise missing_parameter("success_url")
    for name in ("success_url", "cancel_url"):
        if name in params and not _is_address(params[name]):
            raise Refused("Not a valid URL", code="url_invalid", param=name)
    if "customer_email" in params and not _is_mail(params["customer_email"]):
        message = f"Invalid email address: {params['customer_email'][:80]}"
        raise Refused(message, code="email_invalid", param="customer_email")
    _expiry(account, params)


def check_amount(account: Account, amount: int, currency: str, params: JSON, *, param: str = "line_items") -> list[str]:
    """The methods offered for ``amount``, which ``param`` named; Refused when it is out of bounds or none is left."""
    least = LEAST_CHARGE[currency]
    if 0 < amount < least:
        message = f"The total amount must be at least {least} in the smallest unit of {currency}."
        raise Refused(message, code="amount_too_small", param=param)
    if amount > MOST_CHARGE:
        message = f"The total amount must be no more than {MOST_CHARGE}."
        raise Refused(message, code="amount_too_large", param=param)
    allowed, excluded = params.get("allowed_payment_method_types"), params.get("excluded_payment_method_types")
    enabled = (CARD,) if account.board.now.without_konbini else ENABLED
    methods = offered(amount, currency, allowed, excluded, enabled)
    if not methods:
        raise Refused(_no_method(allowed), param="allowed_payment_method_types")
    return methods


def check_currency(currency: str, param: str) -> str:
    """The currency in lower case; Refused when it is not one of those accepted here."""
    if currency.lower() not in LEAST_CHARGE:
        message = f"Invalid currency: {currency[:20]}. Supported here: {', '.join(LEAST_CHARGE)}"
        raise Refused(message, param=param)
    return currency.lower()


def _offered_here(params: JSON) -> None:
    if params["mode"] != "payment":
        raise Refused("The practice Stripe has only `mode=payment`.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refused("The practice Stripe has only `ui_mode=hosted_page`.", param="ui_mode")
    for name, kind in _ELSEWHERE.items():
        if name in params:
            raise missing_object(kind, str(params[name]), param=name, status=400)
    for name in _NOT_HERE:
        if name in params:
            raise Refused(f"The practice Stripe does not have `{name}`.", param=name)
    if params.get("discounts"):
        _discount(params)


def _discount(params: JSON) -> None:
    if params.get("allow_promotion_codes"):
        raise Refused("You may only specify one of these parameters: allow_promotion_codes, discounts.",
                      code="parameters_exclusive", param="discounts")  # fmt: skip
    raise missing_object("coupon", "", param="discounts[0][coupon]", status=400)


def _expiry(account: Account, params: JSON) -> None:
    expires_at, opened = params.get("expires_at"), account.time()
    if expires_at is None:
        return
    if expires_at < opened + SHORTEST.total_seconds():
        raise Refused("`expires_at` must be at least 30 minutes after the session is created.", param="expires_at")
    if expires_at > opened + LONGEST.total_seconds():
        raise Refused("`expires_at` must be at most 24 hours after the session is created.", param="expires_at")


def _is_address(text: str) -> bool:
    if any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        named = re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", host.encode("idna").decode("ascii").lower())
    except ValueError:  # also for hosts that no domain name can stand for
        return False
    return parts.scheme in ("http", "https") and bool(named) and port != 0


def _is_mail(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name) and "." in host.strip(".") and not any(c.isspace() or not c.isprintable() for c in text)


def _no_method(allowed: Sequence[str] | None) -> str:
    asked = f" Allowed by the request: {', '.join(allowed)}." if allowed else ""
    return f"No payment method that is switched on can be used here.{asked}"
