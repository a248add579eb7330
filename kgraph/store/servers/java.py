"""Find an installed Java runtime of at least a given version."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where Debian and Fedora, container images, macOS, SDKMAN, IntelliJ and Windows installers put runtimes.
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

    The oldest is preferred because a server is tested with the Java versions of its time.

    Parameters
    ----------
    oldest : int
        The oldest feature version that will do.

    Raises
    ------
    StoreError
        No such version is installed.
    """
    versions = {home: version for home in _homes() if (version := _version(home)) >= oldest}
    if not versions:
        raise StoreError(
            f"no Java {oldest} or later on this machine",
            hint="Install one (a JDK or JRE), and set JAVA_HOME if it is in an unusual place.",
        )
    return _program(min(versions, key=lambda home: versions[home]))


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
    """Return the feature version in the ``release`` file of a runtime; 0 if it has none."""
    release = home / "release"
    if not _program(home).is_file() or not release.is_file():
        return 0
    match = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release.read_text("utf-8", "replace"), re.MULTILINE)
    return int(match.group(1)) if match else 0
