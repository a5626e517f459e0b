"""Pictures of every owner's screen over a shop that has traded for weeks, by hand: ``python -m tests.browser.gallery``."""
