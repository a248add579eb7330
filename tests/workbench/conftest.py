"""A small study with names that want to be scripts, and the workbench over it: here, and served."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

import kgraph
from kgraph.workbench.bench_app import bench_app
from kgraph.workbench.gate import BenchAddress, Gate
from kgraph.workbench.held_study import HeldStudy
from kgraph.workbench.query_runs import QueryRuns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PORT = 7476
HERE = f"http://127.0.0.1:{PORT}"
OWN = """// sv: Vilka ingår i ett organ?
// en: Who belongs to a body?
// param body (iri, default it): the body
// meaning: A member of the body.
MATCH (m)-[:MEMBER_OF]->({uri: $body}) RETURN m AS member ORDER BY m.uri
"""


@pytest.fixture(scope="module")
def small(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small study, with a question of its own, in which a loss is drawn."""
    study = shutil.copytree(filled, tmp_path_factory.mktemp("bench") / "study")
    settings = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(settings.replace("draws = 0", "draws = 20"), encoding="utf-8")
    (study / "queries").mkdir()
    (study / "queries" / "members-of.cypher").write_text(OWN, encoding="utf-8")
    return study


@dataclass
class Bench:
    """The workbench in this process, with a client that has the cookie."""

    client: TestClient
    held: HeldStudy
    address: BenchAddress
    runs: QueryRuns

    def post(self, path: str, **content: Any) -> Any:
        return self.client.post(path, json={"run": "test"} | content, headers={"origin": HERE})

    def query(self, cypher: str) -> Any:
        return self.post("/api/query", cypher=cypher)


@pytest.fixture(scope="module")
def bench(small: Path) -> Iterator[Bench]:
    """The workbench over the small study."""
    with kgraph.open(small) as study:
        held, address, runs = HeldStudy(study), BenchAddress(PORT), QueryRuns()
        app = Gate(bench_app(held, runs), address)
        with TestClient(app, base_url=HERE) as client:
            assert client.get("/", params={"token": address.token}).status_code == 200
            yield Bench(client, held, address, runs)


class Served:
    """The command ``kgraph serve`` in a process of its own."""

    def __init__(self, study: Path, *options: str) -> None:
        program = [sys.executable, "-P", "-c", "from kgraph.cli.program import run; run()"]
        self.process = subprocess.Popen(
            [*program, "serve", "--no-browser", "--port", "0", "--study", str(study), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={key: value for key, value in os.environ.items() if not key.startswith("NEO4J_")},
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.process.communicate()

    def end(self, sign: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Send a signal, by default that of Ctrl-C; return the exit code and what was said."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        said = self.process.communicate(timeout=300)
        return self.process.returncode, said[1]


@pytest.fixture(scope="module")
def served(small: Path) -> Iterator[Served]:
    """The workbench over the small study, served."""
    running = Served(small)
    yield running
    running.end()


@pytest.fixture
def served_by() -> Callable[[Path], Served]:
    """Serve a study: `served_by(directory)`."""
    return Served
