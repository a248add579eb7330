"""Compare kept builds with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import UsageError
from kgraph.loaders.sync.build_diff import Difference, diff, read_build
from kgraph.pipeline.directory import Results
from kgraph.pipeline.mapped_graph import mapped_graph
from kgraph.store.readback import with_names

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.study import Study


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
    return with_names(mapped_graph(study.id, build, content), content.names.to_json())


def _read(study: Study, results: Results, build: str) -> PropertyGraph:
    return read_build(results.kept(build), languages=study.languages, base=study.base)
