"""The creator's workbench at ``/dev/``: one page from which everything of the shop can be looked at and tried."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import RedirectResponse, Response

from webhook import qr, sales
from webhook.catalogue import Catalogue, Item, localised
from webhook.codes import spoken
from webhook.door import stamping, verdicts
from webhook.door.wishes import Wish
from webhook.http.answering import NO_STORE, Call, page
from webhook.http.reading import Fields
from webhook.models import Ticket
from webhook.practice import sample_mails
from webhook.practice.faces import item_of
from webhook.practice.moments import moments, session_of
from webhook.practice.reload import Reload
from webhook.practice.samples import sample, states
from webhook.selling import basket, checkout

SHOWN = 50
"""Items on one page; a search finds the others."""
LATEST = 5
"""Tickets of an item that the door guide offers to type."""
_KINDS = ("event", "pass", "voucher", "coupon")
_CART = 6
"""Lines of the ready-made cart."""


class Workbench:
    """Its pages; ``doors`` are those of ``dev.json`` once the shop is open."""

    def __init__(self, reload: Reload) -> None:
        self.doors: Mapping[str, Any] = {}
        self._reload = reload

    def get_index(self, call: Call) -> Response:
        """``GET /dev/``: everything there is to look at; ``?q=`` finds items by name."""
        wanted = call.request.query_params.get("q", "").strip()[:100]
        found = [item for item in _in_order(call) if _is_found(item, wanted)]
        return _page(
            call,
            "workbench",
            problems=self._reload.problems(call.language),
            failed=self._reload.has_failed,
            links=self._links(call),
            doors=self.doors,
            now=call.now,
            query=wanted,
            items=[_row(item, call) for item in found[:SHOWN]],
            more=max(0, len(found) - SHOWN),
        )

    def get_guide(self, call: Call) -> Response:
        """``GET /dev/door/{item}``: how staff get in, and what they see for a ticket in each state."""
        item = item_of(call)
        latest = Ticket.select().where(Ticket.item == item.id).order_by(Ticket.id.desc()).limit(LATEST)
        return _page(
            call,
            "door-guide",
            item=item,
            doors=self.doors,
            links=self._links(call),
            verdicts=[_verdict(call, item, state) for state in states(item)],
            tickets=[ticket for ticket in latest if ticket.cancelled_at is None],
        )

    def get_mails(self, call: Call) -> Response:
        """``GET /dev/mails/{item}/all``: every mail that the item can lead to, by its subject."""
        item, service = item_of(call), call.service
        built = {
            name: sample_mails.look_at(service, item, name, call.language, call.now)["Subject"]
            for name in sample_mails.names(item)
        }
        return _page(
            call,
            "mails",
            item=item,
            groups={
                "to_fans": {name: subject for name, subject in built.items() if not name.startswith("notice")},
                "to_shop": {name: subject for name, subject in built.items() if name.startswith("notice")},
            },
        )

    def _links(self, call: Call) -> dict[str, dict[str, str]]:
        """The doors as an address and a QR each, for the phone in the other hand."""
        site, language = self.doors["site"], call.service.catalogue.shop.path("/", call.language)
        ways = {
            "shop": "",
            "owner": f"sign-in/#token={self.doors['owner_token']}",
            "lead": f"sign-in/#token={self.doors['lead_token']}",
            "staff": f"staff/#code={self.doors['staff_code']}",
        }
        addresses = {name: f"{site}{language}{way}" for name, way in ways.items()}
        return {name: {"url": url, "qr": qr.svg(url, name)} for name, url in addresses.items()}


def post_checkout(call: Call) -> Response:
    """``POST /dev/checkout``: buy one of the form's ``item``, or a cart of several, and go where it is paid."""
    asked = parse_qs(call.body.decode("utf-8", "replace")).get("item", [])
    catalogue = call.service.catalogue
    items = [item for item in map(catalogue.item, asked) if item] or _on_sale(catalogue, call)
    order = {
        "lines": [_line(item, call) for item in items],
        "name": "見本 花子" if call.language == "ja" else "Sam Sample",
        "email": f"{spoken('fan').lower()}@example.com",  # somebody new each time: limits count by address
        "locale": call.language,
    }
    service = call.service
    placed = checkout.place(basket.read(Fields(order), catalogue.shop.languages), service.counter(), call.now)
    if placed.order.status == "paid":
        service.sold()
    return RedirectResponse(placed.url, 303, NO_STORE)


def _in_order(call: Call) -> list[Item]:
    """What comes next first, then what has no date; coupons last."""

    def place(item: Item) -> tuple[int, float]:
        session = session_of(item, call.now)
        return _KINDS.index(item.kind), session.starts.timestamp() if session else 0.0

    return sorted(call.service.catalogue.items, key=place)


def _on_sale(catalogue: Catalogue, call: Call) -> list[Item]:
    """Something of everything that can be bought now, else anything: its refusal says why."""
    paid = [item for item in catalogue.items if item.kind != "coupon"]
    return [item for item in paid if sales.state(item, None, None, call.now) == "on_sale"][:_CART] or paid[:1]


def _line(item: Item, call: Call) -> dict[str, Any]:
    """One unit: of a session and a ticket type that are on sale, if there are any."""
    pairs = [(session, ticket) for session in item.sessions for ticket in item.tickets]
    open_ = [pair for pair in pairs if sales.state(item, *pair, call.now) == "on_sale"] or pairs
    session, ticket = open_[0] if open_ else (None, None)
    place = {"session": session.id if session else None, "ticket": ticket.id if ticket else None}
    return {"item": item.id, "quantity": 1, **place}


def _row(item: Item, call: Call) -> dict[str, Any]:
    session = session_of(item, call.now)
    return {
        "item": item,
        "state": sales.state(item, None, None, call.now),
        "starts_at": session.starts if session else None,
        "states": states(item),
        "moments": moments(item, call.service.catalogue.shop, call.now),
    }


def _verdict(call: Call, item: Item, state: str) -> dict[str, str]:
    """What the door says to a ticket in that state: a dry run of the very stamp."""
    service, language = call.service, call.language
    with sample(service.catalogue, item, state, language, call.now) as made:
        verdict = stamping.stamp(Wish(door_code=made.ticket.door_code, dry_run=True), made.staff, made.now)
        text = verdicts.sentence(verdict, service.words, service.catalogue.shop, language, made.now)
    tone = "good" if verdict.result in ("ok", "part") else "bad"
    return {"state": state, "result": verdict.result, "sentence": text, "tone": tone}


def _is_found(item: Item, wanted: str) -> bool:
    texts = (item.id, *item.title.values(), *item.tags)
    return any(wanted.casefold() in text.casefold() for text in texts)


def _page(call: Call, name: str, **context: Any) -> Response:
    title = call.service.words.text(call.language, f"workbench.{name.replace('-', '_')}")
    if item := context.get("item"):
        title = f"{localised(item.title, call.language)} | {title}"
    about = {"kind": "workbench", "path": call.request.url.path, "title": title, "description": "", "image": None}
    return page(call, f"practice/{name}.html", call.language, page=about, **context)
