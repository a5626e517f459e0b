"""What a practice shop has instead of the outside: a stand-in for Stripe, a mailbox and a clock that can be set."""
