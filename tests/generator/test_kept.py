"""What is worked out of files that ship is kept for all shops and processes of a machine, and never outlives them."""

import sys
from pathlib import Path

import pytest

from webhook import kept, words
from webhook.words import Words


def test_words_that_ship_are_parsed_once_and_again_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    monkeypatch.setattr(kept, "SHIPPED", shipped)
    read: list[str] = []
    parse = words._parsed

    def counted(text: str) -> object:
        read.append(text)
        return parse(text)

    monkeypatch.setattr(words, "_parsed", counted)
    for folder, word in ((shipped, "Cart"), (own, "Basket")):
        (folder / "words" / "en").mkdir(parents=True)
        (folder / "words" / "en" / "cart.toml").write_text(f'title = "{word}"\n', "utf-8")

    def title(*folders: Path) -> str:
        return Words([folder / "words" for folder in folders]).text("en", "cart.title")

    assert [title(shipped), title(shipped), title(own, shipped)] == ["Cart", "Cart", "Basket"]
    assert read.count('title = "Cart"\n') == 1
    assert [file.name.split(".")[0] for file in (tmp_path / "compiled").rglob("*.kept")] == ["words"], (
        "not a shop's own"
    )
    (shipped / "words" / "en" / "cart.toml").write_text('title = "Trolley"\n', "utf-8")
    assert title(shipped) == "Trolley"
    for file in (tmp_path / "compiled").rglob("*.kept"):
        file.write_bytes(file.read_bytes()[:20])
    assert title(shipped) == "Trolley", "a damaged one is only made again"
    (shipped / "words" / "ja").mkdir()
    (shipped / "words" / "ja" / "cart.toml").write_text('title = "カート"\n', "utf-8")
    assert Words([shipped / "words"]).languages == ("en", "ja")
