"""What the columns of the tables hold: secrets that open something, and what tells of a person.

Every column of text is in one of the three lists; a test looks for those that nobody thought of.
"""

from collections.abc import Callable
from typing import Any

from webhook import codes

Column = tuple[str, str]
"""Table and column, as the database names the table and the model its column."""


def _nothing() -> str:
    return ""


SECRET: dict[Column, Callable[[], Any]] = {
    ("orders", "secret"): codes.secret,
    ("payment", "params"): dict,
    ("payment", "url"): lambda: None,
    ("payment", "instructions"): _nothing,
    ("ticket", "owner_token"): codes.secret,
    ("ticket", "door_code"): codes.door_code,
    ("old_code", "code"): codes.door_code,
    ("gift", "token"): codes.secret,
    ("share", "token"): codes.secret,
    ("waiting", "token"): codes.secret,
    ("keyring", "value"): _nothing,
    ("staff", "pin_hash"): _nothing,
    ("shift", "code"): lambda: codes.spoken("S", 12),
    ("sign_in", "token_hash"): lambda: codes.digest(codes.secret()),
    ("sign_in_link", "token_hash"): lambda: codes.digest(codes.secret()),
    ("stripe_event", "body"): _nothing,
}
"""Left out of an export unless asked for; what stands in their place in a shop that such an export is read into."""

PERSONAL: set[Column] = {
    ("customer", "email"),
    ("customer", "name"),
    ("customer", "phone"),
    ("customer", "tags"),
    ("orders", "name"),
    ("orders", "phone"),
    ("orders", "addressee"),
    ("ticket", "holder"),
    ("ticket", "contact"),
    ("ticket", "note"),
    ("gift", "email"),
    ("share", "email"),
    ("waiting", "email"),
    ("mail", "recipient"),
    ("mail", "values"),
    ("mail", "error"),
}
"""What names a fan or reaches them, besides secret columns that do as well."""

PLAIN: set[Column] = {
    ("calling_off", "item"),
    ("calling_off", "session"),
    ("calling_off", "reason"),
    ("calling_off", "detail"),
    ("coupon_use", "coupon"),
    ("customer", "number"),
    ("customer", "locale"),
    ("dispute", "stripe_id"),
    ("dispute", "state"),
    ("gift", "lines"),
    ("gift", "state"),
    ("halt", "item"),
    ("halt", "session"),
    ("halt", "state"),
    ("keyring", "name"),
    ("ledger_entry", "kind"),
    ("ledger_entry", "body"),
    ("ledger_entry", "hash"),
    ("mail", "key"),
    ("mail", "template"),
    ("mail", "locale"),
    ("mark", "name"),
    ("mark", "facts"),
    ("order_line", "item"),
    ("order_line", "session"),
    ("order_line", "ticket"),
    ("order_line", "face"),
    ("order_line", "name"),
    ("orders", "number"),
    ("orders", "nonce"),
    ("orders", "status"),
    ("orders", "locale"),
    ("orders", "channel"),
    ("orders", "coupon"),
    ("orders", "currency"),
    ("payment", "key"),
    ("payment", "session_id"),
    ("payment", "intent"),
    ("payment", "method"),
    ("refund", "key"),
    ("refund", "why"),
    ("refund", "state"),
    ("refund", "stripe_id"),
    ("refund", "error"),
    ("sealed", "kind"),
    ("shift", "item"),
    ("shift", "session"),
    ("shift", "venue"),
    ("staff", "number"),
    ("staff", "name"),
    ("staff", "email"),
    ("staff", "role"),
    ("staff", "venue"),
    ("stamp", "method"),
    ("stamp", "staff_name"),
    ("stamp", "nonce"),
    ("stock", "item"),
    ("stock", "session"),
    ("stock", "ticket"),
    ("stripe_event", "event"),
    ("stripe_event", "type"),
    ("stripe_event", "subject"),
    ("stripe_event", "error"),
    ("ticket", "number"),
    ("ticket", "six_digit"),
    ("ticket", "issue_key"),
    ("ticket", "kind"),
    ("ticket", "item"),
    ("ticket", "session"),
    ("ticket", "face"),
    ("ticket", "locale"),
    ("ticket", "channel"),
    ("ticket", "cancelled_by"),
    ("ticket", "cancel_reason"),
    ("ticket", "cancel_detail"),
    ("ticket_line", "type"),
    ("ticket_line", "name"),
    ("waiting", "item"),
    ("waiting", "session"),
    ("waiting", "ticket"),
    ("waiting", "locale"),
    ("waiting", "state"),
}
"""Facts of the shop, of its staff and of money. Texts that people typed are searched for names all the same."""
