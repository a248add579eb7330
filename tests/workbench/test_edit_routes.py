"""What the page decides and enters, over HTTP: planned, tried, written to the study's own files, refused."""

from __future__ import annotations

import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mistaken_study import mistaken_study
from openpyxl import load_workbook
from starlette.testclient import TestClient

import kgraph
from kgraph.errors import Location
from kgraph.loaders.identity.decisions import read_decisions
from kgraph.pipeline.study_edits import StudyEdits
from kgraph.workbench import bench_page
from kgraph.workbench.bench_app import bench_app
from kgraph.workbench.gate import BenchAddress, Gate
from kgraph.workbench.held_study import HeldStudy

ASSETS = Path(bench_page.__file__).parent / "bench_assets"
HERE = "http://127.0.0.1:7476"
HOSTILE = "</script><img src=x onerror=alert(1)>"
WRITES = ("row", "lines", "plan/decision", "plan/cell", "plan/lines", "plan/thing", "save", "undo", "rebuild")


class Desk:
    """The workbench over a study with a workbook, a TriG file and mistakes; its store is never opened."""

    def __init__(self, root: Path, *, edit: bool) -> None:
        self.root = root
        self.study = kgraph.open(root)
        address = BenchAddress(7476)
        app = Gate(bench_app(HeldStudy(self.study), edit=edit), address)
        self.client = TestClient(app, base_url=HERE, headers={"authorization": f"Bearer {address.token}"})

    def post(self, to: str, **content: Any) -> Any:
        return self.client.post(f"/api/{to}", json=content, headers={"origin": HERE})

    def found(self) -> Any:
        return self.client.get("/api/findings").json()

    def rows(self, sheet: str) -> list[tuple[Any, ...]]:
        return list(load_workbook(self.root / "data.xlsx")[sheet].iter_rows(values_only=True))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The workbench with --edit."""
    return Desk(mistaken_study(tmp_path / "study"), edit=True)


def test_without_edit_what_writes_is_refused_and_findings_are_shown(tmp_path: Path) -> None:
    desk = Desk(mistaken_study(tmp_path / "study"), edit=False)
    before = {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()}
    assert desk.found()["pairs"]
    for path in WRITES:
        refused = desk.post(path, a="north", b="norra2", same=True, note="")
        assert refused.status_code == 403
        assert "kgraph serve --edit" in refused.json()["error"]["message"]
        assert "--edit" in refused.json()["error"]["words"]["sv"]
    assert desk.client.get("/api/form?name=Decision").status_code == 403
    assert {path: path.read_bytes() for path in desk.root.rglob("*") if path.is_file()} == before


def test_another_page_writes_nothing(desk: Desk) -> None:
    for path in WRITES:
        assert (
            desk.client.post(f"/api/{path}", json={}, headers={"origin": "https://e.org"}).status_code == 403
        )
    assert not (desk.root / "identity.csv").exists()


def test_a_pair_is_shown_side_by_side_decided_and_undone(desk: Desk) -> None:
    (pair,) = desk.found()["pairs"]
    one, other = pair["sides"]
    assert {one["iri"], other["iri"]} == {"https://example.org/north", "https://example.org/norra2"}
    assert one["classes"][0]["sv"] == "kommun"
    said = {
        (each["words"]["en"], *each["value"].values()) for each in one["statements"] + other["statements"]
    }
    assert {("name", "Norra kommun"), ("municipality code", "14x")} <= said
    assert "Protokoll" in json.dumps(pair, ensure_ascii=False)
    assert "§ 12" in json.dumps(pair, ensure_ascii=False)
    planned = desk.post("plan/decision", a=one["iri"], b=other["iri"], same=True, note='En, se "avtalet"')
    assert planned.json()["lines"][-1] == '+norra2,north,same,"En, se ""avtalet"""'
    assert not (desk.root / "identity.csv").exists()
    saved = desk.post("save", plan=planned.json()["plan"]).json()
    assert saved["file"] == "identity.csv"
    (decision,) = read_decisions(desk.study.study)
    assert (decision.same, decision.note) == (True, 'En, se "avtalet"')
    assert desk.found()["pairs"] == []
    again = desk.post("plan/decision", a=other["iri"], b=one["iri"], same=False, note="")
    assert "decided on this pair already" in again.json()["error"]["message"]
    assert desk.post("undo").json() == {
        "file": "identity.csv",
        "lines": [*saved["last"]["lines"][:3], "-a,b,decision,note", "-" + planned.json()["lines"][-1][1:]],
        "last": None,
    }
    assert not (desk.root / "identity.csv").exists()
    assert "no edit to undo" in desk.post("undo").json()["error"]["message"]


