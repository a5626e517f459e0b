"""What the owner issues without a payment: guests, gifts of the house, a list from before (S1-21, S3-13)."""
