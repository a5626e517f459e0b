"""The route table: every address of the service, by who comes there. It is the table of contents."""

from starlette.routing import BaseRoute, Mount, Route

from webhook.endpoints import (
    account,
    counts,
    crew,
    desk,
    door,
    events,
    giving,
    health,
    histories,
    holder,
    keeping,
    managers,
    orders,
    owner,
    papers,
    people,
    reports,
    selling,
    sendings,
    shop,
    statement,
    systems,
    ticket,
)
from webhook.http.answering import endpoint
from webhook.http.swift import Swift

LARGEST_EVENT = 1024 * 1024
"""Bytes; Stripe's events may be larger than what a browser has to say."""
CHECKOUTS = 8
"""Checkouts at a time, of the forty requests that are: they wait for each other's locks, and more would only wait."""
PACKS = 2
"""Door packs at a time: they are made of thousands of rows, and nobody who stamps may wait behind them."""

FANS: list[BaseRoute] = [
    Route("/stock", endpoint(shop.get_stock)),
    Route("/counts", endpoint(counts.get_counts)),
    Route("/counts/{item}", endpoint(counts.get_count)),
    Route("/checkout", endpoint(shop.post_checkout, at_once=CHECKOUTS), methods=["POST"]),
    Route("/orders/{order}", endpoint(orders.get_order)),
    Route("/orders/{order}/email", endpoint(orders.post_email), methods=["POST"]),
    Route("/find", endpoint(holder.post_find), methods=["POST"]),
    Route("/waiting", endpoint(shop.post_waiting), methods=["POST"]),
    Route("/offers/{token}", endpoint(shop.get_offer)),
    Route("/offers/{token}", endpoint(shop.delete_offer), methods=["DELETE"]),
]
"""Below ``/api``: everybody who looks, buys and waits in line."""

STAFF: list[BaseRoute] = [
    Route("/staff/join", endpoint(door.post_join), methods=["POST"]),
    Route("/door", endpoint(door.get_door)),
    Route("/door/beat", endpoint(crew.post_beat), methods=["POST"]),
    Route("/door/search", endpoint(desk.get_search)),
    Route("/door/sales", endpoint(desk.post_sale), methods=["POST"]),
    Route("/door/memos", endpoint(desk.post_memo), methods=["POST"]),
    Route("/door/resend", endpoint(desk.post_resend), methods=["POST"]),
    Route("/door/conflicts", endpoint(reports.get_conflicts)),
    Route("/door/conflicts/{id}/seen", endpoint(reports.post_seen), methods=["POST"]),
    Route("/door/{item}/{session}", endpoint(desk.get_pack, at_once=PACKS)),
    Route("/stamps/{id}/undo", endpoint(door.post_undo), methods=["POST"]),
]
"""Below ``/api``: who stands at the door with a shift."""

LEADS: list[BaseRoute] = [
    Route("/shifts", endpoint(crew.get_shifts)),
    Route("/shifts", endpoint(crew.post_shift), methods=["POST"]),
    Route("/shifts/{id}/end", endpoint(crew.post_end), methods=["POST"]),
    Route("/shifts/{id}/qr.svg", endpoint(crew.get_shift_qr)),
    Route("/devices/{id}/stop", endpoint(crew.post_stop_device), methods=["POST"]),
    Route("/helpers", endpoint(crew.get_helpers)),
    Route("/helpers", endpoint(crew.post_helper), methods=["POST"]),
    Route("/helpers/{id}/pin", endpoint(crew.post_pin), methods=["POST"]),
    Route("/helpers/{id}/stop", endpoint(crew.post_stop_helper), methods=["POST"]),
]
"""Below ``/api``: who runs the door."""

