"""A study of 0.1 becomes one of 0.2: words change, the rest stays, and what needs a person has a place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.loaders.migration.migration_rules import migration_rules
from kgraph.loaders.migration.study_migration import plan_migration
from kgraph.loaders.reading import read_study
from kgraph.rdf.validation import validate
from kgraph.study import load_study, with_present_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.study import Study

    StudyOf = Callable[[dict[str, str | bytes]], Study]

ROOT = Path(__file__).parents[3]
PREFIXES = """@prefix :     <https://example.org/> .
@prefix kg:   <https://w3id.org/kgraph/ontology#> .
@prefix org:  <http://www.w3.org/ns/org#> .
@prefix dct:  <http://purl.org/dc/terms/> .
@prefix rdf:  <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix form: <https://w3id.org/kgraph/scheme/legal-form/> .
@prefix effect: <https://w3id.org/kgraph/scheme/effect/> .
"""


def migrated(study: Study) -> dict[str, str]:
    """Migrate a study and return its changed files by name."""
    migration = plan_migration(study)
    migration.apply()
    return {change.name: change.path.read_text(encoding="utf-8") for change in migration.changes}


def to_do(study: Study) -> list[str]:
    return [f"{place}: {advice.en}" for place, advice in plan_migration(study).to_do]


def test_words_change_and_comments_and_layout_stay(study_of: StudyOf) -> None:
    before = (
        PREFIXES
        + """
# A task that was handed over.
:t   a kg:TaskTransfer ;  kg:transferredFrom :a ; # kg:task is explained below
     kg:task              <https://w3id.org/kgraph/scheme/task/library> .   # kg:task
