"""Connections to servers as others set them up: with TLS, with routing, with a read-only database."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import trustme
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.errors import EXIT_DONE, EXIT_STORE, StoreError
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.sync.store_state import read_status, read_store
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.scaffold import new_study
from kgraph.store.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import Lease
    from kgraph.store.servers.server_plan import ServerPlan, ServerState

TLS = {
    "dbms.ssl.policy.bolt.enabled": "true",
    "dbms.ssl.policy.bolt.base_directory": "certificates",
    "dbms.ssl.policy.bolt.client_auth": "NONE",
    "server.bolt.tls_level": "REQUIRED",
}
READ_ONLY = {"server.databases.read_only": "neo4j"}
NUMBER = "MATCH (n:Resource) RETURN count(n) AS n"


def graph_of(size: int) -> PropertyGraph:
    lines = ["@prefix ex: <https://example.org/> .", "@prefix org: <http://www.w3.org/ns/org#> ."]
    lines += [f"ex:n{i} a org:Organization ; org:linkedTo ex:n{i // 2} ." for i in range(size)]
    return map_dataset(ox.parse("\n".join(lines), format=ox.RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("settings") / "study"
    new_study(root)
    settings = root / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("seed = 1", "draws = 0\nseed = 1"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, own_neo4j: Callable[..., AbstractContextManager[ServerPlan]]
) -> Iterator[Callable[[bool], ServerPlan]]:
    """Run a server that demands TLS; `server(True)` restarts it with a read-only database."""
    home = tmp_path_factory.mktemp("tls")
    certificates = home / "certificates"
    certificates.mkdir()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(home / "authority.pem")
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(certificates / "private.key")
    for number, each in enumerate(certificate.cert_chain_pems):
        each.write_to_path(certificates / "public.crt", append=number > 0)
    with ExitStack() as stack:
        running: dict[bool, ServerPlan] = {}

        def run(read_only: bool) -> ServerPlan:
            if read_only not in running:
                stack.close()
                running.clear()
                settings = TLS | (READ_ONLY if read_only else {})
                running[read_only] = stack.enter_context(own_neo4j(home, settings, "bolt+ssc"))
            return running[read_only]

        run.authority = home / "authority.pem"
        yield run


def address(server: ServerPlan | ServerState, scheme: str) -> str:
    return server.uri.replace("bolt", scheme)


def open_connection(server: ServerPlan | ServerState, scheme: str) -> Connection:
    return connect(
        address(server, scheme),
        username=server.username,
        password=server.password,
        database=server.database,
        timeout=5,
    )


def command(
    server: ServerPlan | ServerState, scheme: str, study: Path, *arguments: str
) -> tuple[int, str, str]:
    """Run a command against a server; return its exit code, its output and its errors."""
    environment = {
        "NEO4J_USERNAME": server.username,
        "NEO4J_PASSWORD": server.password,
        "NEO4J_DATABASE": server.database,
        "COLUMNS": "120",
    }
    argv = [*arguments, "--study", str(study), "--store", address(server, scheme)]
    result = CliRunner(env=environment).invoke(main, argv, prog_name="kgraph")
    return result.exit_code, result.stdout, result.stderr


def refusal(server: ServerPlan, scheme: str) -> str:
    with pytest.raises(StoreError) as caught:
        open_connection(server, scheme)
    text = str(caught.value)
    assert len(text.splitlines()) <= 2
    return text


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["bolt+ssc", "neo4j+ssc", "bolt+s", "neo4j+s"])
def test_a_whole_sync_over_tls(
    server: Callable[[bool], ServerPlan], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = server(False)
    if not scheme.endswith("ssc"):
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    with open_connection(running, scheme) as store:
        for size in (40, 25):
            graph = graph_of(size)
            assert sync(store, graph, BuildStamp("s"), single_limit=10).changes
            assert not sync(store, graph, BuildStamp("s")).changes
            stored = read_store(store)
            assert stored.content_hash == graph.content_hash
            assert (set(stored.nodes), set(stored.relationships)) == (
                set(graph.nodes),
                set(graph.relationships),
            )
        store.execute("MATCH (n) DETACH DELETE n")


@pytest.mark.slow
def test_certificates_and_levels_that_do_not_fit(server: Callable[[bool], ServerPlan]) -> None:
    running = server(False)
    for scheme in ("bolt+s", "neo4j+s"):
        text = refusal(running, scheme)
        assert "not one this machine trusts" in text
        assert "+ssc" in text
    for scheme in ("bolt", "neo4j"):
        text = refusal(running, scheme)
        assert "demands TLS" in text
        assert address(running, f"{scheme}+s") in text


@pytest.mark.slow
def test_commands_over_tls_and_on_a_read_only_database(
    server: Callable[[bool], ServerPlan], study: Path
) -> None:
    running = server(False)
    code, output, _ = command(running, "neo4j+ssc", study, "rebuild", "--quiet")
    assert code == EXIT_DONE, output
    with open_connection(running, "bolt+ssc") as store:
        status = read_status(store)
        rows = store.read(NUMBER)
    assert status.state == "complete"
    code, output, _ = command(running, "bolt+ssc", study, "status")
    assert code == EXIT_DONE
    assert status.build[:12] in output

    running = server(True)
    # What the store already holds needs no writing.
    assert command(running, "neo4j+ssc", study, "rebuild")[0] == EXIT_DONE
    for name in ("status", "query"):
        arguments = [name] if name == "status" else [name, NUMBER, "--format", "json"]
        code, output, errors = command(running, "neo4j+ssc", study, *arguments)
        assert code == EXIT_DONE, errors
        assert status.build[:12] in output or f'"n": {rows[0]["n"]}' in output
    settings = study / "study.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('sources = ["', 'sources = ["extra.ttl", "')
    )
    (study / "extra.ttl").write_text(
        "<https://example.org/x> a <https://w3id.org/kgraph/ontology#Municipality> ;\n"
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "X"@sv , "X"@en .\n'
    )
    code, output, errors = command(running, "bolt+ssc", study, "rebuild", "--quiet")
    assert code == EXIT_STORE, output + errors
    assert "the database 'neo4j' is read-only" in errors
    assert len(errors.splitlines()) == 2
    code, _, errors = command(running, "bolt+ssc", study, "query", "CREATE (:Note)", "--write")
    assert (code, "is read-only" in errors) == (EXIT_STORE, True)
    with open_connection(running, "bolt+ssc") as store:
        assert read_status(store) == status
        assert store.read(NUMBER) == rows


@pytest.mark.usefixtures("neo4j_store")
def test_a_routed_rebuild(neo4j_server: Lease, study: Path) -> None:
    state = neo4j_server.state
    code, _, errors = command(state, "neo4j", study, "rebuild")
    assert code == EXIT_DONE, errors
    with open_connection(state, "neo4j") as store:
        status = read_status(store)
        assert status.state == "complete"
        graph = read_store(store)
        assert (len(graph.nodes), len(graph.relationships)) == (status.nodes, status.relationships)
        assert not sync(store, graph, BuildStamp(status.study, build=status.build)).changes
        smaller = graph_of(10)
        assert sync(store, smaller, BuildStamp(status.study), single_limit=5).staged
        assert read_store(store).content_hash == smaller.content_hash
        # Another member of a cluster would wait for this before it answers.
        assert store._bookmarks.get_bookmarks()
