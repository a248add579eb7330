"""Compare the store with the last build, and kept builds with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.loaders.sync.altered_values import altered_text, find_altered
from kgraph.loaders.sync.build_diff import Difference, diff, read_build
from kgraph.loaders.sync.store_state import read_state, read_status
from kgraph.loaders.sync.sync_plan import find_foreign
from kgraph.pipeline.directory import MANIFEST_FILE, REPORT_FILE, Results
from kgraph.store.readback import assemble, with_names
from kgraph.store.servers.leases import open_store

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.study import Study


def store_state(study: Study, store: str | None = None) -> dict[str, Any]:
    """Return what the store holds, and whether it is complete and of the last build.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """
    results = Results(study)
    with open_store(study, store) as connection:
        content = read_status(connection)
        altered = find_altered(connection)
        foreign = find_foreign(connection, read_state(connection)) if content.build else []
        address = f"{connection.dialect.product} at {connection.address}"
    try:
        last = results.read(MANIFEST_FILE)["build"]
    except UsageError:
        last = ""
    same = {True: "the last rebuild", False: f"not the last rebuild, which made {last or 'nothing yet'}"}
    return {
        "store": address,
        "state": content.state,
        "study": content.study or None,
        "build": content.build or None,
        "written by": "an earlier kgraph; kgraph rebuild brings it up to date" if content.former else None,
        "build is": same[content.build == last] if content.build else None,
        "pages": _pages(results, content.build) if content.build else None,
        "nodes": content.nodes,
        "relationships": content.relationships,
        "altered by hand": f"{altered_text(altered)}; kgraph rebuild puts back what the sources say"
        if altered
        else None,
        "added by hand": ", ".join(f"{item.kind} {item.name} ({item.count})" for item in foreign) or None,
        "loader at work": content.loader,
    }


def difference(study: Study, before: str | None = None, after: str | None = None) -> Difference:
    """Return what changed between two kept builds of a study, in the ontology's terms.

    Parameters
    ----------
    study : Study
        The study.
    before, after : str, optional
        Build ids; the last two when absent.

    Raises
    ------
    UsageError
        A build that is not kept, or fewer than two.
    """
    results = Results(study)
    builds = results.builds()
    if before is None and len(builds) < 2:
        raise UsageError(
            "there is no earlier build to compare with",
            hint="Change a source and run kgraph rebuild; each build is kept under build/history.",
        )
    return diff(_read(study, results, before or builds[-2]), _read(study, results, after or builds[-1]))


def kept_graph(study: Study, build: str) -> nx.MultiDiGraph[str]:
    """Return the graph of a kept build, in the form of :func:`kgraph.store.readback.read_graph`.

    Raises
    ------
    UsageError
        The build is not kept.
    """
    content = _read(study, Results(study), build)
    graph = assemble(
        study.id,
        build,
        content.content_hash,
        [(uri, node.labels, node.properties) for uri, node in content.nodes.items()],
        [(item.start, item.end, item.type, item.properties) for item in content.relationships.values()],
    )
    return with_names(graph, content.names.to_json())


def _pages(results: Results, build: str) -> str:
    """Return whether the analysis, views and report here are of a build; its manifest is written last."""
    made = results.read_if(MANIFEST_FILE, build) and results.path(REPORT_FILE).is_file()
    return "of this build" if made else "missing; kgraph rebuild makes them"


def _read(study: Study, results: Results, build: str) -> PropertyGraph:
    return read_build(results.kept(build), languages=study.languages, base=study.base)
