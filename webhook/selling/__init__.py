"""From a cart to an order: what may be bought, by whom, of what is left; pauses, closed dates, waiting lists."""