def test_of_two_tabs_the_second_is_told_and_saves_after_all(desk: Desk) -> None:
    def plan(note: str) -> Any:
        return desk.post("plan/decision", a="south", b="north", same=False, note=note).json()["plan"]

    first, second = plan("one"), desk.post("plan/decision", a="a", b="b", same=True, note="").json()["plan"]
    with ThreadPoolExecutor(2) as tabs:
        answers = list(tabs.map(lambda name: desk.post("save", plan=name), (first, second)))
    assert sorted(each.status_code for each in answers) == [200, 409]
    refused = next(each for each in answers if each.status_code == 409).json()["error"]
    assert "identity.csv was changed after the difference was shown" in refused["message"]
    assert "har ändrats" in refused["words"]["sv"]
    left = ("a", "b", True) if answers[1].status_code == 409 else ("south", "north", False)
    retried = desk.post("plan/decision", a=left[0], b=left[1], same=left[2], note="").json()
    assert desk.post("save", plan=retried["plan"]).status_code == 200
    assert len(read_decisions(desk.study.study)) == 2


def test_a_finding_of_a_workbook_is_mended_in_its_cell(desk: Desk) -> None:
    finding = next(each for each in desk.found()["findings"] if each["severity"] == "violation")
    assert finding["at"] == {"file": "data.xlsx", "sheet": "Kommun", "row": 2, "column": "C"}
    assert finding["form"] == "row"
    form = desk.post("row", at=finding["at"], path="", language="sv").json()
    cell = next(each for each in form["cells"] if each["column"] == form["column"])
    assert (cell["heading"], cell["value"]) == ("kommunkod", "14x")
    worse = desk.post("plan/cell", at=finding["at"], column=2, value="99").json()
    assert worse["allowed"] is False
    assert worse["appeared"][0]["severity"] == "violation"
    refused = desk.post("save", plan=worse["plan"])
    assert (refused.status_code, "break a rule" in refused.json()["error"]["message"]) == (403, True)
    better = desk.post("plan/cell", at=finding["at"], column=2, value="1495").json()
    assert better["lines"] == [
        "--- data.xlsx",
        "+++ data.xlsx",
        "-Kommun:2 kommunkod: 14x",
        "+Kommun:2 kommunkod: 1495",
    ]
    assert (better["allowed"], better["solved"], better["appeared"]) == (True, 1, [])
    assert desk.rows("Kommun")[1][2] == "14x"
    assert desk.post("save", plan=better["plan"]).status_code == 200
    assert desk.rows("Kommun")[1][2] == "1495"
    assert not [each for each in desk.found()["findings"] if each["severity"] == "violation"]
    assert desk.post("undo").status_code == 200
    assert desk.rows("Kommun")[1][2] == "14x"


def test_a_file_that_cannot_be_read_has_its_faults_mended_one_by_one(desk: Desk) -> None:
    book = load_workbook(desk.root / "data.xlsx")
    book["Beslut"]["C2"], book["Beslut"]["E2"] = "i maj", "Protokol"
    book.save(desk.root / "data.xlsx")
    found = desk.found()
    assert found["readable"] is False
    places = {each["place"]: each for each in found["findings"]}
    assert set(places) == {"data.xlsx, Beslut:2 C", "data.xlsx, Beslut:2 E"}
    date = places["data.xlsx, Beslut:2 C"]
    assert "not a date" in date["message"]["en"]
    plan = desk.post("plan/cell", at=date["at"], column=2, value="2022-05").json()
    assert (plan["allowed"], plan["solved"]) == (True, 1)
    assert "Protokol" in json.dumps(desk.found(), ensure_ascii=False)


def test_a_line_of_decisions_is_mended_too(desk: Desk) -> None:
    (desk.root / "identity.csv").write_text("a;b;decision;note\nnorth;norra2;kanske;\n", encoding="utf-8")
    (finding,) = desk.found()["findings"]
    form = desk.post("row", at=finding["at"], path="", language="sv").json()
    cell = form["cells"][form["column"]]
    assert (cell["value"], cell["choices"]) == ("kanske", ["same", "samma", "different", "olika"])
    plan = desk.post("plan/cell", at=finding["at"], column=cell["column"], value="olika").json()
    assert plan["lines"][-2:] == ["-north;norra2;kanske;", "+north;norra2;olika;"]
    assert plan["allowed"] is True
    assert desk.post("save", plan=plan["plan"]).status_code == 200
    assert (desk.found()["pairs"], desk.found()["readable"]) == ([], True)


