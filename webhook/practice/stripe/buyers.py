"""The buyer at the hosted page: what the form says about them, and what the practice fills in."""

from dataclasses import dataclass

from webhook.practice.stripe.store import JSON

_NOWHERE = dict.fromkeys(("city", "line1", "line2", "postal_code", "state"))


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who pays. Practice buyers need not type anything."""

    email: str = "fan@example.com"
    name: str = "練習 花子"
    phone: str = "+815000000000"


def billing_details(buyer: Buyer, session: JSON) -> JSON:
    """The buyer as a charge shows them."""
    return {
        "address": {**_NOWHERE, "country": "JP"},
        "email": session["customer_email"] or buyer.email,
        "name": buyer.name,
        "phone": buyer.phone if session["phone_number_collection"]["enabled"] else None,
        "tax_id": None,
    }


def billing_of(session: JSON) -> JSON:
    """The buyer as a charge shows them who comes long after the session was completed."""
    known = session["customer_details"]
    return {name: known[name] for name in ("address", "email", "name", "phone")} | {"tax_id": None}


def known_buyer(session: JSON, buyer: Buyer) -> JSON:
    """The session's fields about the buyer once they have confirmed."""
    billing = billing_details(buyer, session)
    asked = session.get("name_collection", {}).get("individual", {}).get("enabled", False)
    individual = buyer.name if asked else None
    terms = (session["consent_collection"] or {}).get("terms_of_service") == "required"
    return {
        "collected_information": {"business_name": None, "individual_name": individual, "shipping_details": None},
        "consent": {"promotions": None, "terms_of_service": "accepted"} if terms else session["consent"],
        "customer_details": {
            "address": billing["address"],
            "business_name": None,
            "email": billing["email"],
            "individual_name": individual,
            "name": billing["name"],
            "phone": billing["phone"],
            "tax_exempt": "none",
            "tax_ids": [],
        },
    }
