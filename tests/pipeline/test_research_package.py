"""A research package holds what may be handed on, says what it does not, and rebuilds to the same content."""

import json
import shutil
import zipfile
from dataclasses import replace
from hashlib import sha256

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qda_projects import MAP, archive, project
from quick_examples import examples

from kgraph.cli import main
from kgraph.errors import KgraphError, SourceError, UsageError
from kgraph.loaders.formats.registry import FORMATS
from kgraph.pipeline.rebuild import rebuild
from kgraph.pipeline.research_package.licence_terms import FileLicences, licence_of
from kgraph.pipeline.research_package.package_check import check_package
from kgraph.pipeline.research_package.package_contents import (
    PackagePart,
    private_files,
    settings_files,
)
from kgraph.pipeline.research_package.package_files import MANIFEST_NAME, escape, unescape, write_package
from kgraph.pipeline.research_package.package_making import make_package
from kgraph.store.servers.leases import home_of, start
from kgraph.study import Study, load_study

pytestmark = pytest.mark.process

HEAD = """@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/s/> .
@prefix graph: <https://example.org/s/graph/> .
"""
OPEN, CLOSED, NAMED, OWN = "data/open.ttl", "data/closed.ttl", "data/named.ttl", "data/own.trig"
FILES = {
    "study.toml": """
[study]
id = "s"
title = { sv = "Studien", en = "The study" }
base = "https://example.org/s/"
languages = ["en", "sv"]
sources = ["sources.ttl", "data/*"]
[analysis]
draws = 0
at = 2026-11-26
[package]
licence = "CC-BY-4.0"
creators = ["The research group", "https://orcid.org/0000-0002-1825-0097"]
[package.licences]
"*.ttl" = "CC-BY-4.0"
"data/*" = "all rights reserved"
"data/own.trig" = "CC0-1.0"
""",
    "sources.ttl": HEAD
    + """
:minutes a kg:Source ; dct:title "Minutes"@en , "Protokoll"@sv ; dct:publisher "Hjo" ; dct:language "sv" ;
  dct:issued "2024-01-01"^^xsd:date ; dct:source <https://example.org/minutes> ; kg:localCopy "copies/m.txt" .
graph:open a kg:Source ; dct:title "Register"@en , "Register"@sv ; dct:publisher "Agency" ;
  dct:language "en" ; dct:issued "2025"^^xsd:gYear ;
  dct:license <https://creativecommons.org/licenses/by/4.0/> .
""",
    OWN: HEAD
    + """
:minutes { :hjo a kg:Municipality ; skos:prefLabel "Hjo"@sv , "Hjo"@en ; org:linkedTo :tibro .
  :tibro a kg:Municipality ; skos:prefLabel "Tibro"@sv , "Tibro"@en . }
""",
    OPEN: HEAD
    + ':ports a org:Organization ; skos:prefLabel "Ports"@en , "Hamnar"@sv ; org:linkedTo :hjo .\n',
    CLOSED: HEAD + ':secret a org:Organization ; skos:prefLabel "Secret"@en , "Hemlig"@sv .\n',
    NAMED: HEAD + ':someone a foaf:Person ; foaf:name "Someone Named" .\n:north a org:Organization ; '
    'skos:prefLabel "North"@en , "Norr"@sv .\n',
    "copies/m.txt": "A sentence of somebody else.",
    "identity.csv": "a,b,decision,note\nhjo,tibro,different,two towns\n",
}


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A study with sources of each standing, rebuilt."""
    root = tmp_path_factory.mktemp("package") / "s"
    write(root, FILES)
    lease = start(home_of(root, "embedded"), "embedded", heap="512m")
    rebuild(load_study(root))
    lease.end()
    return load_study(root)


def licensed(root, licences):
    """A study of the same files, rebuilt, with other licences."""
    head, _, _ = FILES["study.toml"].partition("[package.licences]")
    write(root, FILES | {"study.toml": f"{head}[package.licences]\n{licences}\n"})
    rebuild(load_study(root))
    return load_study(root)


@pytest.fixture(scope="module")
def whole(built, tmp_path_factory):
    """A package with all sources, unpacked."""
    directory = tmp_path_factory.mktemp("whole") / "unpacked"
    make_package(built, directory, with_sources=True)
    return directory


@pytest.fixture
def copy(whole, tmp_path):
    """A copy of it to spoil."""
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


def names_in(path):
    return {each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()}


def crate_of(path):
    graph = json.loads((path / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    entities = {each["@id"]: each for each in graph}
    assert len(entities) == len(graph)
    return entities


def test_what_may_not_be_handed_on_stays_out_and_is_named(built, tmp_path):
    made = make_package(built, tmp_path / "p")
    names, record = names_in(tmp_path / "p"), json.loads((tmp_path / "p/metadata/package.json").read_bytes())
    assert {f"study/{name}" for name in ("sources.ttl", OWN)} <= names
    assert {"study/study.toml", "study/identity.csv", "ontology/kgraph.ttl"} <= names
    decided = (tmp_path / "p/metadata/identity.sssom.tsv").read_text(encoding="utf-8")
    assert "study:hjo\tHjo\tskos:exactMatch\tNot\tstudy:tibro\tTibro\t" in decided
    assert "metadata/alignments.sssom.tsv" in names
    kept = {each["name"]: each["reason"] for each in record["keptOut"]}
    assert {name: kept[f"study/{name}"] for name in (CLOSED, NAMED, OPEN)} == dict.fromkeys(
        (CLOSED, NAMED, OPEN), "licence"
    )
    assert kept["results/graph.trig"] == "derived"
    assert {"results/analysis.json", "results/report.html", "results/build.json"} <= names
    assert not kept.keys() & names
    assert not any("copies" in name or ".kgraph" in name for name in names)
    readme = (tmp_path / "p/README.md").read_text(encoding="utf-8")
    assert "3 of 5 sources are not included" in readme
    assert all(f"`study/{name}`" in readme for name in (CLOSED, NAMED, OPEN))
    said = [line.en for line in made.lines()]
    assert said[0].endswith("2 of 5 sources are included.")
    assert "all rights reserved" in said[1]
    text = b"".join((tmp_path / "p" / name).read_bytes() for name in names)
    assert b"Someone Named" not in text
    assert b"A sentence of somebody else" not in text


def test_the_data_may_state_the_licence_of_its_file_and_nothing_said_is_no_permission(tmp_path):
    study = licensed(tmp_path / "s", '"*.trig" = "CC0-1.0"\n"sources.ttl" = "CC0-1.0"')
    make_package(study, tmp_path / "p")
    record = json.loads((tmp_path / "p/metadata/package.json").read_bytes())
    assert [each["name"] for each in record["sources"]] == [f"study/{n}" for n in (OPEN, OWN, "sources.ttl")]
    assert {each["reason"] for each in record["keptOut"]} == {"no-licence", "derived"}


def test_a_file_with_persons_whom_the_study_leaves_out_stays_out_whatever_its_licence(tmp_path):
    study = licensed(tmp_path / "s", '"*" = "CC0-1.0"')
    make_package(study, tmp_path / "p")
    record = json.loads((tmp_path / "p/metadata/package.json").read_bytes())
    assert [(each["name"], each["reason"]) for each in record["keptOut"]] == [(f"study/{NAMED}", "personal")]
    # Graph and views follow the policy, so they go in.
    assert "results/graph.trig" in names_in(tmp_path / "p")
    assert check_package(tmp_path / "p").lines[-1].en.startswith("The package does not rebuild without 1")
    # Who has the file puts it in its place.
    shutil.copy(study.root / NAMED, tmp_path / "p/study/data")
    assert check_package(tmp_path / "p").same
    (tmp_path / "p/study" / NAMED).write_text(":another", encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        check_package(tmp_path / "p")
    assert "not the file that the build used" in str(refused.value)


def test_interviews_and_surveys_are_confidential_whatever_their_licence(tmp_path):
    (tmp_path / "coded.qdpx").write_bytes(archive(project()))
    study = Study(
        root=tmp_path,
        id="s",
        title={},
        base="https://example.org/s/",
        sources=("*.qdpx",),
        maps={"*.qdpx": MAP},
    )
    assert [each.name for each in FORMATS if each.confidential] == ["network-canvas", "survey", "qdpx"]
    assert private_files(study, {"findings": []}) == {"coded.qdpx"}


def test_the_key_of_pseudonyms_and_copies_of_documents_are_no_settings(tmp_path):
    write(tmp_path, FILES | {".kgraph/persons.key": "secret", "shapes/own.ttl": "", "contexts/a.json": "{}"})
    study = load_study(tmp_path)
    study = replace(study, policy=replace(study.policy, persons="pseudonymise"))
    names = {study.relative(path) for path in settings_files(study, study.source_files())}
    assert names == {"study.toml", "identity.csv", "shapes/own.ttl", "contexts/a.json"}


def test_a_package_unpacked_elsewhere_rebuilds_to_the_hash_that_it_states(built, tmp_path):
    path = make_package(built, tmp_path / "p.zip", with_sources=True).path
    zipfile.ZipFile(path).extractall(tmp_path / "empty")
    study = load_study(tmp_path / "empty/study")
    again = rebuild(study, "embedded")
    stated = json.loads((tmp_path / "empty/results/build.json").read_bytes())
    assert again.manifest["contentHash"] == stated["contentHash"]
    assert again.manifest["build"] == stated["build"]
    check = check_package(tmp_path / "empty")
    assert check.same
    assert check.lines[-1].en == "The build in study/build has that hash too."
    assert check_package(path).computed == check.computed


def test_two_packages_of_one_build_are_the_same_bytes(built, tmp_path):
    one, other = (make_package(built, tmp_path / name).path for name in ("a.zip", "b.zip"))
    assert one.read_bytes() == other.read_bytes()
    make_package(built, tmp_path / "directory")
    with zipfile.ZipFile(one) as archive:
        assert archive.namelist() == sorted(names_in(tmp_path / "directory"))
        assert all(archive.read(n) == (tmp_path / "directory" / n).read_bytes() for n in archive.namelist())
        ended = json.loads(archive.read("results/build.json"))["run"]["ended"]
        assert {entry.date_time[:3] for entry in archive.infolist()} == {
            tuple(int(part) for part in ended[:10].split("-"))
        }


def test_every_file_has_its_digest(whole):
    lines = (whole / MANIFEST_NAME).read_text(encoding="utf-8").splitlines()
    stated = {line[66:]: line[:64] for line in lines}
    assert stated.keys() == names_in(whole) - {MANIFEST_NAME}
    assert all(sha256((whole / name).read_bytes()).hexdigest() == digest for name, digest in stated.items())


def test_the_crate_has_what_ro_crate_requires(built, tmp_path, whole):
    make_package(built, tmp_path / "p")
    for path in (whole, tmp_path / "p"):
        entities = crate_of(path)
        descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
        assert descriptor["@type"] == "CreativeWork"
        assert descriptor["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.2"
        assert descriptor["about"] == {"@id": "./"}
        assert root["@type"] == "Dataset"
        assert all(root[key] for key in ("name", "description", "datePublished", "license"))
        for entity in entities.values():
            assert entity["@type"]
            for value in entity.values():
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, dict):
                        assert each.keys() == {"@id"}
                        assert each["@id"] in entities or each["@id"].startswith("https://w3id.org/ro/crate/")
        files = {each["@id"] for each in root["hasPart"]}
        assert files == {each for each in entities if entities[each]["@type"] == "File"}
        assert files == names_in(path) - {MANIFEST_NAME, "ro-crate-metadata.json"}
        for name in files:
            content = (path / name).read_bytes()
            assert entities[name]["contentSize"] == str(len(content))
            assert entities[name]["sha256"] == sha256(content).hexdigest()
            assert entities[entities[name]["license"]["@id"]]["name"]
        build = entities["#build"]
        assert build["@type"] == "CreateAction"
        assert build["startTime"] <= build["endTime"]
        assert entities["#software-kgraph-collab"]["softwareVersion"]
    kept = crate_of(tmp_path / "p")[f"#kept-out/study/{CLOSED}"]
    assert "all rights reserved" in kept["conditionsOfAccess"]
    assert {each["@id"] for each in root["author"]} >= {"https://orcid.org/0000-0002-1825-0097"}
    assert {each["@id"] for each in root["isBasedOn"]} == {
        "https://example.org/s/minutes",
        "https://example.org/s/graph/open",
    }


def test_dcat_and_prov_say_who_made_what_from_what(whole):
    store = ox.Store()
    for name in ("dcat", "prov"):
        store.load(path=str(whole / f"metadata/{name}.ttl"), format=ox.RdfFormat.TURTLE)
    prefixes = "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX dcat: <http://www.w3.org/ns/dcat#> "
    prefixes += "PREFIX spdx: <http://spdx.org/rdf/terms#> PREFIX dct: <http://purl.org/dc/terms/> "
    found = list(
        store.query(
            prefixes
            + """SELECT ?name ?digest { ?build a prov:Activity ; prov:startedAtTime ?s ;
            prov:endedAtTime ?e ; prov:used ?file ;
            prov:qualifiedAssociation/prov:hadPlan/prov:value ?command .
            ?file dct:title ?name ; spdx:checksum/spdx:checksumValue ?digest }"""
        )
    )
    used = {row["name"].value: row["digest"].value for row in found}
    assert used.keys() >= {
        f"study/{name}" for name in (OPEN, CLOSED, NAMED, OWN, "sources.ttl", "study.toml")
    }
    assert used[f"study/{OWN}"] == sha256((whole / "study" / OWN).read_bytes()).hexdigest()
    assert store.query(
        prefixes
        + """ASK { ?set a dcat:Dataset ; dct:title "The study"@en ; dct:description ?text ;
        dct:license ?licence ; dct:issued ?day ; dcat:distribution [ dcat:downloadURL ?at ;
        dcat:mediaType ?type ; spdx:checksum ?sum ] . ?agent a prov:SoftwareAgent .
        ?result prov:wasGeneratedBy ?build }"""
    )


def test_each_fault_of_a_package_is_listed_with_its_file(copy):
    (copy / "study" / OWN).write_text("changed", encoding="utf-8")
    (copy / "study/sources.ttl").unlink()
    (copy / "added.txt").write_text("added", encoding="utf-8")
    manifest = copy / MANIFEST_NAME
    digest = "0" * 64
    bad = f"nonsense\n{digest}  ../outside\n{digest}  /etc/passwd\n{digest}  README.md\n"
    manifest.write_text(manifest.read_text(encoding="utf-8") + bad, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        check_package(copy)
    faults = {f"{where}: {message}" for where, message in refused.value.problems}
    last = len(manifest.read_text(encoding="utf-8").splitlines())
    assert faults == {
        f"study/{OWN}: has been changed: its SHA-256 is not the one in the manifest",
        next(each for each in faults if each.endswith("study/sources.ttl is missing")),
        "added.txt: is not in the manifest",
        f"{MANIFEST_NAME}:{last - 3}: is not a SHA-256, two blanks and a name",
        f"{MANIFEST_NAME}:{last - 2}: names no file of the package: ../outside",
        f"{MANIFEST_NAME}:{last - 1}: names no file of the package: /etc/passwd",
        f"{MANIFEST_NAME}:{last}: names README.md a second time",
    }


def test_a_package_that_was_made_to_say_another_hash_does_not_pass(copy):
    record = copy / "metadata/package.json"
    content = json.loads(record.read_bytes()) | {"contentHash": "0" * 32, "ontology": "other"}
    text = json.dumps(content).encode()
    manifest = copy / MANIFEST_NAME
    old = sha256(record.read_bytes()).hexdigest()
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace(old, sha256(text).hexdigest()), encoding="utf-8"
    )
    record.write_bytes(text)
    check = check_package(copy)
    assert not check.same
    said = [line.en for line in check.lines]
    assert said[1].startswith("It rebuilds to another content hash: ")
    assert said[2].startswith("It was made with another ontology")


def test_a_link_in_the_place_of_a_file_is_not_followed(copy, tmp_path):
    target = copy / "study" / OWN
    target.rename(tmp_path / "elsewhere.trig")
    target.symlink_to(tmp_path / "elsewhere.trig")
    with pytest.raises(SourceError, match="has been changed"):
        check_package(copy)


def test_what_is_no_package_is_said_to_be_none(tmp_path, built):
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    for name in ("text.zip", "empty", "absent"):
        with pytest.raises(UsageError, match=name):
            check_package(tmp_path / name)
    path = make_package(built, tmp_path / "p.zip").path
    content = bytearray(path.read_bytes())
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UsageError, match="not a package"):
        check_package(path)
    content[100:2000] = bytes(1900)
    path.write_bytes(content)
    with pytest.raises(SourceError):
        check_package(path)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST_NAME, b"0" * 2**27)
    with pytest.raises(SourceError, match="unfolds"):
        check_package(tmp_path / "bomb.zip")


def test_a_record_that_is_none_is_refused(copy):
    record, manifest = copy / "metadata/package.json", copy / MANIFEST_NAME
    before = manifest.read_text(encoding="utf-8")
    old = sha256(record.read_bytes()).hexdigest()
    good = json.loads(record.read_bytes())
    for content in (b"{", b"[]", b'{"form": 2}', json.dumps(good | {"keptOut": [1]}).encode()):
        record.write_bytes(content)
        manifest.write_text(before.replace(old, sha256(content).hexdigest()), encoding="utf-8")
        with pytest.raises(SourceError, match="does not describe a package"):
            check_package(copy)


def test_a_package_is_of_what_the_study_holds_now(built, tmp_path):
    shutil.copytree(built.root, tmp_path / "s", ignore=shutil.ignore_patterns(".kgraph"))
    (tmp_path / "s" / OWN).write_text(FILES[OWN] + "# more\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no build of what the study holds now"):
        make_package(load_study(tmp_path / "s"), tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_a_directory_that_holds_something_is_left_alone(built, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="new or empty directory"):
        make_package(built, tmp_path)
    assert names_in(tmp_path) == {"mine.txt"}


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("CC-BY-4.0", "Creative Commons Attribution 4.0"),
        ("cc0-1.0", "Creative Commons Zero 1.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode.sv", "Creative Commons Attribution 4.0"),
        ("https://spdx.org/licenses/MIT.html", "MIT License"),
    ],
)
def test_a_licence_is_known_by_identifier_or_address(stated, name):
    assert (licence_of(stated).name, licence_of(stated).allows) == (name, True)


@pytest.mark.parametrize(
    "stated",
    [
        "all rights reserved",
        "CC-BY",
        "https://creativecommons.org/licenses/by/4.0.evil.example/",
        "https://example.org/creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    ],
)
def test_what_is_not_known_to_allow_it_does_not(stated):
    assert not licence_of(stated).allows


def test_a_licence_that_is_no_text_is_refused_with_its_pattern(built):
    with pytest.raises(UsageError, match=r"data/\*"):
        FileLicences(replace(built, package={"licences": {"data/*": 4}}), ox.Store())


NAMES = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="/\\\0"), min_size=1, max_size=12
)


@given(NAMES)
def test_names_come_back_from_the_manifest(name):
    assert unescape(escape(name)) == name
    assert "\n" not in escape(name)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=examples(25),
)
@given(st.dictionaries(NAMES.filter(lambda n: n not in (".", "..")), st.binary(max_size=64), max_size=6))
def test_any_files_make_the_same_archive_whatever_their_order(tmp_path, files):
    parts = [PackagePart(f"d/{name}", content, "result") for name, content in files.items()]
    paths = [
        write_package(each, tmp_path / f"{number}.zip", "2026-11-26T10:00:00Z")
        for number, each in enumerate((parts, parts[::-1]))
    ]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_command_says_what_is_in_and_what_is_not_and_checks_it(built, tmp_path):
    def kgraph(*arguments):
        done = CliRunner().invoke(main, ["package", *map(str, arguments)], prog_name="kgraph")
        return done.exit_code, done.stdout, done.stderr

    path = tmp_path / "p.zip"
    code, out, said = kgraph("--study", built.root, "-o", path, "--language", "sv")
    assert (code, out.strip()) == (0, str(path))
    assert "2 av 5 källor ingår" in said
    code, out, _ = kgraph("--check", path)
    assert (code, "does not rebuild without 3 sources" in out) == (1, True)
    assert kgraph("--study", built.root, "-o", path, "--with-sources", "--quiet") == (0, f"{path}\n", "")
    code, out, _ = kgraph("--check", path, "--format", "json")
    assert (code, json.loads(out)["same"]) == (0, True)
    assert kgraph("--study", built.root)[1].strip().endswith(f"{built.id}-{path_id(built)}.zip")


def path_id(study):
    return json.loads((study.build / "manifest.json").read_bytes())["build"]


def test_a_package_that_cannot_be_written_says_so(built, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KgraphError, match="cannot write"):
        make_package(built, tmp_path / "file" / "p")
