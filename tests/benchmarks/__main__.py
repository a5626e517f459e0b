"""The benchmarks, by hand: ``python -m tests.benchmarks [NAME …] [--json FILE]``; ``--help`` lists the names."""

import argparse
import importlib
import json
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

BENCHMARKS = {
    "build": "building",
    "stamps": "stamping",
    "start": "starting",
    "watch": "watching",
    "door": "door_page",
    "feed": "feeding",
    "lists": "lists",
    "rush": "rush",
    "burst": "burst",
    "kills": "kills",
    "peers": "peers",
}
ASKED = ("feed", "lists", "rush", "burst", "kills", "peers")
"""Those that run only when they are named: they need PostgreSQL and minutes, or install other programs."""


def main() -> None:
    """Run those that were named, or all, and show a table of each as soon as it is there."""
    options = _options()
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
    }
    print(f"{about['date']}, Python {about['python']}, {about['cores']} cores; columns with × are ratios\n")
    results = {}
    with tempfile.TemporaryDirectory(prefix="mogiri-pyc-") as cache:
        # Compiled modules are kept, as on any machine from the second start on, whatever this one is told to do.
        os.environ["PYTHONPYCACHEPREFIX"] = cache
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for name in options.names or [name for name in BENCHMARKS if name not in ASKED]:
            wishes = {"sizes": options.sizes, "times": options.times} if name == "peers" else {}
            table = importlib.import_module(f"tests.benchmarks.{BENCHMARKS[name]}").measure(**wishes)
            table.notes.append(_load())
            results[name] = table.as_json()
            print(table.shown(), flush=True)
    if options.json:
        options.json.write_text(json.dumps(about | {"results": results}, ensure_ascii=False, indent=1), "utf-8")


def _load() -> str:
    """How busy the machine was with everything, this run included."""
    return f"load of the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; above them by much, distrust"


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    parser.add_argument("--sizes", type=_sizes, default=(100, 1000), metavar="N,N", help="peers: how many events")
    parser.add_argument("--times", type=int, default=3, metavar="N", help="peers: rounds, of which the middle counts")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))} (there are {', '.join(BENCHMARKS)})")
    return options


if __name__ == "__main__":
    main()
