"""What the store holds compared with the last build, and what changed between two builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.loaders.sync_state import read_status
from kgraph.results import MANIFEST_FILE, Results
from kgraph.store.servers import open_store

if TYPE_CHECKING:
    from kgraph.study import Study


def store_state(study: Study, store: str | None = None) -> dict[str, Any]:
    """Return what the store holds and whether it is whole and of the last build.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """
    results = Results(study)
    with open_store(study, store) as connection:
        found = read_status(connection)
        where = f"{connection.dialect.product} at {connection.address}"
    try:
        last = results.read(MANIFEST_FILE)["build"]
    except UsageError:
        last = ""
    same = {True: "the last rebuild", False: f"not the last rebuild, which made {last or 'nothing yet'}"}
    return {
        "store": where,
        "state": found.state,
        "study": found.study or None,
        "build": found.build or None,
        "build is": same[found.build == last] if found.build else None,
        "nodes": found.nodes,
        "relationships": found.relationships,
        "loader at work": found.loader,
    }
