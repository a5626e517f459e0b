"""Issued, used and unused: counted for the owner, for everybody where an event allows it, and as a feed."""
