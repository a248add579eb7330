"""A damaged embedded store is recognised, set aside with its additions, and made again."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING, Any

import pytest

from kgraph.scaffold import StudyDraft, new_study
from kgraph.store.servers.file_seal import SEAL_FILE, changed_files
from kgraph.store.servers.leases import home_of, open_store, start
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

pytestmark = [pytest.mark.process, pytest.mark.slow]

ADD = (
    "MATCH (n:Municipality) WITH n ORDER BY n.uri LIMIT 1 SET n.myNote = 'call them' "
    "CREATE (m:Note {text: 'mine'})-[:ABOUT {since: 2020}]->(n)"
)
ADDED = "MATCH (m:Note)-[r:ABOUT]->(n:Municipality) RETURN m.text AS text, r.since AS since, n.myNote AS note"


@pytest.fixture(scope="session")
def filled(
    once: Callable[[str, Callable[[Path], object]], Path], invoke: Callable[..., CompletedProcess[str]]
) -> Path:
    def make(directory: Path) -> None:
        new_study(directory / "study", StudyDraft(title="A study", language="en", tables="csv"))
        settings = directory / "study" / "study.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("seed = 1", "draws = 0\nseed = 1"), encoding="utf-8")
        assert invoke("rebuild", "--study", directory / "study").returncode == 0
        with open_store(load_study(directory / "study")) as store:
            store.execute(ADD)

    return once("filled", make) / "study"


@pytest.fixture
def study(filled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(filled, tmp_path / "study")


def data_file(study: Path, pattern: str) -> Path:
    files = (home_of(study, "embedded") / "databases" / "kgraph").glob(pattern)
    return max(files, key=lambda path: path.stat().st_size)


def kill_server(study: Path) -> None:
    lease = start(home_of(study, "embedded"), "embedded")
    os.kill(lease.state.server_pid, signal.SIGKILL)
    lease.end()
    assert not (home_of(study, "embedded") / SEAL_FILE).exists()


def added(study: Path) -> list[dict[str, Any]]:
    with open_store(load_study(study)) as store:
        return store.read(ADDED)


def test_sound_store(study: Path, invoke: Callable[..., CompletedProcess[str]]) -> None:
    done = invoke("db", "check", "--study", study)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The store is sound: 82 nodes and 113 relationships")
    done = invoke("db", "check", "--study", study, "--language", "sv")
    assert done.stdout.startswith("Databasen är hel")


def test_damage_is_told_and_mended(study: Path, invoke: Callable[..., CompletedProcess[str]]) -> None:
    os.truncate(data_file(study, "dictionary*"), 0)
    done = invoke("status", "--study", study)
    assert done.returncode == 3
    assert "the embedded store is damaged: the file kgraph/dictionary" in done.stderr
    assert "kgraph rebuild sets it aside" in done.stderr
    done = invoke("db", "check", "--study", study)
    assert done.returncode == 1
    assert "kgraph db reset sets it aside" in done.stdout
    done = invoke("rebuild", "--study", study)
    assert done.returncode == 0, done.stderr
    assert "It is kept in .kgraph/embedded-set-aside-1, and was made again from the sources." in done.stdout
    assert "could not be read from it" in done.stdout
    assert (study / ".kgraph" / "embedded-set-aside-1" / "databases").is_dir()
    assert invoke("db", "check", "--study", study).returncode == 0


def garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle] ^= 0xFF
    path.write_bytes(content)


FILES = {
    "dictionary": "dictionary*",
    "nodes of a class": "*Municipality*Resource_0.*bucket",
    "lists of relationships": "*Municipality*_out_edges*bucket",
    "relationships of a type": "CONSUMES_0*bucket",
    "index": "*idx",
    "schema": "schema.json",
    "configuration": "configuration.json",
}


@pytest.mark.parametrize("pattern", FILES.values(), ids=FILES)
def test_each_damage_of_a_closed_store_is_found(study: Path, pattern: str) -> None:
    home, path = home_of(study, "embedded"), data_file(study, pattern)
    whole, name = path.read_bytes(), path.relative_to(home_of(study, "embedded") / "databases").as_posix()
    for damage in (lambda: os.truncate(path, 0), lambda: os.truncate(path, len(whole) // 2), path.unlink):
        damage()
        assert changed_files(home) == [name]
        path.write_bytes(whole)
    garble(path)
    assert changed_files(home) == [name]
    path.write_bytes(whole)
    assert changed_files(home) == []


def test_additions_survive_a_lost_index(study: Path, invoke: Callable[..., CompletedProcess[str]]) -> None:
    before = added(study)
    # Without the digests, as after a server was killed, the look-up of each node finds the damage.
    (home_of(study, "embedded") / SEAL_FILE).unlink()
    data_file(study, "*Municipality*idx").unlink()
    done = invoke("rebuild", "--study", study)
    assert done.returncode == 0, done.stderr
    assert "nodes are found in the index of their names" in done.stdout
    assert "Added by hand: 3 of 3 nodes, relationships and properties were put back" in done.stdout
    assert added(study) == before
    assert (study / ".kgraph" / "embedded-set-aside-1" / "added-by-hand.json").is_file()


def test_lost_names_after_a_kill_are_no_empty_store(
    study: Path, invoke: Callable[..., CompletedProcess[str]]
) -> None:
    kill_server(study)
    dictionary = data_file(study, "dictionary*")
    os.truncate(dictionary, dictionary.stat().st_size // 2)
    told = "the embedded store is damaged: the names of properties in the store cannot be read"
    # Each of them opens and closes the store, which leaves it in doubt.
    for command in (["query", "MATCH (n:Municipality) RETURN n.label"], ["status"], ["db", "start"]):
        done = invoke(*command, "--study", study)
        assert done.returncode == 3, done.stdout
        assert told in done.stderr
        assert "kgraph rebuild sets it aside" in done.stderr
    done = invoke("db", "check", "--study", study)
    assert done.returncode == 1
    assert "the names of properties in the store cannot be read" in done.stdout
    done = invoke("rebuild", "--study", study)
    assert done.returncode == 0, done.stderr
    assert "82 nodes created" in done.stdout
    assert invoke("db", "check", "--study", study).returncode == 0


def test_sound_store_is_known_again_after_a_kill(
    study: Path, invoke: Callable[..., CompletedProcess[str]]
) -> None:
    kill_server(study)
    with open_store(load_study(study)) as store:
        store.read("RETURN 1")
    assert not (home_of(study, "embedded") / SEAL_FILE).exists()
    done = invoke("query", "MATCH (n:Municipality) RETURN count(n)", "--study", study)
    assert done.returncode == 0, done.stderr
    assert (home_of(study, "embedded") / SEAL_FILE).is_file()


def test_reset_on_request(study: Path, invoke: Callable[..., CompletedProcess[str]]) -> None:
    before = added(study)
    done = invoke("db", "reset", "--study", study, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The former store is kept in .kgraph/embedded-set-aside-1;")
    assert added(study) == before


def test_other_stores_are_left_alone(study: Path, invoke: Callable[..., CompletedProcess[str]]) -> None:
    done = invoke("db", "reset", "--study", study, "--store", "bolt://127.0.0.1:1")
    assert done.returncode == 2
    assert "only the embedded store" in done.stderr


def test_store_comes_back_if_the_sources_are_faulty(
    study: Path, invoke: Callable[..., CompletedProcess[str]]
) -> None:
    table = study / "data" / "Municipality.csv"
    table.write_text(table.read_text(encoding="utf-8") + '"', encoding="utf-8")
    done = invoke("db", "reset", "--study", study)
    assert done.returncode == 1
    assert not list((study / ".kgraph").glob("*set-aside*"))
    assert len(added(study)) == 1
