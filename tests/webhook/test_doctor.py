"""``mogiri doctor``: what is missing to go live, and whether Stripe and our books agree."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.goods import stocked
from tests.webhook.conftest import Shop
from webhook.database import database
from webhook.models import Payment

ROOT = Path(__file__).parent.parent.parent


def doctor(folder: Path, **environment: str) -> tuple[int, str]:
    cleared = {"LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8", "MOGIRI_DATA": str(folder)}
    names = ("STRIPE_SECRET_KEY", "STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRET", "SMTP_URL", "MOGIRI_URL", "DATABASE_URL")
    inherited = {name: value for name, value in os.environ.items() if name not in names}
    ran = subprocess.run(
        [sys.executable, "-m", "generator", "doctor"],
        cwd=ROOT, env=inherited | cleared | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout


def test_an_empty_machine_is_told_everything_it_lacks(tmp_path: Path) -> None:
    code, said = doctor(tmp_path, MOGIRI_SITE=str(stocked(tmp_path / "site")), MOGIRI_URL="http://trial.example")
    assert code == 1
    for part in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "not https", "SMTP_URL", "owner link --mail"):
        assert part in said, said


@pytest.fixture
def books(small_shop: Shop) -> dict[str, str]:
    small_shop.bought()
    return {
        "MOGIRI_SITE": str(small_shop.settings.site),
        "MOGIRI_URL": small_shop.url,
        "DATABASE_URL": small_shop.settings.database,
        "STRIPE_SECRET_KEY": small_shop.settings.stripe_key,
        "STRIPE_API_BASE": small_shop.settings.stripe_base,
        "STRIPE_WEBHOOK_SECRET": "whsec_x",
        "SMTP_URL": small_shop.settings.smtp_url,
    }


def test_books_that_agree_and_books_that_do_not(tmp_path: Path, books: dict[str, str]) -> None:
    _, said = doctor(tmp_path, **books)
    assert "our books agree (the newest 1 payment)" in said
    assert "accepts us" in said
    assert "The webhook endpoint reaches" in said
    assert "The clock is right" in said
    assert "onvenience stores" in said
    with database.connection_context():
        Payment.update(received=1).execute()
    code, said = doctor(tmp_path, **books)
    assert code == 1
    assert "we have 1, Stripe has 3500" in said


def test_a_key_that_stripe_refuses_and_a_server_that_is_away(tmp_path: Path, books: dict[str, str]) -> None:
    wrong = {"STRIPE_SECRET_KEY": "sk_wrong", "SMTP_URL": "smtp://127.0.0.1:1"}
    code, said = doctor(tmp_path, **books | wrong)
    assert code == 1
    assert "Stripe could not be asked" in said
    assert "does not accept us" in said
