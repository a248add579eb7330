"""What a study needs beside its sources to be kept by several people: a repository with its own checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kgraph.study import load_study
from kgraph.version import VERSION
from kgraph.words.text import text_from

if TYPE_CHECKING:
    from pathlib import Path

_IGNORED = """\
# What a rebuild makes, and the store that it fills.
build/
.kgraph/
pages/
"""
_ATTRIBUTES = """\
# The same line ends on every machine: the digests of sources are part of a build.
* text=auto eol=lf
*.xlsx binary
*.ods binary
"""
_WORKFLOW = """\
# Checks the study whenever somebody changes it, and publishes report and views from the main branch.
# In the repository's settings, choose "GitHub Actions" as the source of its pages.
name: study
on: [push, pull_request, workflow_dispatch]
permissions:
  contents: read
jobs:
  rebuild:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install kgraph
        run: pip install "kgraph-collab[embedded,fast]>={version}"
      - name: Validate
        run: kgraph validate
      - name: Rebuild
        run: kgraph rebuild
      - name: Gather the pages
        run: |
          mkdir pages
          cp build/report.html pages/index.html
          cp -r build/views pages/
      - uses: actions/upload-pages-artifact@v3
        with:
          path: pages
  publish:
    if: github.ref_name == github.event.repository.default_branch
    needs: rebuild
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
    steps:
      - uses: actions/deploy-pages@v4
"""
_CITATION = """\
# How to cite this study. Fill in who made it; https://citation-file-format.github.io explains the form.
cff-version: 1.2.0
message: "If you use this study, please cite it as below."
type: dataset
title: {title}
authors:
  - name: "(the organisation that made the study)"
version: "0.1.0"
license: CC-BY-4.0
"""


def write_repository(directory: Path) -> list[Path]:
    """Write what a repository of a study needs: its checks, what it ignores, how it is cited.

    Parameters
    ----------
    directory : Path
        A study. Files that exist stay as they are.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    UsageError
        The directory is no study.
    """
    study = load_study(directory)
    # What JSON quotes, YAML reads as it is.
    title = text_from(study.title, study.id).en
    contents = {
        ".gitignore": _IGNORED,
        ".gitattributes": _ATTRIBUTES,
        ".github/workflows/study.yml": _WORKFLOW.replace("{version}", VERSION),
        "CITATION.cff": _CITATION.replace("{title}", json.dumps(title, ensure_ascii=False)),
    }
    written = []
    for name, content in contents.items():
        path = directory / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            written.append(path)
    return written
