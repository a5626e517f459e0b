"""Where the look of a shop lies: templates, styles, scripts and words."""

from pathlib import Path


def _shipped() -> Path:
    here = Path(__file__).parent
    bundled = here / "_bundled" / "site"
    return bundled if bundled.is_dir() else here.parent / "site"


SHIPPED = _shipped()
"""The one that comes with the program."""


def site_folders(shop_folder: Path | None = None) -> list[Path]:
    """The shop's own ``site/`` first, if it has one, then the one that ships."""
    own = (shop_folder / "site").resolve() if shop_folder else SHIPPED
    return [own, SHIPPED] if own.is_dir() and own != SHIPPED else [SHIPPED]
