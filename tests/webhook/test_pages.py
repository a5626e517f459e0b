"""The static site served by the service itself, while builds change it."""

import pytest
from starlette.staticfiles import StaticFiles

from tests.webhook.conftest import Shop


@pytest.mark.parametrize("size", [10, 3000])
def test_a_page_that_is_built_anew_while_it_is_asked_for_comes_whole(
    small_shop: Shop, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    page = small_shop.settings.site / "index.html"
    page.write_text("old" * 100)
    builds = [lambda: page.with_name("part").write_text("n" * size), lambda: page.with_name("part").rename(page)]
    looked = StaticFiles.lookup_path

    def look_and_be_overtaken(site: StaticFiles, path: str) -> object:
        found = looked(site, path)
        if path.endswith("index.html"):
            while builds:
                builds.pop(0)()
        return found

    monkeypatch.setattr(StaticFiles, "lookup_path", look_and_be_overtaken)
    answer = small_shop.fan.get("/")
    assert (answer.status_code, answer.text) == (200, "n" * size)
    assert small_shop.fan.get("/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_is_not_there_is_said_in_the_language_of_its_address(small_shop: Shop) -> None:
    site = small_shop.settings.site
    (site / "en").mkdir(exist_ok=True)
    for path, words in (("404.html", "ありません"), ("en/404.html", "Not here")):
        (site / path).write_text(words, "utf-8")
    for path, words in (("/nothing/", "ありません"), ("/en/nothing/", "Not here"), ("/fr/nothing/", "ありません")):
        answer = small_shop.fan.get(path)
        assert (answer.status_code, answer.text) == (404, words)