def test_lines_of_a_trig_file_are_mended_and_two_tabs_lose_nothing(desk: Desk) -> None:
    trig = desk.root / "data.trig"
    good = trig.read_text(encoding="utf-8")
    trig.write_text(good.replace("skos:prefLabel", "undeclared:prefLabel", 1), encoding="utf-8")
    finding = desk.found()["findings"][0]
    assert finding["form"] == "lines", finding
    form = desk.post("lines", at=finding["at"]).json()
    assert form["line"] == finding["at"]["line"]
    at, old = {"file": form["file"], "line": form["first"]}, form["text"]

    def plan(new: str, was: str = old) -> Any:
        return desk.post("plan/lines", at=at, old=was, new=new)

    assert plan(old).json()["error"]["message"] == "The lines are as they were."
    assert plan(old.replace("Norra", "Nord")).json()["allowed"] is False
    mended = plan(old.replace("undeclared:", "skos:")).json()
    assert (mended["allowed"], mended["solved"]) == (True, 2)
    # Another tab saves lines above these, and then these themselves.
    trig.write_text("# Above\n" + trig.read_text(encoding="utf-8"), encoding="utf-8")
    assert desk.post("save", plan=mended["plan"]).status_code == 409
    again = plan(old.replace("undeclared:", "skos:")).json()
    assert desk.post("save", plan=again["plan"]).status_code == 200
    assert trig.read_text(encoding="utf-8") == "# Above\n" + good
    refused = plan(old.replace("Norra", "Nord"))
    assert (refused.status_code, refused.json()["error"]["again"]) == (409, True)
    assert trig.read_text(encoding="utf-8") == "# Above\n" + good
    # What breaks a rule that was kept is not saved, and a control character not even tried.
    at["line"] += 1
    now = desk.post("lines", at=at).json()["text"]
    worse = plan(now.replace("kg:Municipality", 'kg:Municipality ; kg:municipalityCode "1"'), now).json()
    assert [each["severity"] for each in worse["appeared"]] == ["violation"]
    assert desk.post("save", plan=worse["plan"]).status_code == 403
    assert "control character" in plan(now + "\x01", now).json()["error"]["message"]
    assert desk.post("undo").status_code == 200


@pytest.mark.parametrize(
    "name", ["../study.toml", "/etc/passwd", "study.toml", "data.trig", "C:\\x.xlsx", HOSTILE]
)
def test_no_name_leads_to_another_file(desk: Desk, name: str) -> None:
    for path, more in (("row", {"path": ""}), ("plan/cell", {"column": 0, "value": "x"})):
        refused = desk.post(path, at={"file": name, "row": 1}, **more)
        assert refused.status_code == 400
        assert "no table of the study" in refused.json()["error"]["message"]


def test_a_link_out_of_the_study_is_not_written_through(desk: Desk) -> None:
    outside = desk.root.parent / "outside.csv"
    outside.write_text("a,b,decision,note\n")
    (desk.root / "identity.csv").symlink_to(outside)
    refused = desk.post("plan/decision", a="north", b="south", same=True, note="")
    assert "lies outside the study" in refused.json()["error"]["message"]
    assert outside.read_text() == "a,b,decision,note\n"


def test_an_open_or_read_only_workbook_is_left_alone(desk: Desk) -> None:
    at = {"file": "data.xlsx", "sheet": "Kommun", "row": 2}
    plan = desk.post("plan/cell", at=at, column=2, value="1495").json()["plan"]
    before = (desk.root / "data.xlsx").read_bytes()
    mark = desk.root / ".~lock.data.xlsx#"
    mark.touch()
    assert "is open in a spreadsheet program" in desk.post("save", plan=plan).json()["error"]["message"]
    mark.unlink()
    (desk.root / "data.xlsx").chmod(0o444)
    assert "is read-only" in desk.post("save", plan=plan).json()["error"]["message"]
    (desk.root / "data.xlsx").chmod(0o644)
    assert (desk.root / "data.xlsx").read_bytes() == before
    assert desk.post("save", plan=plan).status_code == 200


