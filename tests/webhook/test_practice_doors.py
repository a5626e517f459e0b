"""What a practice shop offers besides is not there when the shop is real."""

import httpx2
import pytest

from tests.support.goods import stocked
from tests.webhook.conftest import Shop
from webhook.app import create_app
from webhook.practice.dev import build
from webhook.practice.reload import Reload
from webhook.settings import Settings


def paths(routes: object) -> set[str]:
    return {str(getattr(route, "path", "")) for route in routes}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    [
        *("/dev", "/dev/", "/dev/tickets/live/used", "/dev/tickets/live/stranger", "/dev/tickets/live/used/stream"),
        *("/dev/mails/live", "/dev/door/live", "/dev/checkout", "/dev/clock", "/dev/mail", "/dev/reload", "/_stripe/"),
    ],
)
def test_a_real_shop_has_none_of_it(small_shop: Shop, path: str) -> None:
    for answer in (small_shop.fan.get(path), small_shop.fan.post(path), small_shop.fan.put(path, json={"now": None})):
        assert answer.status_code in (404, 405), path
        assert isinstance(answer, httpx2.Response)
        assert "server-timing" not in answer.headers


def test_only_the_practice_shop_adds_routes(tmp_path: object, small_shop: Shop) -> None:
    settings: Settings = small_shop.settings
    folder = settings.data / "practice"
    practice = build(
        site=stocked(folder / "site"), data=folder, base="http://127.0.0.1", shop_folder=folder, reload=Reload()
    )
    added = paths(practice.routes) - paths(create_app(settings).routes)
    assert {path for path in added if path.startswith("/dev")} == {path for path in added if path != "/_stripe"}
    assert len(added) > 10
    assert not {path for path in paths(create_app(settings).routes) if "dev" in path}
