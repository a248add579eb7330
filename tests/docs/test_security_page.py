"""The page on security says what happens today, and each of its claims has a test."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import pytest

from kgraph.errors import StoreError, UsageError
from kgraph.rdf.shapes import load_shapes
from kgraph.store.connection import connect
from kgraph.study import load_study
from kgraph.views.page_files import content_policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from kgraph.store.servers.leases import Lease

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "security.md"


@pytest.fixture(scope="module")
def tool(script: Callable[[str], ModuleType]) -> ModuleType:
    """The script that writes the page."""
    return script("security_page")


@pytest.fixture(scope="module")
def made(tool: ModuleType) -> str:
    """The page as it comes out today."""
    return str(tool.page())


@pytest.mark.slow
def test_the_page_is_what_comes_back_today(made: str) -> None:
    assert PAGE.read_text(encoding="utf-8").splitlines() == made.splitlines(), "run: make docs"


def test_each_claim_has_a_test(tool: ModuleType) -> None:
    claims = [test for group in tool.CLAIMS.values() for _, test in group]
    assert len(claims) > 12
    for test in claims:
        file, name = test.split("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), test


@pytest.mark.slow
def test_nothing_on_it_shows_a_traceback_or_a_path_of_this_machine(made: str) -> None:
    for trace in ("Traceback", "Error:", gettempdir(), str(ROOT)):
        assert trace not in made


@pytest.mark.parametrize("kind", ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_a_local_server_wants_its_password(kind: str, request: pytest.FixtureRequest) -> None:
    lease: Lease = request.getfixturevalue(f"{kind}_server")
    state = lease.state
    assert len(state.password) >= 32
    for password in (None, "", "neo4j", "root", state.password[:-1]):
        with pytest.raises(StoreError):
            connect(state.uri, username=state.username, password=password, database=state.database)


@pytest.mark.parametrize("place", ["data/x.ttl", "shapes/x.ttl"])
def test_nothing_outside_the_study_is_read(place: str, tmp_path: Path) -> None:
    study = tmp_path / "study"
    (study / place).parent.mkdir(parents=True)
    (tmp_path / "secret.ttl").write_text("a secret", encoding="utf-8")
    (study / place).symlink_to(tmp_path / "secret.ttl")
    (study / "own.ttl").write_text("", encoding="utf-8")
    sources = "data/*.ttl" if place.startswith("data") else "own.ttl"
    settings = f'[study]\nid = "s"\nbase = "https://e.org/"\nsources = ["{sources}"]\n'
    (study / "study.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(UsageError, match="lies outside the study"):
        load_shapes(study=load_study(study)) if place.startswith("shapes") else load_study(
            study
        ).source_files()


def test_a_link_within_the_study_is_followed(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text("", encoding="utf-8")
    (tmp_path / "link.ttl").symlink_to(tmp_path / "own.ttl")
    (tmp_path / "study.toml").write_text(
        '[study]\nid = "s"\nbase = "https://e.org/"\nsources = ["link.ttl"]\n', encoding="utf-8"
    )
    assert load_study(tmp_path).source_files() == [tmp_path / "link.ttl"]


def test_a_page_may_load_nothing() -> None:
    policy = content_policy(["a script"], ["a style"])
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert not [rule for rule in rules.values() if "http" in rule or "'unsafe" in rule or "*" in rule]
    assert {name for name, rule in rules.items() if "data:" in rule or "blob:" in rule} == {"img-src"}
