"""Which language the terminal speaks, for every command."""

import os


def terminal_language() -> str:
    """Japanese when the environment says so, otherwise English. A machine need not have that locale installed."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "")
    return "ja" if locale.lower().startswith("ja") else "en"
