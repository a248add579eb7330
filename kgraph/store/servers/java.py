"""Find a Java runtime of at least a given version, wherever this machine keeps them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where Debian and Fedora, macOS, SDKMAN, and Windows installers put them.
_PLACES = (
    "/usr/lib/jvm/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "C:/Program Files/Java/*",
    "C:/Program Files/Eclipse Adoptium/*",
)


def find_java(oldest: int) -> Path:
    """Return the ``java`` program of the oldest installed version that is at least `oldest`.

    The oldest that will do, since a server is tested with the Java versions of its own day.

    Raises
    ------
    StoreError
        None is installed.
    """
    found = {home: version for home in _homes() if (version := _version(home)) >= oldest}
    if not found:
        raise StoreError(
            f"no Java {oldest} or later on this machine",
            hint="Install one (a JDK or JRE), and set JAVA_HOME if it is in an unusual place.",
        )
    home = min(found, key=lambda candidate: found[candidate])
    return _program(home)


def _homes() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parent.parent
    for place in _PLACES:
        pattern = Path(place).expanduser()
        root = Path(pattern.anchor)
        yield from sorted(root.glob(str(pattern.relative_to(root))))


def _program(home: Path) -> Path:
    return home / "bin" / ("java.exe" if os.name == "nt" else "java")


def _version(home: Path) -> int:
    """Return the feature version that the runtime's ``release`` file states; 0 where there is none."""
    release = home / "release"
    if not _program(home).is_file() or not release.is_file():
        return 0
    found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release.read_text("utf-8", "replace"), re.MULTILINE)
    return int(found.group(1)) if found else 0
