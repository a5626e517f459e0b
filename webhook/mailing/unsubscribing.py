"""No more mail of offers: by the link in each such mail, in one press, without signing in (特定電子メール法, RFC 8058).

Mails about orders and tickets go on: they are no advertisement.
"""

import hashlib
import hmac
from datetime import datetime

from webhook import codes, keyring
from webhook.models import Customer
from webhook.refusals import Refused


def path(customer: Customer) -> str:
    """Where this customer says that it is enough; nobody can guess another's."""
    return f"/u/{customer.number}.{_signature(customer)}"


def by_token(token: str) -> Customer:
    """Whose link that is; refuses with ``not_found``."""
    number, _, signed = token.partition(".")
    customer: Customer | None = Customer.get_or_none(Customer.number == number)
    if customer is None or not hmac.compare_digest(signed.encode(), _signature(customer).encode()):
        raise Refused("not_found", 404)
    return customer


def stop(customer: Customer, now: datetime) -> None:
    """Send no more offers; the moment of the first press is kept."""
    open_ones = Customer.update(unsubscribed_at=now, marketing_at=None)
    open_ones.where(Customer.id == customer.id, Customer.unsubscribed_at.is_null()).execute()


def stopped(email: str) -> bool:
    """Whether that address wants no more offers."""
    return bool(Customer.select().where(Customer.email == email, Customer.unsubscribed_at.is_null(False)).exists())


def _signature(customer: Customer) -> str:
    digest = hmac.new(keyring.secret("unsubscribe"), str(customer.number).encode(), hashlib.sha256).hexdigest()
    return digest[: codes.SECRET_CHARACTERS * 2]
