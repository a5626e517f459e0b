"""Files of others that browsers load are listed, licensed, and exactly what was listed."""

import hashlib
import tomllib
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "site" / "vendor"


def test_vendored_files_are_what_was_listed() -> None:
    listed = tomllib.loads((VENDOR / "vendored.toml").read_text("utf-8"))["package"]
    named = {f"{package['folder']}/{name}": digest for package in listed for name, digest in package["sha256"].items()}
    files = [file for file in VENDOR.rglob("*") if file.is_file() and file.name != "vendored.toml"]
    found = {file.relative_to(VENDOR).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert found == named
    for package in listed:
        assert package["version"] in package["folder"]
        assert package["licence"]
        assert any(name.startswith(f"{package['folder']}/LICENSE") for name in found)
