"""What a study's store holds, and whether it is complete and of the last build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.pipeline.closed_reading import kept_state, read_state_and_keep
from kgraph.pipeline.directory import MANIFEST_FILE, REPORT_FILE, Results

if TYPE_CHECKING:
    from kgraph.study import Study


def store_state(study: Study, store: str | None = None) -> dict[str, Any]:
    """Return what the store holds, and whether it is complete and of the last build.

    Raises
    ------
    StoreError
        The store cannot be reached.
    """
    results = Results(study)
    found = kept_state(study, store)
    place = ", not running"
    if found is None:
        # Imported late: a store that is closed and unchanged needs no driver.
        from kgraph.pipeline.soundness import sound_store
        from kgraph.store.servers.leases import open_store

        with sound_store(study, store), open_store(study, store) as connection:
            found = read_state_and_keep(study, store, connection)
            place = f" at {connection.address}"
    build, altered = found["build"], found["altered"]
    try:
        last = results.read(MANIFEST_FILE)["build"]
    except UsageError:
        last = ""
    same = {True: "the last rebuild", False: f"not the last rebuild, which made {last or 'nothing yet'}"}
    return {
        "store": f"{found['product']}{place}",
        "state": found["state"],
        "study": found["study"] or None,
        "build": build or None,
        "written by": "an earlier kgraph; kgraph rebuild brings it up to date" if found["former"] else None,
        "build is": same[build == last] if build else None,
        "pages": _pages(results, build) if build else None,
        "nodes": found["nodes"],
        "relationships": found["relationships"],
        "altered by hand": f"{altered}; kgraph rebuild puts back what the sources say" if altered else None,
        "added by hand": found["added"] or None,
        "loader at work": found["loader"],
    }


def _pages(results: Results, build: str) -> str:
    """Return whether the analysis, views and report here are of a build; its manifest is written last."""
    made = results.read_if(MANIFEST_FILE, build) and results.path(REPORT_FILE).is_file()
    return "of this build" if made else "missing; kgraph rebuild makes them"
