"""How the shop is: its queues and ages for owners and machines, its books beside Stripe's, and whether it may close."""
