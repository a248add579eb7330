"""What is said where a package is missing that only an extra of kgraph installs."""

from __future__ import annotations

from kgraph.errors import UsageError
from kgraph.version import install_line


def missing_package(what: str, *packages: str, extra: str) -> UsageError:
    """Return the error to raise, with the line that installs what is missing.

    Parameters
    ----------
    what : str
        What cannot be done without.
    *packages : str
        The packages that it needs.
    extra : str
        The extra that has them.
    """
    noun, them = ("package", "it") if len(packages) == 1 else ("packages", "them")
    named = " and ".join(packages)
    return UsageError(f"{what} needs the {noun} {named}", hint=f"Install {them} with: {install_line(extra)}")
