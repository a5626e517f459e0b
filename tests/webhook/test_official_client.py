"""Stripe's own command-line client triggers an event at the practice Stripe, and the service takes it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.node import stripe_client
from tests.support.waiting import until
from tests.webhook.conftest import Shop
from webhook.database import database
from webhook.models import StripeEvent


@pytest.mark.node
def test_the_service_takes_the_event_that_the_client_triggers(small_shop: Shop, tmp_path: Path) -> None:
    environment = {
        "HOME": str(tmp_path),
        "STRIPE_API_KEY": small_shop.settings.stripe_key,
        "STRIPE_CLI_TELEMETRY_OPTOUT": "1",
    }
    command = [str(stripe_client()), "trigger", "checkout.session.completed"]
    ran = subprocess.run(
        [*command, "--api-base", small_shop.settings.stripe_base],
        env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Trigger succeeded" in ran.stdout + ran.stderr, ran.stderr

    def taken() -> list[StripeEvent]:
        with database.connection_context():
            return list(StripeEvent.select().where(StripeEvent.type == "checkout.session.completed"))

    until(taken, "the event to arrive")
    small_shop.settled()
    [event] = taken()
    assert (event.error, event.due_at) == ("", None), "it is of no order of ours, and that is all right"
