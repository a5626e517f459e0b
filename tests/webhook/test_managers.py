"""The accounts of owners and leads: invited, changed, heard, and stopped at once."""

from typing import Any

import httpx2
import pytest

from tests.support.waiting import until
from tests.webhook.conftest import Shop
from tests.webhook.holding import code


def accounts(owner: httpx2.Client) -> list[dict[str, Any]]:
    return list(owner.get("/api/accounts").json()["accounts"])


def invite(owner: httpx2.Client, email: str, **more: Any) -> httpx2.Response:
    return owner.post("/api/accounts", json={"name": "責任者", "email": email} | more)


def signed_in(shop: Shop, email: str) -> httpx2.Client:
    """Somebody who has opened the newest link in their mail."""

    def token() -> str | None:
        texts = [mail.get_body(("plain",)) for mail in shop.office.mails if mail["To"] == email]
        found = [
            body.get_content().partition("#token=")[2].split()[0]
            for body in texts
            if body and "#token=" in body.get_content()
        ]
        return found[-1] if found else None

    client = shop.client()
    assert client.post("/api/sign-in", json={"token": until(token, "the link")}).status_code == 200
    return client


def test_S4_52_somebody_is_invited_changed_and_stopped_at_once(shop: Shop) -> None:
    owner = shop.owner()
    made = invite(owner, "Lead@Example.com", role="lead")
    assert made.status_code == 201, made.text
    lead = signed_in(shop, "lead@example.com")
    assert lead.get("/api/usage").status_code == 200
    assert lead.get("/api/accounts").status_code == 403
    about = f"/api/accounts/{made.json()['id']}"
    assert owner.post(about, json={"role": "owner", "name": "店長"}).json()["name"] == "店長"
    assert lead.get("/api/accounts").status_code == 200, "an owner now"
    assert owner.post(f"{about}/stop").json()["stopped_at"]
    assert lead.get("/api/usage").status_code == 401, "at once, in a browser that is signed in"
    assert owner.post(f"{about}/stop", json={"resume": True}).json()["stopped_at"] is None
    assert [each["me"] for each in accounts(owner)] == [True, False]
    assert code(invite(owner, "lead@example.com")) == (409, "email_taken")
    assert code(invite(owner, "nothing")) == (422, "bad_email")
    assert code(invite(owner, "a@example.com", role="king")) == (422, "bad_value")
    assert owner.post("/api/accounts/999/stop").status_code == 404


def test_S4_52_there_is_always_an_owner_left(small_shop: Shop) -> None:
    owner = small_shop.owner()
    mine = accounts(owner)[0]["id"]
    assert code(owner.post(f"/api/accounts/{mine}/stop")) == (409, "last_owner")
    assert code(owner.post(f"/api/accounts/{mine}", json={"role": "lead"})) == (409, "last_owner")
    assert owner.post(f"/api/accounts/{mine}", json={"notify_new": False}).status_code == 200


def test_S4_51_each_address_hears_of_what_it_wants(shop: Shop) -> None:
    owner = shop.owner()
    invite(owner, "new@example.com", notify_cancel=False)
    invite(owner, "cancel@example.com", notify_new=False)
    order = shop.bought()
    owner.post(f"/api/orders/{order['number']}/cancel", json={"reason": "weather"})

    def told(part: str) -> set[str]:
        mails = [mail for mail in shop.office.mails if part in mail["Subject"]]
        return {address.strip() for mail in mails for address in mail["To"].split(",")}

    number = order["number"]
    until(lambda: len(shop.mailed("notice-order")) == len(shop.mailed("notice-cancel")) == 2, "the notices")
    shop.posted()
    heard = {
        address: [m for m in shop.office.mails if address in m["To"]]
        for address in ("new@example.com", "cancel@example.com")
    }
    notices = {
        address: [m for m in mails if number in (m.get_body(("plain",)).get_content())]
        for address, mails in heard.items()
    }
    assert [len(mails) for mails in notices.values()] == [1, 1]
    first, second = (mails[0]["Subject"] for mails in notices.values())
    assert first != second
    assert told(first) >= {"owner@trial.example", "new@example.com"}
    assert "cancel@example.com" not in told(first)


@pytest.mark.parametrize("path", ["", "/1", "/1/stop", "/1/link"])
def test_accounts_are_the_owners(small_shop: Shop, path: str) -> None:
    lead = small_shop.staff("lead")
    assert lead.post(f"/api/accounts{path}", json={"name": "x", "email": "x@example.com"}).status_code == 403
