"""Drop-down lists that Excel keeps in an extension of the sheet, where openpyxl does not look for them.

Excel writes a list that stands on another sheet, as all those of the template do, in the form that was new in
2010 (MS-XLSX, ``x14:dataValidations``). Without this, saving the workbook would lose them.
"""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from openpyxl.worksheet.datavalidation import DataValidation

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TEXTS = ("type", "errorStyle", "errorTitle", "error", "promptTitle", "prompt", "operator")
_SWITCHES = ("allowBlank", "showErrorMessage", "showInputMessage", "showDropDown")


def add_newer_lists(path: Path, book: Workbook) -> None:
    """Give the sheets of `book`, which was read from `path`, the lists that openpyxl left out.

    The XML was looked through before (`inspect_workbook`): it is well-formed and has no document type.
    """
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        for title, part in _parts(archive).items():
            if title not in book.sheetnames or part not in names:
                continue
            content = archive.read(part)
            if b"2009/9/main" not in content:
                continue
            for element in _tree(content).iter(f"{X14}dataValidation"):
                formulas = [element.findtext(f"{X14}formula{n}/{XM}f") for n in (1, 2)]
                area = element.findtext(f"{XM}sqref")
                if area is None:
                    continue
                options: dict[str, Any] = {name: element.get(name) for name in _TEXTS if element.get(name)}
                options |= {name: element.get(name) in {"1", "true"} for name in _SWITCHES}
                rule = DataValidation(formula1=formulas[0], formula2=formulas[1], **options)
                rule.sqref = area
                book[title].add_data_validation(rule)


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by its title."""
    relations = _tree(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations.iter(f"{_PACKAGE}Relationship")}
    sheets = _tree(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    found = {each.get("name", ""): targets.get(each.get(f"{_REL}id"), "") for each in sheets}
    return {
        title: target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        for title, target in found.items()
    }


def _tree(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - parts with a document type were refused before