def test_a_merged_cell_is_left_to_the_spreadsheet_program(desk: Desk) -> None:
    book = load_workbook(desk.root / "data.xlsx")
    book["Kommun"].append(["syd2", "Syd", None, "protokoll"])
    book["Kommun"].merge_cells("D2:D3")
    book.save(desk.root / "data.xlsx")
    at = {"file": "data.xlsx", "sheet": "Kommun", "row": 3}
    refused = desk.post("plan/cell", at=at, column=3, value="minutes")
    assert "merged with others" in refused.json()["error"]["message"]


def test_a_workbook_with_a_picture_is_not_changed(desk: Desk) -> None:
    with zipfile.ZipFile(desk.root / "data.xlsx", "a") as archive:
        archive.writestr("xl/media/image1.png", b"x")
    at = {"file": "data.xlsx", "sheet": "Kommun", "row": 2}
    refused = desk.post("plan/cell", at=at, column=2, value="1495")
    assert "would lose charts, pictures or programs" in refused.json()["error"]["message"]


def test_a_decision_is_entered_as_a_row_with_its_source(desk: Desk) -> None:
    form = desk.client.get("/api/form", params={"name": "Decision", "language": "sv"}).json()
    fields = {each["key"]: each for each in form["fields"]}
    assert fields["source"]["kind"] == "source"
    assert ["protokoll", "Protokoll"] in fields["source"]["choices"]
    assert fields["decision date"]["kind"] == "date"
    assert fields["outcome"]["choices"]
    values = {
        "name (sv)": "Ja till avtalet",
        "decided by": "north",
        "decision date": "2022-05",
        "outcome": fields["outcome"]["choices"][0][0],
        "case number": "=1+1",
        "locator": "§ 3",
    }
    unsourced = desk.post("plan/thing", name="Decision", values=values, language="sv")
    assert "Name the source" in unsourced.json()["error"]["message"]
    values["source"] = "protokoll"
    wrong = desk.post("plan/thing", name="Decision", values=values | {"decision date": "maj"}, language="sv")
    assert [each["field"] for each in wrong.json()["error"]["problems"]] == ["beslutsdatum"]
    planned = desk.post("plan/thing", name="Decision", values=values, language="sv").json()
    assert planned["file"] == "data.xlsx"
    assert "+Beslut:3 namn: Ja till avtalet" in planned["lines"]
    assert [each for each in planned["appeared"] if each["severity"] == "violation"] == []
    assert planned["allowed"] is True
    assert desk.post("save", plan=planned["plan"]).status_code == 200
    headings, _, row = desk.rows("Beslut")
    entered = dict(zip(headings, row, strict=True))
    assert (entered["namn"], entered["källa"], entered["beslutsdatum"]) == (
        "Ja till avtalet",
        "protokoll",
        "2022-05",
    )
    assert (
        load_workbook(desk.root / "data.xlsx")["Beslut"].cell(3, headings.index("diarienummer") + 1).data_type
        == "s"
    )


def test_a_relation_goes_to_trig_where_no_sheet_takes_it(desk: Desk) -> None:
    values = {
        "member": "north",
        "organization": "it",
        "from": "2019",
        "source": "minutes",
        "locator": HOSTILE,
    }
    planned = desk.post("plan/thing", name="Membership", values=values, language="en").json()
    assert planned["file"] == "data.trig"
    assert planned["allowed"] is True
    assert desk.post("save", plan=planned["plan"]).status_code == 200
    text = (desk.root / "data.trig").read_text(encoding="utf-8")
    assert text.count("@prefix kg:") == 1
    assert HOSTILE in text
    assert any("2019" in str(quad.object) for quad in kgraph.open(desk.root).dataset.quads())
    refused = desk.post("plan/thing", name="Nothing", values={}, language="en")
    assert "no form for" in refused.json()["error"]["message"]


def test_the_same_from_python(desk: Desk) -> None:
    edits = kgraph.open(desk.root).edits
    assert edits.decide("north", "norra2", same=False, note="Två.").name == "identity.csv"
    place = Location("data.xlsx", sheet="Kommun", row=2)
    edits.apply(edits.plan_cell(place, 2, "1495"))
    assert edits.findings().pairs == ()
    assert edits.undo().name == "data.xlsx"
    assert edits.findings() == StudyEdits(desk.root).findings()


