"""An order's life, one room: its states, what Stripe's word does to it, refunds, disputes, and cancelling.

``settling`` is how money comes in, ``refunds`` how it goes back; ``cancelling`` ends a ticket or an order,
``calling_off`` a whole date; with ``moving`` tickets follow a date or venue that was changed. Nothing here uses the
network in a transaction: Stripe is asked before, or a row is left for a worker.
"""
