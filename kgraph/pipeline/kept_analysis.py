"""The analysis of the last build, for as long as analysing the store's graph again would find the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.kept_results import KeptAnalysis, is_whole
from kgraph.errors import UsageError
from kgraph.pipeline.closed_reading import digest_of_store
from kgraph.pipeline.directory import MANIFEST_FILE, Results
from kgraph.pipeline.inputs import input_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from kgraph.study import Study


def kept_analysis(
    study: Study, store: str | None, graph: Callable[[], nx.MultiDiGraph[str]]
) -> KeptAnalysis | None:
    """Return what the last build found; None if anything that it depends on may have changed since.

    That is the input of the build (sources, settings, the day, kgraph itself and the packages that it uses),
    ``analysis.json`` as it was written, and the graph that the store holds.

    Parameters
    ----------
    study : Study
        The study.
    store : str or None
        Store address; the study's own choice when absent.
    graph : callable
        Reads the graph; called only if the store is open or has changed since it was last read.
    """
    results = Results(study)
    try:
        seal = results.read(MANIFEST_FILE).get("kept", {})
        found = results.analysis_of(input_digest(study, seal.get("copies", ())))
    except UsageError:
        # Nothing was built, or a source is gone: the store can be analysed all the same.
        return None
    if found is None or not is_whole(found[0]):
        return None
    analysed = found[1]["graph"]
    same = analysed and analysed == digest_of_store(study, store, graph)
    return KeptAnalysis(found[0]) if same else None
