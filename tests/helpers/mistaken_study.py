"""The small study of the workbench with a workbook: one municipality under two names, and a wrong code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_study import DATA, SETTINGS
from filled_workbooks import book_of
from openpyxl import load_workbook

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = {
    "Källa": [
        ["id", "titel (sv)", "utgivare", "utgiven", "hämtad", "läst på", "språk"],
        ["protokoll", "Protokoll", "Norra", "2022", "2024-02-01", "https://example.org/p.pdf", "sv"],
    ],
    "Kommun": [
        ["id", "namn", "kommunkod", "källa", "ställe"],
        ["norra2", "Norra kommun", "14x", "protokoll", "§ 12"],
    ],
    "Beslut": [
        ["namn", "beslutat av", "beslutsdatum", "paragrafnummer", "källa"],
        ["Nej till avtalet", "south", "2021-03-01", "§ 1", "protokoll"],
    ],
}


def mistaken_study(root: Path) -> Path:
    """Write the study to `root` and return it."""
    root.mkdir()
    settings = SETTINGS.replace('["data.trig"]', '["data.xlsx", "data.trig"]')
    (root / "study.toml").write_text(settings, encoding="utf-8")
    (root / "data.trig").write_text(DATA, encoding="utf-8")
    book_of(SHEETS).save(root / "data.xlsx")
    return root


def write_code(root: Path, code: str) -> None:
    """Give the municipality of the workbook another code."""
    book = load_workbook(root / "data.xlsx")
    book["Kommun"]["C2"] = code
    book.save(root / "data.xlsx")
