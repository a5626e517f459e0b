"""The floor of a build: what parsing the same files costs with nothing around it. Run as a program of its own.

Python-Markdown with the one extension we use turns every body into HTML, and libyaml reads every front matter; no page
is made and nothing is checked or written.
"""

import sys
import time
from pathlib import Path

import yaml
from markdown import Markdown


def parse(content: Path) -> float:
    """Parse every file below ``content``; returns the seconds it took without starting Python and importing."""
    started = time.perf_counter()
    parser = Markdown(extensions=["tables"], output_format="html")
    for file in sorted(content.rglob("*.md")):
        _, front, body = file.read_text("utf-8").split("---\n", 2)
        yaml.compose(front, Loader=yaml.CSafeLoader)
        parser.reset()
        parser.convert(body)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(parse(Path(sys.argv[1])))