def test_what_is_found_ahead_is_what_is_found_afterwards(desk: Desk) -> None:
    edits = StudyEdits(desk.root)
    before = edits.findings()
    planned = edits.plan_decision("north", "norra2", same=True)
    edits.look_ahead(planned)
    assert edits.findings() == before
    edits.apply(planned)
    after = edits.findings()
    assert after.pairs == () != before.pairs
    assert after == StudyEdits(desk.root).findings()
    # Somebody else changes the file meanwhile: what was found ahead is of no use.
    edits.look_ahead(planned)
    (desk.root / "identity.csv").write_text("a,b,decision,note\n", encoding="utf-8")
    assert edits.findings() == StudyEdits(desk.root).findings() == before


def test_a_request_in_another_form_is_one_sentence(desk: Desk) -> None:
    for path, content in (
        ("plan/cell", {"at": {"file": "data.xlsx", "row": "2"}, "column": 1, "value": ""}),
        ("plan/cell", {"at": 1}),
        ("plan/thing", {"name": "Decision", "values": {"x": 1}}),
        ("save", {}),
    ):
        assert "not in the form" in desk.post(path, **content).json()["error"]["message"]
    for path, content, message in (
        ("plan/decision", {"a": "a b", "b": "c", "same": True, "note": ""}, "an id has no spaces"),
        ("plan/decision", {"a": "c", "b": "c", "same": True, "note": ""}, "the same name"),
        ("plan/decision", {"a": "c", "b": "d", "same": True, "note": "\0"}, "control character"),
        ("plan/thing", {"name": "Decision", "values": {"id": "\x1f"}}, "control character"),
        ("plan/thing", {"name": "Decision", "values": {"id": "x" * 40_000}}, "longer than 32767"),
    ):
        assert message in desk.post(path, **content).json()["error"]["message"]
    assert "no longer kept" in desk.post("save", plan="0000").json()["error"]["message"]


def test_of_two_rebuilds_at_once_the_second_is_refused_and_both_say_why(desk: Desk) -> None:
    with ThreadPoolExecutor(2) as tabs:
        answers = list(tabs.map(lambda _: desk.post("rebuild"), range(2)))
    assert sorted(each.status_code for each in answers) == [200, 409]
    refused = next(each for each in answers if each.status_code == 409).json()["error"]
    assert refused["message"] == "A rebuild is running already. Wait until it is done."
    lines = next(each for each in answers if each.status_code == 200).text.splitlines()
    first, last = json.loads(lines[0]), json.loads(lines[-1])
    assert first["step"] == {"sv": "Läser källorna", "en": "Reading sources"}
    steps = [step for line in lines if (step := json.loads(line).get("step"))]
    assert len({step["sv"] for step in steps} | {step["en"] for step in steps}) == 4
    assert "municipality code must be four digits" in last["error"]["message"]


def test_python_and_the_scripts_have_one_contract(desk: Desk) -> None:
    found = desk.found()
    at = {"file": "data.xlsx", "sheet": "Kommun", "row": 2}
    plan = desk.post("plan/cell", at=at, column=2, value="1495").json()
    form = desk.client.get("/api/form?name=Decision").json()
    row = desk.post("row", at=at, path="", language="en").json()
    kept = {
        "Collected": found,
        "OpenPair": found["pairs"][0],
        "PairSide": found["pairs"][0]["sides"][0],
        "SideStatement": found["pairs"][0]["sides"][0]["statements"][0],
        "FoundFault": found["findings"][0],
        "Plan": plan,
        "RowForm": row,
        "RowCell": row["cells"][0],
        "EntryForm": form,
        "EntryField": form["fields"][0],
        "EntryClass": desk.client.get("/api/forms").json()[0],
        "Saved": desk.post("save", plan=plan["plan"]).json(),
        "LastEdit": desk.found()["last"],
    }
    text = (ASSETS / "workbench-collect-types.d.ts").read_text(encoding="utf-8")
    assert {name: keys_of(text, name) for name in kept} == {name: set(each) for name, each in kept.items()}


def keys_of(text: str, name: str) -> set[str]:
    match = re.search(rf"export interface {name} {{\n(.*?)\n}}", text, re.DOTALL)
    assert match is not None, name
    return set(re.findall(r"^  (\w+)\??:", match[1], re.MULTILINE))