OWNERS: list[BaseRoute] = [
    Route("/usage/stream", owner.get_stream),
    Route("/items", endpoint(owner.get_items)),
    Route("/analysis", endpoint(owner.get_analysis)),
    Route("/balance", endpoint(owner.get_balance)),
    Route("/balance.csv", endpoint(owner.get_balance_csv)),
    Route("/uses", endpoint(histories.get_uses)),
    Route("/uses.csv", endpoint(histories.get_uses_csv)),
    Route("/recipients", endpoint(histories.get_recipients)),
    Route("/recipients.csv", endpoint(histories.get_recipients_csv)),
    Route("/customers", endpoint(histories.get_customers)),
    Route("/customers.csv", endpoint(histories.get_customers_csv)),
    Route("/places", endpoint(histories.get_places)),
    Route("/orders", endpoint(orders.get_orders)),
    Route("/orders.csv", endpoint(histories.get_orders_csv)),
    Route("/orders/{order}/cancel", endpoint(orders.post_cancel), methods=["POST"]),
    Route("/orders/{order}/resend", endpoint(orders.post_resend), methods=["POST"]),
    Route("/orders/{order}/messages", endpoint(orders.post_message), methods=["POST"]),
    Route("/orders/{order}/refund", endpoint(orders.post_refund), methods=["POST"]),
    Route("/accounts", endpoint(managers.get_accounts)),
    Route("/accounts", endpoint(managers.post_account), methods=["POST"]),
    Route("/accounts/{id}", endpoint(managers.post_change), methods=["POST"]),
    Route("/accounts/{id}/stop", endpoint(managers.post_stop), methods=["POST"]),
    Route("/accounts/{id}/link", endpoint(managers.post_link), methods=["POST"]),
    Route("/statement", endpoint(statement.get_statement)),
    Route("/statement.csv", endpoint(statement.get_statement_csv)),
    Route("/selling/{item}", endpoint(selling.get_selling)),
    Route("/channels", endpoint(selling.get_channels)),
    Route("/pause", endpoint(selling.post_pause), methods=["POST"]),
    Route("/sessions/{item}/{session}/close", endpoint(selling.post_close), methods=["POST"]),
    Route("/sessions/{item}/{session}/cancel", endpoint(orders.post_call_off), methods=["POST"]),
    Route("/cancellations", endpoint(orders.get_cancellations)),
    Route("/cancellations/{id}", endpoint(orders.get_cancellation)),
    Route("/cancellations/{id}/stop", endpoint(orders.post_stop), methods=["POST"]),
    Route("/cancellations/{id}/retry", endpoint(orders.post_retry), methods=["POST"]),
    Route("/coupons/{id}/send", endpoint(sendings.post_send), methods=["POST"]),
    Route("/sendings", endpoint(sendings.get_sendings)),
    Route("/sendings/{id}", endpoint(sendings.delete_sending), methods=["DELETE"]),
    Route("/issue", endpoint(giving.post_issue, largest=giving.LARGEST_LIST), methods=["POST"]),
    Route("/tags", endpoint(people.get_tags)),
    Route("/customers/tags", endpoint(people.post_tags), methods=["POST"]),
    Route("/customers/{id}/data", endpoint(people.get_data)),
    Route("/customers/{id}/forget", endpoint(people.post_forget), methods=["POST"]),
]
"""Below ``/api``: who runs the shop, and leads where numbers are all there is to see."""

KEEPING: list[BaseRoute] = [
    Route("/health", endpoint(health.get_panel)),
    Route("/ledger", endpoint(health.get_ledger)),
    Route("/keeping", endpoint(keeping.get_keeping)),
    Route("/backup", endpoint(keeping.post_backup, at_once=1), methods=["POST"]),
    Route("/export", endpoint(keeping.post_export), methods=["POST"]),
]
"""Below ``/api``, for owners: whether all is well, and what is kept."""

SYSTEMS: list[BaseRoute] = [
    Route("/hooks", endpoint(systems.get_hooks)),
    Route("/hooks", endpoint(systems.post_hook), methods=["POST"]),
    Route("/hooks/{id}", endpoint(systems.delete_hook), methods=["DELETE"]),
    Route("/hooks/{id}/start", endpoint(systems.post_hook_start), methods=["POST"]),
    Route("/hooks/{id}/ping", endpoint(systems.post_hook_ping), methods=["POST"]),
    Route("/hooks/{id}/secret", endpoint(systems.post_hook_secret), methods=["POST"]),
    Route("/hooks/{id}/log", endpoint(systems.get_hook_log)),
    Route("/hooks/{id}/replay", endpoint(systems.post_hook_replay), methods=["POST"]),
    Route("/keys", endpoint(systems.get_keys)),
    Route("/keys", endpoint(systems.post_key), methods=["POST"]),
    Route("/keys/{id}", endpoint(systems.delete_key), methods=["DELETE"]),
    Route("/availability/secret", endpoint(systems.post_availability_secret), methods=["POST"]),
]
"""Below ``/api``, for owners: other systems, what they are told and may ask."""

