"""Studies written for version 0.1 of the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.study import Study


@pytest.fixture
def study_of(tmp_path: Path) -> Callable[..., Study]:
    """Make a study of files by name: text, or bytes."""

    def make(files: dict[str, str | bytes]) -> Study:
        root = tmp_path / "study"
        root.mkdir()
        names = ", ".join(f'"{name}"' for name in files)
        (root / "study.toml").write_text(
            f'[study]\nid = "old"\nbase = "https://example.org/"\nlanguages = ["sv", "en"]\n'
            f'sources = [{names}]\ntitle = "Gammal"\n',
            encoding="utf-8",
        )
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_study(root)

    return make


@pytest.fixture
def old_workbook(tmp_path: Path) -> bytes:
    """A workbook in Swedish as version 0.1 had it, with a comment, a width, bold headings and notes."""
    book = openpyxl.Workbook()
    sheets = {
        "Beslut": [("id", "namn", "beslutat av"), ("b1", "Avtalet", "norra"), ("b2", "Huset", "norra")],
        "Kommun": [("id", "namn"), ("norra", "Norra kommunen"), ("sodra", "Södra kommunen")],
        "Samverkansnätverk": [
            ("id", "namn", "juridisk form"),
            ("v6", "Västra sex", "nätverk"),
            ("p", "Piloten", "project"),
        ],
        "Service": [("id", "namn"), ("t", "Tjänsten")],
        "Beslutsverkan": [
            ("beslut", "det som påverkas", "verkan"),
            ("b1", "sodra", "lämnar över"),
            ("b1", "t", "transfers"),
        ],
        "Överlämnande av uppgift": [
            ("överlämnad från", "överlämnad till", "uppgift", "juridisk form"),
            ("norra", "sodra", "bibliotek", "avtalssamverkan"),
        ],
        "läs mig": [("Anteckningar", "beslut"), ("Rör inte", "uppgift")],
    }
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    book["Beslut"].column_dimensions["B"].width = 40
    book["Beslutsverkan"]["A2"].comment = Comment("Kontrollerat", "forskaren")
    path = tmp_path / "old.xlsx"
    book.save(path)
    return path.read_bytes()
