"""What pyproject.toml cannot say: the README for package indexes, whose links have to be absolute."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).parent
LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)")


def absolute(text: str, repository: str, version: str) -> str:
    """Return Markdown whose links and pictures lead to the repository at the tag of a version."""

    def with_address(match: re.Match[str]) -> str:
        kind = "raw" if match[1] else "blob"
        return f"{match[1]}[{match[2]}]({repository}/{kind}/v{version}/{match[3]})"

    return LINK.sub(with_address, text)


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stated = (ROOT / "kgraph" / "version.py").read_text(encoding="utf-8")
    (version,) = re.findall(r'^VERSION = "(.+)"$', stated, re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    setup(
        long_description=absolute(readme, project["urls"]["Repository"], version),
        long_description_content_type="text/markdown",
    )
