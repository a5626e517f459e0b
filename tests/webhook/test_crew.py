"""Who works the door: shifts, the devices that join them, and helpers with their PINs."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner

from tests.support.goods import JST, SHOW, stocked
from tests.webhook.conftest import Shop, line, thing
from tests.webhook.holding import code, held
from webhook import clock
from webhook.cli import service as commands


def opened(lead: httpx2.Client, **scope: str) -> dict[str, Any]:
    answer = lead.post("/api/shifts", json=scope)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def joined(shop: Shop, shift: dict[str, Any], helper: dict[str, Any], name: str = "") -> httpx2.Client:
    client = shop.client()
    body = {"code": shift["code"].lower(), "name": name, "number": helper["number"], "pin": helper["pin"]}
    answer = client.post("/api/staff/join", json=body)
    assert answer.status_code == 200, answer.text
    return client


def test_a_lead_opens_a_shift_and_a_helper_joins_until_its_day_and_three_hours_are_over(shop: Shop) -> None:
    shop.at_the_show()
    lead = shop.staff("lead")
    shift = opened(lead, item="live", session="fri")
    assert len(shift["code"]) == 8
    assert shift["url"].endswith(f"/staff/#code={shift['code']}")
    assert datetime.fromisoformat(shift["ends_at"]) == datetime(2027, 3, 6, 3, tzinfo=JST)
    assert lead.get(f"/api/shifts/{shift['id']}/qr.svg").text.startswith("<svg xmlns")
    helper = lead.post("/api/helpers", json={"name": "佐藤"}).json()
    assert (len(helper["pin"]), helper["role"], helper["pin_until"]) == (4, "staff", None)
    device = joined(shop, shift, helper)
    assert device.post("/api/door/beat", json={"unsent": 3, "offset": -130}).status_code == 204
    listed = next(each for each in lead.get("/api/shifts").json()["shifts"] if each["id"] == shift["id"])
    (seen,) = listed["devices"]
    assert (seen["staff"], seen["unsent"], seen["offset"], seen["stopped_at"]) == ("佐藤", 3, -130, None)
    (kept,) = [each for each in lead.get("/api/helpers").json()["helpers"] if each["id"] == helper["id"]]
    assert "pin" not in kept, "a PIN is shown once"
    assert kept["pin_until"] == shift["ends_at"], "it lives the shift in which it is first used"
    clock.set_to(datetime(2027, 3, 6, 2, 59, tzinfo=JST))
    assert device.get("/api/door").status_code == 200
    clock.set_to(datetime(2027, 3, 6, 3, 0, tzinfo=JST))
    assert code(device.get("/api/door")) == (401, "sign_in")
    assert code(lead.post("/api/shifts", json={"item": "live", "session": "fri"})) == (409, "session_over")
    body = {"name": "", "number": helper["number"], "pin": helper["pin"]}
    assert code(shop.client().post("/api/staff/join", json=body | {"code": shift["code"]})) == (403, "unknown_shift")
    later = opened(lead)
    assert code(shop.client().post("/api/staff/join", json=body | {"code": later["code"]})) == (403, "pin_over")
    fresh = lead.post(f"/api/helpers/{helper['id']}/pin").json()
    assert joined(shop, later, fresh).get("/api/door").status_code == 200
    (kept,) = [each for each in lead.get("/api/helpers").json()["helpers"] if each["id"] == helper["id"]]
    assert kept["pin_until"] == later["ends_at"], "so does a new one"


def test_S4_52_a_stopped_device_an_ended_shift_and_a_stopped_helper_are_refused_at_once(shop: Shop) -> None:
    ticket = shop.ticket(line(quantity=3))
    shop.at_the_show()
    lead = shop.staff("lead")
    shift, wish = opened(lead), {"door_code": ticket["door_code"], "units": 1}
    helper = lead.post("/api/helpers", json={"name": "佐藤", "number": "77"}).json()
    lost, other = joined(shop, shift, helper), joined(shop, shift, helper)
    assert lost.post("/api/stamps", json=wish).json()["result"] == "part"
    device = lost.get("/api/door").json()["device"]["id"]
    assert lead.post(f"/api/devices/{device}/stop").json()["stopped_at"]
    assert code(lost.post("/api/stamps", json=wish)) == (401, "sign_in")
    assert other.post("/api/stamps", json=wish).json()["result"] == "part", "the person goes on with another device"
    ended = opened(lead)
    third = joined(shop, ended, helper)
    assert lead.post(f"/api/shifts/{ended['id']}/end").status_code == 200
    assert code(third.get("/api/door")) == (401, "sign_in")
    assert lead.post(f"/api/helpers/{helper['id']}/stop").json()["stopped_at"]
    assert code(other.post("/api/stamps", json=wish)) == (401, "sign_in")
    assert code(lead.post(f"/api/helpers/{helper['id']}/pin")) == (409, "staff_stopped")
    assert shop.fan.get(ticket["url"]).json()["units_used"] == 2


def test_only_leads_look_after_the_crew_and_nobody_after_those_above_them(small_shop: Shop) -> None:
    lead, owner, staff = small_shop.staff("lead", "91"), small_shop.owner(), small_shop.staff(number="5")
    for address in ("shifts", "helpers", "shifts/1/qr.svg"):
        assert code(staff.get(f"/api/{address}")) == (403, "forbidden"), address
    for address in ("shifts", "helpers", "devices/1/stop", "helpers/1/stop", "helpers/1/pin", "shifts/1/end"):
        assert code(staff.post(f"/api/{address}", json={})) == (403, "forbidden"), address
    assert [each["number"] for each in lead.get("/api/helpers").json()["helpers"]] == ["5"]
    leads = {each["number"]: each["id"] for each in owner.get("/api/helpers").json()["helpers"]}
    assert set(leads) == {"5", "91"}
    assert code(lead.post(f"/api/helpers/{leads['91']}/stop")) == (404, "not_found")
    assert owner.post(f"/api/helpers/{leads['91']}/stop").status_code == 200
    assert code(lead.get("/api/helpers")) == (401, "sign_in")


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"item": "nothing"}, (422, "unknown_item")),
        ({"item": "live", "session": "mon"}, (422, "unknown_session")),
        ({"venue": "moon"}, (422, "unknown_venue")),
        ({"item": 5}, (422, "bad_value")),
    ],
)
def test_a_shift_that_makes_no_sense_is_refused(small_shop: Shop, body: Any, refusal: tuple[int, str]) -> None:
    lead = small_shop.staff("lead")
    assert code(lead.post("/api/shifts", json=body)) == refusal
    for number in ("x", "9" * 12, "999"):
        for address in ("shifts/{}/end", "devices/{}/stop", "helpers/{}/pin"):
            assert lead.post("/api/" + address.format(number)).status_code == 404
    assert code(lead.post("/api/helpers", json={"name": "甲", "venue": "moon"})) == (422, "unknown_venue")
    assert code(lead.post("/api/helpers", json={"name": "甲", "number": "1" * 21})) == (422, "bad_value")
    twice = [lead.post("/api/helpers", json={"name": "乙", "number": "66"}) for _ in range(2)]
    assert code(twice[1]) == (409, "number_taken")


def test_S0_22_the_door_counts_the_house_of_its_shift_by_itself(shop: Shop) -> None:
    held(shop)
    group = shop.ticket(line(quantity=3), line(ticket="student"))
    shop.ticket(line("hall", quantity=2))
    clock.set_to(SHOW - timedelta(hours=3))
    shop.ticket(thing("coffee"))
    lead = shop.staff("lead")
    shop.at_the_show()
    lead.post("/api/stamps", json={"door_code": group["door_code"], "units": 3})
    door = lead.get("/api/door").json()
    assert (door["lead"], door["venue"], door["now"][:16]) == (True, None, "2027-03-05T10:00")
    assert door["support"] == {"mail": "help@trial.example", "phone": "03-0000-0000", "hours": None}
    shown = {(each["item"], each["session"]): (each["used"], each["issued"]) for each in door["sessions"]}
    assert shown["live", "fri"] == (3, 4)
    assert shown["hall", "fri"] == (0, 2)
    assert shown["coffee", None] == (0, 10)
    assert ("live", "sat") not in shown
    assert door["sessions"][-1]["item"] == "coffee", "what has no date comes last"
    live = next(each for each in door["sessions"] if each["item"] == "live")
    assert (live["kind"], live["venue"], live["ends_at"][:16]) == ("event", "大ホール", "2027-03-05T21:00")
    assert live["word"]["word"]
    helper = lead.post("/api/helpers", json={"name": "佐藤"}).json()
    narrow = joined(shop, opened(lead, item="live", session="fri"), helper).get("/api/door").json()
    assert [each["item"] for each in narrow["sessions"]] == ["live"]
    there = joined(shop, opened(lead, venue="small"), helper).get("/api/door").json()
    assert there["venue"] == "small"
    assert {each["item"] for each in there["sessions"] if each["venue"]} == {"hall", "numbered"}


def test_the_terminal_keeps_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOGIRI_DATA", str(tmp_path))
    monkeypatch.setenv("MOGIRI_SITE", str(stocked(tmp_path / "site")))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(commands, ["staff", *words])
        return result.exit_code, result.output

    assert "7" in run("add", "7", "田中", "--venue", "main")[1]
    assert run("add", "8", "高橋", "--venue", "moon")[0] == 1
    assert run("add", "7", "鈴木")[0] == 1
    first, second = (run("pin", "7")[1] for _ in range(2))
    assert first != second
    clock.set_to(SHOW)
    shift = run("shift", "live", "fri")[1]
    assert "https://trial.example/staff/#code=" in shift
    assert "2027-03-06 03:00" in shift
    assert run("shift", "live", "mon")[0] == 1
    assert run("stop", "7")[0] == 0
    assert run("pin", "7")[0] == 1
    assert "田中  main" in run("list")[1]
