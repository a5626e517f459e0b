"""The people who buy: one row per mail address."""

from datetime import datetime

from webhook import codes
from webhook.database import locked
from webhook.models import Customer, Order, Ticket


def locked_row(email: str, name: str, locale: str, now: datetime) -> Customer:
    """The customer of that address, created when new, locked until the transaction ends.

    Anybody can type an address: what is known of its owner changes only when an order is paid.
    """
    row = {"number": codes.spoken("U"), "email": email, "name": name, "locale": locale, "created_at": now}
    Customer.insert(**row).on_conflict_ignore().execute()
    customer: Customer = locked(Customer.select().where(Customer.email == email)).get()
    return customer


def bought(order: Order, now: datetime) -> None:
    """What a paid order tells of its customer. Consent to mail is kept with its time and never lost by an empty box.

    Those who left no address at the door are many people in one row, which learns nothing.
    """
    customer = order.customer
    if not customer.email:
        return
    customer.name, customer.locale = order.name, order.locale
    customer.phone = order.phone or customer.phone
    if order.marketing and customer.marketing_at is None:
        customer.marketing_at, customer.unsubscribed_at = now, None
    customer.save()


def only_bought(customer: Customer, order: Order) -> bool:
    """Whether that order made this customer known, and they have nothing else."""
    orders = Order.select().where(Order.customer == customer, Order.id != order.id)
    tickets = Ticket.select().where(Ticket.customer == customer, Ticket.order.is_null() | (Ticket.order != order))
    return bool(customer.created_at >= order.created_at) and not orders.exists() and not tickets.exists()


def unlearn(customer: Customer, order: Order) -> None:
    """Take back what a paid order told of a customer whose it was not after all, and is not any more."""
    paid = Order.select().where(Order.customer == customer, Order.paid_at.is_null(False))
    others = list(paid.order_by(Order.paid_at))
    if others:
        last = others[-1]
        customer.name, customer.locale = last.name, last.locale
        customer.phone = next((each.phone for each in reversed(others) if each.phone), "")
    if order.marketing and customer.marketing_at == order.paid_at:
        customer.marketing_at = next((each.paid_at for each in others if each.marketing), None)
    customer.save()