SIGN_IN: list[BaseRoute] = [
    Route("/sign-in", endpoint(account.post_sign_in), methods=["POST"]),
    Route("/sign-in/mail", endpoint(account.post_mail), methods=["POST"]),
    Route("/sign-out", endpoint(account.post_sign_out), methods=["POST"]),
    Route("/me", endpoint(account.get_me)),
]
"""Below ``/api``: owners and leads coming and going."""

TICKETS: list[BaseRoute] = [
    Route("/t/sw.js", endpoint(ticket.get_worker)),
    Route("/t/{owner}", endpoint(ticket.get_ticket)),
    Route("/t/{owner}/qr.svg", endpoint(ticket.get_qr)),
    Route("/t/{owner}/ticket.ics", endpoint(papers.get_ics)),
    Route("/t/{owner}/manifest.webmanifest", endpoint(papers.get_manifest)),
    Route("/t/{owner}/receipt", endpoint(papers.get_receipt)),
    Route("/t/{owner}/receipt", endpoint(papers.post_receipt), methods=["POST"]),
    Route("/t/{owner}/stamps", endpoint(holder.post_stamps), methods=["POST"]),
    Route("/t/{owner}/gifts", endpoint(holder.post_gift), methods=["POST"]),
    Route("/t/{owner}/shares", endpoint(holder.post_share), methods=["POST"]),
    Route("/t/{owner}/opened", endpoint(ticket.post_opened), methods=["POST"]),
    Route("/t/{owner}/cancel", endpoint(holder.post_cancel), methods=["POST"]),
    Route("/g/{gift}", endpoint(holder.get_gift)),
    Route("/g/{gift}", endpoint(holder.delete_gift), methods=["DELETE"]),
    Route("/g/{gift}/qr.svg", endpoint(holder.get_gift_qr)),
    Route("/g/{gift}/accept", endpoint(holder.post_accept), methods=["POST"]),
    Route("/s/{share}", endpoint(holder.get_share)),
    Route("/s/{share}/accept", endpoint(holder.post_accept_share), methods=["POST"]),
    Route("/u/{token}", endpoint(holder.get_unsubscribe)),
    Route("/u/{token}", endpoint(holder.post_unsubscribe), methods=["POST"]),
    Route("/t/{owner}/stream", ticket.get_stream),
    Route("/d/{door}", endpoint(ticket.get_door)),
    Route("/D/{door}", endpoint(ticket.get_door)),
    Route("/d/{door}/{units:int}", endpoint(ticket.get_door)),
    Route("/D/{door}/{units:int}", endpoint(ticket.get_door)),
]
"""What is reached by a secret alone: tickets, gifts, shares, and the stop of mails."""

ROUTES: list[BaseRoute] = [
    Route("/api/stamps", Swift(door.post_stamps), methods=["POST"]),  # first, for nothing is asked so often at once
    Route("/api/usage", Swift(owner.get_usage), methods=["GET"]),
    Mount("/api", routes=[*FANS, *STAFF, *LEADS, *OWNERS, *KEEPING, *SYSTEMS, *SIGN_IN]),
    Mount(
        "/webhooks",
        routes=[
            Route("/stripe", endpoint(events.post_stripe, largest=LARGEST_EVENT), methods=["POST"]),
            Route("/availability", endpoint(systems.post_availability, largest=LARGEST_EVENT), methods=["POST"]),
        ],
    ),
    *TICKETS,
    Route("/healthz", endpoint(health.get_health)),
    Route("/readyz", endpoint(health.get_ready)),
    Route("/metrics", endpoint(health.get_metrics)),
]
