"""Pictures of the owner's screens, over a shop that has traded for weeks: ``python -m tests.browser.gallery``."""
