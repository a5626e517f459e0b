"""Our books beside Stripe's, now and then by itself: the newest payments, and what differs."""

from datetime import timedelta

from webhook import clock, doctor
from webhook.keeping import marks
from webhook.models import Payment
from webhook.payments import Gateway, PaymentRefused, PaymentsUnavailable

PERIOD = 600.0
"""Seconds between two looks whether it is time."""
BETWEEN = timedelta(hours=6)
PAYMENTS = 50
"""Compared at a time, each with a call or two to Stripe."""


def work(gateway: Gateway) -> None:
    """Compare, unless that was done lately by whichever process; a Stripe that is away is asked the next time."""
    last, now = marks.last("books"), clock.now()
    if last and now - last.at < BETWEEN:
        return
    noted = Payment.select().where(Payment.session_id.is_null(False)).order_by(Payment.id.desc())
    payments = list(noted.limit(PAYMENTS))
    try:
        found = [each for each in (doctor.difference(payment, gateway) for payment in payments) if each]
    except (PaymentsUnavailable, PaymentRefused):
        return
    orders = [each["order"] for each in found]
    marks.note("books", now, compared=len(payments), differing=len(found), orders=orders)
