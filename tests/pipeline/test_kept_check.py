"""A check that keeps what the last one found says what a check of everything says."""

from __future__ import annotations

import json
import re
from random import Random
from typing import TYPE_CHECKING

from mistaken_study import SHEETS, mistaken_study
from openpyxl import load_workbook
from quick_examples import examples

from kgraph.errors import KgraphError
from kgraph.pipeline.kept_check import KeptCheck
from kgraph.pipeline.prepare import check
from kgraph.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

EDITS = examples(24)
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
<https://example.org/s> a sh:NodeShape ; sh:targetClass kg:Municipality ; sh:property [
  sh:path [ sh:inversePath kg:decidedBy ] ; sh:minCount 1 ; sh:message "nothing is decided here" ] .
"""


def test_any_edits_of_a_study_are_found_as_by_a_check_of_everything(tmp_path: Path) -> None:
    """Lines go and come, words are exchanged, cells get values of others, rules and settings change."""
    root, random, kept = mistaken_study(tmp_path / "study"), Random(2028), KeptCheck()
    first = {name: (root / name).read_bytes() for name in ("data.trig", "data.xlsx")}
    (root / "shapes").mkdir()
    seen = set()
    for edit in range(EDITS):
        found = _found(root, kept)
        assert found == _found(root), edit
        seen.add(found)
        kind = random.choice(["line", "word", "word", "cell", "decision", "shape", "first", "settings"])
        # A file that cannot be read hides what is in the others.
        _edit(root, kind if found.startswith("{") else "first", random, first)
    assert len(seen) > EDITS / 4


def _found(root: Path, kept: KeptCheck | None = None) -> str:
    try:
        checked = check(load_study(root), kept=kept)
    except KgraphError as error:
        return str(error)
    return json.dumps(checked.report.to_json()) + str(checked.summary())


def _edit(root: Path, kind: str, random: Random, first: dict[str, bytes]) -> None:
    trig = root / "data.trig"
    text = trig.read_text(encoding="utf-8")
    if kind == "cell":
        book = load_workbook(root / "data.xlsx")
        sheet = book[random.choice(list(SHEETS))]
        sheet.cell(2, random.randint(1, 4)).value = random.choice(
            ["norra2", "14x", "1499", "2021-13-01", None]
        )
        book.save(root / "data.xlsx")
    elif kind == "decision":
        lines = ["a,b,decision,note", "north,norra2,same,"]
        (root / "identity.csv").write_text("\n".join(lines[: random.randint(1, 2)]), encoding="utf-8")
    elif kind == "shape":
        (root / "shapes" / "own.ttl").write_text(SHAPES * random.randint(0, 1), encoding="utf-8")
    elif kind == "settings":
        settings = re.sub(r"\n\[policy\].*", "", (root / "study.toml").read_text(encoding="utf-8"))
        (root / "study.toml").write_text(settings + random.choice(["", "\n[policy]\n"]), encoding="utf-8")
    elif kind == "first":
        for name, content in first.items():
            (root / name).write_bytes(content)
    elif kind == "line":
        lines = text.splitlines(keepends=True)
        del lines[random.randrange(len(lines))]
        trig.write_text("".join(lines), encoding="utf-8")
    else:
        words = re.findall(random.choice([r"[\w-]*:\w+", r"\"[^\"]*\""]), first["data.trig"].decode())
        trig.write_text(text.replace(random.choice(words), random.choice(words), 1), encoding="utf-8")
