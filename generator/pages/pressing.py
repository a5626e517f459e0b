"""Style sheets and scripts as browsers get them: sheets that import others in one file, scripts without their comments.

A page waits for few and small answers before it can be drawn; what the files mean does not change.
"""

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

_IMPORT = re.compile(rb'^@import "([^":]+)";[ \t]*\n?', re.MULTILINE)
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_LINE = re.compile(rb"\s*\n\s*")
_ROOM = re.compile(rb"""("[^"\n]*"|'[^'\n]*')|(?<=[:,/>])[ ]|[ ](?=[{/>])|;(?=\})|(?<![\w.])0(?=\.\d)""")
_REMARK = re.compile(rb"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
_EMPTY = re.compile(rb"\n{2,}")


def pressed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """``files`` by path below ``site/``, as they are published.

    Style sheets lose comments and room; one made of ``@import "name.css";`` lines holds what they name, and an
    import of what is not among ``files`` stays. Scripts lose the comments that have lines of their own. The rest is
    untouched.
    """
    return {path: _press(path, data, files) for path, data in files.items()}


def _press(path: str, data: bytes, files: Mapping[str, bytes]) -> bytes:
    if path.startswith("scripts/") and path.endswith(".js"):
        return _script(data)
    return _sheet(path, data, files) if path.startswith("styles/") and path.endswith(".css") else data


def _sheet(path: str, data: bytes, files: Mapping[str, bytes]) -> bytes:
    def part(found: re.Match[bytes]) -> bytes:
        name = normpath(join(dirname(path), found[1].decode()))
        return files[name] + b"\n" if name in files and name != path else found[0]

    lines = _LINE.sub(b"\n", _COMMENT.sub(b"", _IMPORT.sub(part, data))).strip()
    lines = lines.replace(b"{\n", b"{").replace(b"\n}", b"}").replace(b";\n", b";").replace(b",\n", b",")
    return _ROOM.sub(lambda room: room[1] or b"", lines) + b"\n"


def _script(data: bytes) -> bytes:
    """Where no text runs over several lines, what begins a line with ``//`` or ``/*`` is a comment for certain."""
    if any(line.count(b"`") % 2 or line.endswith(b"\\") for line in data.splitlines()):
        return data
    return _EMPTY.sub(b"\n", _REMARK.sub(b"", data)).lstrip(b"\n")
