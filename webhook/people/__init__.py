"""The people who buy, found again by their address, and the owner's words for them."""
