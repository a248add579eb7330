"""A study that is open: its store and its local servers, its graph and its RDF.

Imports of heavy libraries stand inside the methods, so that a command loads only what it uses.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from kgraph.pipeline.progress import silent
from kgraph.study import load_study

if TYPE_CHECKING:
    from typing import Self

    import networkx as nx

    from kgraph.analysis.settings import Settings
    from kgraph.pipeline.directory import Rebuilt
    from kgraph.pipeline.progress import Progress
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import ServerStatus
    from kgraph.store.servers.store_choice import LocalKind
    from kgraph.study import Study
    from kgraph.words.text import Text


class StoredStudy:
    """A study with its store, which is opened when it is first needed and stays open.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    """

    def __init__(self, study: Study, store: str | None = None) -> None:
        self.study = study
        self._address = store
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Return the study itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the study."""
        self.close()

    def __repr__(self) -> str:
        """Return the study's id and directory."""
        return f"<study {self.study.id} in {self.study.root.name}/>"

    def close(self) -> None:
        """Close the store; a local server that nobody else uses stops, at once or after its idle time."""
        self._open.close()
        for name in ("connection", "graph", "settings"):
            self.__dict__.pop(name, None)

    def refresh(self) -> None:
        """Forget what was read from the store and the sources; it is read again when next needed."""
        for name in ("graph", "dataset", "settings"):
            self.__dict__.pop(name, None)

    @cached_property
    def connection(self) -> Connection:
        """The connection to the store."""
        from kgraph.pipeline.soundness import sound_store
        from kgraph.store.servers.leases import open_store

        with sound_store(self.study, self._address):
            return self._open.enter_context(open_store(self.study, self._address))

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The whole graph as the store holds it; nodes are IRIs."""
        from kgraph.pipeline.closed_reading import study_graph

        return study_graph(self.study, self._address, lambda: self.connection)

    @cached_property
    def settings(self) -> Settings:
        """How the study is analysed, with all that was drawn of its graph so far."""
        from kgraph.pipeline.study_choices import settings_of

        return settings_of(self.study)

    @cached_property
    def dataset(self) -> StudyDataset:
        """The RDF of the sources, with inferred statements."""
        from kgraph.pipeline.prepare import read_dataset

        return read_dataset(self.study)

    # Local servers

    def start_server(self, kind: LocalKind = "embedded") -> ServerStatus:
        """Start a local server of the study and leave it running."""
        from kgraph.pipeline.soundness import sound_store
        from kgraph.store.servers.leases import ServerStatus, start
        from kgraph.store.servers.store_choice import home_of

        home = home_of(self.study.root, kind)
        with sound_store(self.study, kind):
            lease = start(home, kind, lasting=True)
            state = lease.state
            lease.end()
        return ServerStatus(kind, home, state, left_behind=False)

    def stop_server(self, kind: LocalKind = "embedded") -> bool:
        """Stop a local server of the study; return whether one was running."""
        from kgraph.store.servers.leases import stop
        from kgraph.store.servers.store_choice import home_of

        return stop(home_of(self.study.root, kind))

    def servers(self) -> list[ServerStatus]:
        """Return the state of the study's local servers, running or not."""
        from kgraph.store.servers.leases import status

        return status(self.study.root)

    def check_store(self) -> tuple[bool, list[Text]]:
        """Return whether the embedded store is sound; see :func:`kgraph.pipeline.repair.check`."""
        from kgraph.pipeline.repair import check

        self.close()
        return check(self.study, self._address)

    def reset_store(self, progress: Progress = silent) -> Rebuilt:
        """Set the embedded store aside and make it again; see :func:`kgraph.pipeline.repair.reset`."""
        from kgraph.pipeline.repair import reset

        self._reload()
        return reset(self.study, self._address, progress)

    def _reload(self) -> None:
        self.close()
        self.refresh()
        self.study = load_study(self.study.root)
