"""The commands of the terminal, as somebody types them beside the service."""

import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from generator.cli import commands
from tests.webhook.conftest import Shop
from webhook.database import database

ROOT = Path(__file__).parent.parent.parent
_SETTINGS = ("STRIPE_SECRET_KEY", "STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRET", "SMTP_URL", "MOGIRI_URL", "DATABASE_URL")


def environment(shop: Shop, url: str) -> dict[str, str]:
    """The settings of a shop, but for its database."""
    inherited = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    return inherited | {
        "LANG": "en_US.UTF-8",
        "LC_ALL": "C.UTF-8",
        "MOGIRI_DATA": str(shop.settings.data),
        "MOGIRI_SITE": str(shop.settings.site),
        "MOGIRI_URL": shop.url,
        "DATABASE_URL": url,
    }


def mogiri(shop: Shop, *words: str, code: int = 0, locale: str = "C.UTF-8") -> str:
    """What a command says on the shop's own database; it must end with ``code``. Run here, which is quicker."""
    with patch("webhook.database.connect", lambda _: database.obj):
        env = environment(shop, shop.settings.database) | {"LC_ALL": locale}
        ran = CliRunner().invoke(commands, list(words), env=env)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    assert ran.exit_code == code, ran.output
    return str(ran.output)


def elsewhere(shop: Shop, url: str, *words: str, code: int = 0) -> str:
    """What it says on another database, in a process of its own; never a traceback."""
    ran = subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=ROOT, env=environment(shop, url), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = ran.stdout + ran.stderr
    assert "Traceback" not in said, said
    assert ran.returncode == code, said
    return said
