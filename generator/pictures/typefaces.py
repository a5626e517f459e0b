"""The letters of this machine that pictures can be drawn with; nothing is fetched, and there may be none."""

import os
import sys
import unicodedata
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # slow to load, and few builds draw
    from PIL import ImageFont

_MINCHO = (
    "NotoSerifCJK-Bold.ttc", "NotoSerifCJKjp-Bold.otf", "NotoSerifJP-Bold.otf", "NotoSerifJP-Bold.ttf",
    "NotoSerifJP[wght].ttf", "NotoSerifJP-VariableFont_wght.ttf", "SourceHanSerif-Bold.ttc",
    "SourceHanSerifJP-Bold.otf", "ヒラギノ明朝 ProN.ttc", "HiraMinProN-W6.otf",
    "yumindb.ttf", "ipaexm.ttf", "ipamp.ttf", "TakaoPMincho.ttf",
)  # fmt: skip
_GOTHIC = (
    "NotoSansCJK-Medium.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJKjp-Medium.otf", "NotoSansJP-Medium.ttf",
    "NotoSansJP[wght].ttf", "NotoSansJP-VariableFont_wght.ttf", "SourceHanSans-Medium.ttc", "ヒラギノ角ゴシック W4.ttc",
    "YuGothM.ttc", "meiryo.ttc", "ipaexg.ttf", "ipagp.ttf", "TakaoPGothic.ttf", "VL-PGothic-Regular.ttf",
    "DroidSansFallbackFull.ttf",
)  # fmt: skip
_LATIN = ("DejaVuSerif-Bold.ttf", "LiberationSerif-Bold.ttf", "Georgia Bold.ttf", "georgiab.ttf", "DejaVuSans.ttf")
CHOICES = {"title": (*_MINCHO, *_GOTHIC, *_LATIN), "text": (*_GOTHIC, *_MINCHO, *reversed(_LATIN))}
"""Font files by what they are for, the best first; those of the collections have Japanese as their first face."""

_NEVER = "\U0010fffe"
"""No font has a sign for it: what is drawn in its place is what is drawn for every sign that is missing."""

_ORNAMENTS = {"So", "Sk", "Cf", "Mn", "Me", "Cn", "Co", "Cc"}
"""Unicode categories that words can do without."""


@lru_cache(maxsize=256)
def font(role: str, size: int) -> "ImageFont.FreeTypeFont | None":
    """The letters for ``title`` or ``text`` in pixels; None when the machine has none."""
    file = _chosen(role)
    if file is None:
        return None
    from PIL import ImageFont

    letters = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
    with suppress(OSError):  # only fonts of many weights have them
        letters.set_variation_by_name("Bold" if role == "title" else "Medium")
    return letters


def identity() -> str:
    """What the letters are on this machine, for keys of what is drawn with them."""
    files = (_chosen(role) for role in CHOICES)
    return " ".join(f"{file.name} {file.stat().st_size}" if file else "none" for file in files)


@lru_cache(maxsize=4096)
def legible(text: str) -> str | None:
    """``text`` without ornaments that the letters lack, such as emoji; None when a letter itself is lacking."""
    text = " ".join(text.split())
    missing = {sign for sign in text if not sign.isspace() and not _has(sign)}
    if any(unicodedata.category(sign) not in _ORNAMENTS for sign in missing):
        return None
    return " ".join("".join(sign for sign in text if sign not in missing).split())


@lru_cache(maxsize=16384)
def _has(sign: str) -> bool:
    """Whether every role has the sign, so that one answer does for all."""
    for role in CHOICES:
        letters = font(role, 27)
        if letters is None or bytes(letters.getmask(sign)) == bytes(letters.getmask(_NEVER)):
            return False
    return True


@lru_cache(maxsize=4)
def _chosen(role: str) -> Path | None:
    installed = _installed()
    return next((installed[name.lower()] for name in CHOICES[role] if name.lower() in installed), None)


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    """The known font files of this machine by their name in small letters."""
    known = {name.lower() for names in CHOICES.values() for name in names}
    found: dict[str, Path] = {}
    for folder in _folders():
        for parent, _, names in os.walk(folder):
            for name in names:
                if (plain := unicodedata.normalize("NFC", name).lower()) in known:
                    found.setdefault(plain, Path(parent, name))
    return found


def _folders() -> list[Path]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is none
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        return [Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"), home / r"AppData\Local\Microsoft\Windows\Fonts"]
    return [home / ".local/share/fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
