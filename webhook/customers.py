"""The people who buy: one row per mail address."""

from datetime import datetime

from webhook import codes
from webhook.database import locked
from webhook.models import Customer


def remember(
    email: str, name: str, *, phone: str = "", locale: str, marketing: bool = False, now: datetime
) -> Customer:
    """The customer of that address with the newest name, created when new; locked until the transaction ends.

    Consent to mail (``marketing``) is kept with its time and never withdrawn by leaving the box empty.
    """
    row = {"number": codes.spoken("U"), "email": email, "name": name, "locale": locale, "created_at": now}
    Customer.insert(**row).on_conflict_ignore().execute()
    customer: Customer = locked(Customer.select().where(Customer.email == email)).get()
    customer.name, customer.locale = name, locale
    customer.phone = phone or customer.phone
    if marketing and customer.marketing_at is None:
        customer.marketing_at = now
    customer.save()
    return customer
