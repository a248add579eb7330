"""Write the start page of the documentation's site: to the newest version, and to those that lie beside it.

Usage: ``python tools/docs_versions.py [DIRECTORY]``, by default ``site``. Each version lies in a directory of
its own, ``DIRECTORY/0.2.0/``, so an address that somebody cited keeps showing what it showed. ``make docs``
writes that of the present version and leaves the others.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from packaging.version import Version

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={newest}/index.html">
<title>kgraph</title>
<p>Documentation of kgraph {newest}: <a href="{newest}/index.html">English</a>,
<a href="{newest}/svenska.html" lang="sv" hreflang="sv">svenska</a>.</p>
<ul>
{rows}
</ul>
"""


def start_page(directory: Path) -> str:
    """Return the start page of the versions in a directory."""
    found = [path.name for path in directory.iterdir() if re.fullmatch(r"\d+\.\d+\.\d+", path.name)]
    versions = sorted(found, key=Version, reverse=True)
    rows = "\n".join(f'<li><a href="{name}/index.html">{name}</a>' for name in versions)
    return PAGE.format(newest=versions[0], rows=rows)


if __name__ == "__main__":
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    (site / "index.html").write_text(start_page(site), encoding="utf-8")
