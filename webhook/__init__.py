"""The service: checkout, Stripe's events, tickets, stamps and the usage feed."""
