"""The owner's words for customers: given, taken, asked for, sent to, and carried in and out as CSV."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.webhook.conftest import Shop
from tests.webhook.terminal import mogiri
from webhook.database import database
from webhook.models import Customer
from webhook.people import tagging


def ids(owner: Any) -> dict[str, str]:
    return {row["email"]: row["id"] for row in owner.get("/api/customers").json()["customers"]}


def test_S3_27_S3_28_tags_are_given_taken_asked_for_and_sent_to(shop: Shop) -> None:
    owner = shop.owner()
    for name in ("a", "b", "c"):
        shop.bought(email=f"{name}@example.com", name=name, marketing=True)
    known = ids(owner)
    a, b = known["a@example.com"], known["b@example.com"]

    def tag(chosen: list[str], **what: list[str]) -> Any:
        return owner.post("/api/customers/tags", json={"ids": chosen, **what})

    both = tag([a, b], add=["常連", "書店 の客"]).json()["customers"]
    assert both == [{"id": each, "tags": ["常連", "書店 の客"]} for each in (a, b)]
    assert tag([b], add=["常連客", "常連"], remove=["常連", "書店 の客"]).json()["customers"][0]["tags"] == ["常連客"]
    assert owner.get("/api/tags").json()["tags"] == [
        {"name": name, "customers": 1} for name in sorted(("常連", "書店 の客", "常連客"))
    ]
    found = owner.get("/api/customers", params={"tag": "常連"}).json()["customers"]
    assert [(row["email"], row["tags"]) for row in found] == [("a@example.com", ["常連", "書店 の客"])], "whole words"
    assert owner.get("/api/customers", params={"tag": "%"}).json()["customers"] == []

    refused = [
        *((tag([a], add=[wrong]), "bad_tag") for wrong in ("a,b", "、", "x" * 41)),
        (tag([a, "U-NOBODY"], add=["x"]), "not_found"),
        (tag([a], add=[f"t{number}" for number in range(19)]), "too_many_tags"),
    ]
    assert [answer.json()["error"]["code"] for answer, _ in refused] == [code for _, code in refused]
    assert owner.get("/api/tags").json()["tags"][0]["customers"] == 1, "nothing was half done"
    assert shop.client().post("/api/customers/tags", json={"ids": [a], "add": ["x"]}).status_code == 401

    segment = {"segment": {"tag": "常連客"}, "dry_run": True}
    assert owner.post("/api/coupons/thanks/send", json=segment).json()["recipients"] == 1


def test_S3_27_what_goes_out_as_csv_comes_in_again(small_shop: Shop, tmp_path: Path) -> None:
    owner = small_shop.owner()
    small_shop.bought(email="a@example.com", name="=A", phone="+81-3-1", marketing=True)
    owner.post("/api/customers/tags", json={"ids": [ids(owner)["a@example.com"]], "add": ["常連", "@home"]})
    for language in ("ja", "en"):
        sent = owner.get("/api/customers.csv", headers={"Accept-Language": language}).content
        (row,) = csv.DictReader(io.StringIO(sent.decode("utf-8-sig")))
        assert row["タグ" if language == "ja" else "Tags"] == "常連, @home"
        with database.connection_context():
            Customer.update(name="", phone="", tags="", marketing_at=None).execute()
        file = tmp_path / f"{language}.csv"
        file.write_bytes(sent)
        assert "0 new, 1 known" in mogiri(small_shop, "import", str(file))
        with database.connection_context():
            known = Customer.get(Customer.email == "a@example.com")
            assert (known.name, known.tags, known.marketing_at is None) == ("=A", "常連,@home", False)
    new = tmp_path / "new.csv"
    new.write_text('email,tags,marketing\nonly@example.com,"常連、 役者 ; 常連",2026-01-02\n', "utf-8")
    mogiri(small_shop, "import", str(new))
    shown = owner.get("/api/customers", params={"q": "only@"}).json()["customers"]
    assert [row["tags"] for row in shown] == [["常連", "役者"]], "who was brought along is there, too"


@pytest.mark.parametrize("text", ["常連,役者", " 常連 、役者;", "常連,,役者,常連\n"])
def test_a_line_of_tags_is_read_as_people_type_it(text: str) -> None:
    assert tagging.read(text) == ["常連", "役者"]
