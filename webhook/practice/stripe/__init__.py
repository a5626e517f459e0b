"""The practice Stripe: a local stand-in that the real ``stripe`` SDK talks to. No money moves here."""

from webhook.practice.stripe.app import PracticeStripe
from webhook.practice.stripe.delivery import Backoff
from webhook.practice.stripe.switches import Switches

__all__ = ["Backoff", "PracticeStripe", "Switches"]