:e a kg:DecisionEffect ; <https://w3id.org/kgraph/ontology#decision> :d ; rdf:predicate kg:hostMunicipality .
"""
    )
    study = study_of({"data.ttl": before})
    assert migrated(study)["data.ttl"] == before.replace(
        "     kg:task              <", "     kg:concernsTask              <"
    ).replace("<https://w3id.org/kgraph/ontology#decision>", "kg:effectOf").replace(
        "rdf:predicate kg:hostMunicipality", "rdf:predicate kg:hostedBy"
    )


def test_a_value_that_moved_takes_its_property_along_and_declares_its_prefix(study_of: StudyOf) -> None:
    study = study_of(
        {
            "data.ttl": PREFIXES + ":v6 kg:legalForm form:network . :x kg:legalForm form:agreement .\n"
            ":st rdf:subject :v6 ; rdf:predicate kg:legalForm ; rdf:object form:project .\n"
        }
    )
    after = migrated(study)["data.ttl"]
    assert "@prefix collab: <https://w3id.org/kgraph/scheme/collaboration-form/> .\n" in after
    assert ":v6 kg:collaborationForm collab:network . :x kg:legalForm form:agreement ." in after
    assert "rdf:predicate kg:collaborationForm ; rdf:object collab:project ." in after


def test_a_text_without_prefixes_gets_whole_iris(study_of: StudyOf) -> None:
    kg, ex = "https://w3id.org/kgraph/ontology#", "https://example.org/"
    study = study_of(
        {"data.nq": f"<{ex}a> <{kg}task> <{ex}b> <{ex}g> .\n", "data.nt": f"<{ex}a> <{kg}task> <{ex}b> .\n"}
    )
    assert migrated(study) == {
        "data.nq": f"<{ex}a> <{kg}concernsTask> <{ex}b> <{ex}g> .\n",
        "data.nt": f"<{ex}a> <{kg}concernsTask> <{ex}b> .\n",
    }


def test_what_else_is_said_decides_even_in_another_file(study_of: StudyOf) -> None:
    study = study_of(
        {
            "data.ttl": PREFIXES
            + ":e1 kg:affectedEntity :org ; kg:effect effect:transfers .\n"
            + ":e2 kg:affectedEntity :service ; kg:effect effect:transfers .\n"
            + ":org dct:extent 6 . :book dct:extent 300 .\n",
            "kinds.trig": PREFIXES + ":g { :org a kg:Municipality . :service a kg:Service . }\n",
        }
    )
    after = migrated(study)
    assert list(after) == ["data.ttl"]
    assert ":e1 kg:affectedEntity :org ; kg:effect effect:entrusts ." in after["data.ttl"]
    assert ":e2 kg:affectedEntity :service ; kg:effect effect:transfers ." in after["data.ttl"]
    assert ":org kg:memberCount 6 . :book dct:extent 300 ." in after["data.ttl"]


def test_what_a_person_has_to_decide_is_named_with_its_line(study_of: StudyOf) -> None:
    study = study_of(
        {
            "data.ttl": PREFIXES
            + ":d a kg:Decision ;\n  kg:decidedBy :a ,\n  :b .\n"
            + ":p a kg:Participation ; kg:participant :a ;\n  kg:participatesIn :f .\n"
            + ":f a kg:MunicipalFederation .\n"
            + ":x kg:legalForm form:network , form:agreement .\n"
        }
    )
    assert to_do(study) == [
        "data.ttl:10: The decision has several deciders. Write one kg:Decision for each body; "
        "kg:precedes puts them in order.",
        "data.ttl:12: What is taken part in is a legal person. Write an org:Membership with org:member and "
        "org:organization.",
        "data.ttl:14: Several values share one property, and only some of them change it. Write them apart "
        "and run the command again.",
    ]
    assert plan_migration(study).changes == []


def test_other_formats_are_named_and_not_written(study_of: StudyOf) -> None:
    document = '{"@id": "https://example.org/t", "https://w3id.org/kgraph/ontology#task": {"@id": "https://example.org/l"}}'
    study = study_of({"data.jsonld": document})
    (line,) = to_do(study)
    assert line.startswith("data.jsonld")
    assert "https://w3id.org/kgraph/ontology#concernsTask" in line
    assert plan_migration(study).changes == []


def test_a_file_with_faults_is_left_alone_and_the_others_are_migrated(study_of: StudyOf) -> None:
    study = study_of({"bad.ttl": PREFIXES + ":a kg:task\n", "good.ttl": PREFIXES + ":a kg:task :b .\n"})
    assert [line.split(":")[0] for line in to_do(study)] == ["bad.ttl"]
    assert list(migrated(study)) == ["good.ttl"]


def test_a_workbook_gets_new_headings_and_values_and_keeps_the_rest(
    study_of: StudyOf, old_workbook: bytes
) -> None:
    study = study_of({"old.xlsx": old_workbook})
    migration = plan_migration(study)
    assert migration.to_do == []
    migration.apply()
    book = openpyxl.load_workbook(study.root / "old.xlsx")

    def rows(name: str) -> list[tuple[object, ...]]:
        return list(book[name].iter_rows(values_only=True))

    assert rows("Beslutsverkan") == [
        ("verkan av", "det som påverkas", "verkan"),
        ("b1", "sodra", "anförtror"),
        ("b1", "t", "transfers"),
    ]
    assert rows("Samverkansnätverk") == [
        ("id", "namn", "juridisk form", "samverkansform"),
        ("v6", "Västra sex", None, "nätverk"),
        ("p", "Piloten", None, "project"),
    ]
    assert rows("Överlämnande av uppgift")[0][2] == "gäller uppgift"
    assert rows("läs mig") == [("Anteckningar", "beslut"), ("Rör inte", "uppgift")]
    assert rows("Beslut")[0] == ("id", "namn", "beslutat av")
    assert book["Beslut"].column_dimensions["B"].width == 40
    assert book["Beslutsverkan"]["A2"].comment.text == "Kontrollerat"
    assert book["Samverkansnätverk"]["D1"].font.bold
    quads = {str(quad.predicate.value) for quad in read_study(load_study(study.root)).store}
    assert "https://w3id.org/kgraph/ontology#effectOf" in quads


def test_the_lines_of_a_workbook_name_sheet_and_row(study_of: StudyOf, old_workbook: bytes) -> None:
    (change,) = plan_migration(study_of({"old.xlsx": old_workbook})).changes
    assert "old.xlsx, Beslutsverkan:1 'beslut' -> 'verkan av'" in change.lines
    assert "old.xlsx, Beslutsverkan:2 'lämnar över' -> 'anförtror'" in change.lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_keeps_quotes_line_ends_and_encoding(study_of: StudyOf, encoding: str) -> None:
    text = 'id;namn;juridisk form;note\r\nv6;"Västra; sex";nätverk;"a\r\nb"\r\nw;W;avtalssamverkan;\r\n'
    study = study_of({"Samverkansnätverk.csv": text.replace("note", "#note").encode(encoding)})
    migration = plan_migration(study)
    migration.apply()
    assert migration.to_do == []
    after = (study.root / "Samverkansnätverk.csv").read_bytes().decode(encoding)
    assert after == (
        "id;namn;juridisk form;#note;samverkansform\r\n"
        'v6;"Västra; sex";;"a\r\nb";nätverk\r\n'
        "w;W;avtalssamverkan;\r\n"
    )


@pytest.mark.slow
def test_a_study_of_this_version_does_not_change() -> None:
    for study in (ROOT / "studies" / "skaraborg", ROOT / "tests" / "study" / "second"):
        assert plan_migration(load_study(study)).changes == []


def test_the_rules_name_terms_that_are_there_and_lead_to_the_version_that_is_there() -> None:
    rules = migration_rules()
    text = (ROOT / "ontology" / "kgraph.ttl").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{rules.end}.0"' in text
    known = {quad.subject for path in (ROOT / "ontology").rglob("*.ttl") for quad in ox.parse(path=str(path))}
    for new in (*rules.replaced.values(), *(each.new_property for each in rules.concepts)):
        assert ox.NamedNode(new) in known, new


@pytest.fixture
def old_consortium(tmp_path: Path) -> Path:
    """The second study as it was in version 0.1."""
    root = tmp_path / "consortium"
    shutil.copytree(
        ROOT / "tests" / "study" / "second", root, ignore=shutil.ignore_patterns("build", ".kgraph")
    )
    path = root / "data" / "consortium.trig"
    text = path.read_text(encoding="utf-8")
    for old, new in (("kg:decision", "kg:effectOf"), ("kg:dependsUpon", "kg:antecedent")):
        assert f"{new} " in text
        text = text.replace(f"{new} ", f"{old} ")
    path.write_text(text, encoding="utf-8")
    return root


def test_the_second_study_comes_back_as_it_is_today(old_consortium: Path) -> None:
    today = ROOT / "tests" / "study" / "second" / "data" / "consortium.trig"
    path = old_consortium / "data" / "consortium.trig"
    assert not validate(read_study(load_study(old_consortium))).conforms
    dry = CliRunner().invoke(main, ["migrate", "--dry-run", "--study", str(old_consortium)])
    assert dry.exit_code == 0
    assert "+    rel:effect-aby a kg:DecisionEffect ; kg:effectOf :decision-aby" in dry.output
    assert "Nothing was written." in dry.output
    assert path.read_bytes() != today.read_bytes()
    done = CliRunner().invoke(main, ["migrate", "--study", str(old_consortium)])
    assert done.exit_code == 0
    assert "files changed: 1; to do by hand: 0" in done.output
    assert path.read_bytes() == today.read_bytes()
    again = CliRunner().invoke(main, ["migrate", "--study", str(old_consortium)])
    assert "files changed: 0" in again.output


def test_places_to_do_make_the_exit_code_one_and_are_said_in_swedish(study_of: StudyOf) -> None:
    study = study_of(
        {"data.ttl": PREFIXES + ":d a kg:Decision ; kg:decidedBy :a , :b ; kg:fundingCall :c .\n"}
    )
    run = CliRunner().invoke(main, ["migrate", "--language", "sv", "--study", str(study.root)])
    assert run.exit_code == 1
    assert "data.ttl:8: Beslutet har flera beslutande." in run.output
    assert "kg:underCall" in (study.root / "data.ttl").read_text(encoding="utf-8")


def test_a_full_disk_leaves_the_former_file(study_of: StudyOf, monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_of({"data.ttl": PREFIXES + ":a kg:task :b .\n"})
    before = (study.root / "data.ttl").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    run = CliRunner().invoke(main, ["migrate", "--study", str(study.root)])
    assert run.exit_code == 1
    assert "No space left on device" in run.output
    assert (study.root / "data.ttl").read_bytes() == before
    assert {path.name for path in study.root.iterdir()} == {"data.ttl", "study.toml"}


def test_a_setting_gets_its_present_name_and_all_else_of_the_study_file_stays(study_of: StudyOf) -> None:
    study = study_of({"data.ttl": PREFIXES})
    path = study.root / "study.toml"
    before = (
        path.read_text(encoding="utf-8")
        + "\n# replicates = 9\n[analysis]\n  replicates = 5   # few\r\nseed = 1\n"
    )
    path.write_bytes(before.encode())
    with pytest.warns(FutureWarning, match="kgraph migrate renames it"):
        study = load_study(study.root)
    result = CliRunner().invoke(main, ["migrate", "--study", str(study.root)])
    assert result.exit_code == 0
    assert "study.toml\n" in result.output
    assert result.stderr.startswith(
        f"warning: {path}: [analysis] replicates is now called draws; kgraph migrate"
    )
    assert path.read_bytes().decode() == before.replace("  replicates = 5", "  draws = 5")
    assert load_study(study.root).draws == 5


def test_what_only_looks_like_a_setting_stays(study_of: StudyOf) -> None:
    study = study_of({"data.ttl": PREFIXES})
    path = study.root / "study.toml"
    with path.open("a", encoding="utf-8") as file:
        file.write('description = """\nreplicates = 5\n"""\n')
    text = path.read_bytes()
    assert with_present_names(text) == text


def test_the_data_of_a_former_study_is_refused_with_the_command_that_mends_it(study_of: StudyOf) -> None:
    study = study_of({"data.ttl": PREFIXES + ":d kg:dependsUpon :e ."})
    result = CliRunner().invoke(main, ["rebuild", "--study", str(study.root), "--dry-run"])
    assert result.exit_code == 1
    assert "kgraph migrate --dry-run shows" in result.output
