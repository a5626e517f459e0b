"""The legal pages of a shop, made from its settings: 特定商取引法に基づく表記, privacy, terms, accessibility."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.law.goods import Good, facts
from generator.writing.schema import Values
from webhook.catalogue import Fee, localised
from webhook.words import Words

RETAIN_DAYS = 90
"""Days that names, mail addresses and phone numbers are kept after the last use, unless the shop says otherwise."""

_COMPANY = re.compile(
    r"(?:株式|合同|有限|合資|合名)会社|(?:社団|財団|特定非営利活動|学校|医療|宗教)法人|協同組合"
    r"|\b(?:Inc|Ltd|LLC|K\.?K|G\.?K|Corp|Co|GmbH|S\.?A)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A legal page: its name in ``/legal/NAME/``, title, description, and what its template is told."""

    name: str
    title: str
    description: str
    context: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Its path without the language."""
        return path_of(self.name)

    @property
    def template(self) -> str:
        """Its template."""
        return f"legal/{self.name}.html"


def is_japanese(shop: Values) -> bool:
    """Whether the shop of these settings sells in Japan: it says so, or its money, clock or legal block do."""
    if shop.get("market"):
        return "jp" in shop["market"]
    at_home = shop.get("currency", "JPY") == "JPY" or shop.get("time_zone", "Asia/Tokyo") == "Asia/Tokyo"
    return at_home or shop.written("legal")


def names(shop: Values) -> tuple[str, ...]:
    """The legal pages a shop has, in the order of the footer.

    Only one that sells in Japan owes the notice, only one that sells in the EU says how far everybody can use it
    (directive 2019/882, annex V).
    """
    notice = ("tokushoho",) if is_japanese(shop) else ()
    statement = ("accessibility",) if "eu" in shop.get("market", ()) else ()
    return (*notice, "privacy", "terms", *statement)


def path_of(name: str) -> str:
    """The path of a legal page without its language."""
    return f"/legal/{name}/"


def missing(shop: Values) -> list[str]:
    """The keys of what a seller must say of itself and does not (特定商取引法 11条, 施行規則 23条).

    A single person may answer requests instead of publishing name, address and phone; a company may not, and names
    who is responsible.
    """
    legal = shop.get("legal") or Values()
    company = is_company(legal)
    on_request = bool(legal.get("disclose_on_request")) and not company
    wanted = [] if on_request else ["name", "address", "phone"]
    wanted += ["responsible"] if company else []
    keys = [f"legal.{name}" for name in wanted if not legal.get(name)]
    return keys if contact(shop) else [*keys, "legal.mail"]


def is_company(legal: Values) -> bool:
    """Whether the seller's name is that of a company or another legal person."""
    return any(_COMPANY.search(name) for name in (legal.get("name") or {}).values())


def contact(shop: Values) -> str | None:
    """The mail address for requests under the law."""
    legal, support = shop.get("legal") or Values(), shop.get("support") or Values()
    address: str | None = legal.get("mail") or support.get("mail") or shop.get("mail")
    return address


def fees(shop: Values) -> tuple[Fee, ...]:
    """What is to be paid besides the price, each with its amount (never "may apply")."""
    written = (fee for fee in shop.get("fees", ()) if fee.get("name") and fee.get("amount") is not None)
    return tuple(Fee(name=fee["name"], amount=fee["amount"]) for fee in written)


def public(shop: Values) -> dict[str, Any]:
    """What the service has to know of the seller, by the names of the catalogue's shop."""
    legal = shop.get("legal") or Values()
    known = {"fees": fees(shop), "seller": legal.get("name"), "invoice_number": legal.get("invoice_number")}
    return {name: value for name, value in known.items() if value}


def notices(shop: Values, sold: Sequence[Good], words: Words, language: str) -> list[Notice]:
    """The legal pages in a language; ``shop`` are the settings as they were written."""
    told = {"seller": _seller(shop, language), **facts(sold, words, language), **_privacy(shop, language)}
    return [
        Notice(
            name=name,
            title=words.text(language, f"legal.{name}.title"),
            description=words.text(language, f"legal.{name}.description"),
            context=told,
        )
        for name in names(shop)
    ]


def retain_days(shop: Values) -> int:
    """How long after the last use or event names and addresses are kept."""
    return int((shop.get("privacy") or Values()).get("retain_days") or RETAIN_DAYS)


def _seller(shop: Values, language: str) -> dict[str, Any]:
    """Who sells, as far as it is known."""
    legal = shop.get("legal") or Values()
    words = ("name", "responsible", "address", "jp_office", "defects")
    plain = ("phone", "invoice_number")
    return {
        **{key: localised(legal.get(key) or {}, language) for key in words},
        **{key: legal.get(key) or "" for key in plain},
        "mail": contact(shop) or "",
        "on_request": bool(legal.get("disclose_on_request")) and not is_company(legal),
        "missing": missing(shop),
    }


def _privacy(shop: Values, language: str) -> dict[str, Any]:
    privacy = shop.get("privacy") or Values()
    listed = [each for each in privacy.get("processors", ()) if each.get("name") and each.get("purpose")]
    processors = [(localised(each["name"], language), localised(each["purpose"], language)) for each in listed]
    return {"retain_days": retain_days(shop), "processors": processors}
