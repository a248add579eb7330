"""A study's store, opened while the study is read: to start a server takes seconds."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

from kgraph.errors import KgraphError
from kgraph.loaders.sync.bulk_import import can_import
from kgraph.loaders.sync.store_readiness import StoreReadiness, made_ready
from kgraph.store.connection import Connection
from kgraph.store.servers.leases import open_store
from kgraph.store.servers.store_choice import embedded_home, neo4j_home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.study import Study

# Bytes of sources from which on a study is checked in a forked process, which no thread may stand beside.
_LARGE = 1024**2

_Opened = tuple[ExitStack, Connection, StoreReadiness]


class StoreOpening:
    """The store of a study, which a thread opens and makes ready for a load.

    A local store that the study does not have yet, and that of a large study, is opened when it is asked for:
    a study that is refused leaves none behind, and a large one is checked in a process of its own.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    """

    def __init__(self, study: Study, store: str | None) -> None:
        self.study = study
        self.store = store
        self._future: Future[_Opened] = Future()
        self._begun = self._opens_early()
        if self._begun:
            # A daemon, so that a refused study does not wait for the server to start.
            Thread(target=self._open, daemon=True).start()

    @contextmanager
    def opened(self) -> Iterator[tuple[Connection, StoreReadiness]]:
        """Yield the store and how ready it is for a load, and close it.

        Raises
        ------
        StoreError
            The store cannot be reached or started, or refuses the login.
        """
        if not self._begun:
            self._open()
        stack, connection, ready = self._future.result()
        with stack:
            yield connection, ready

    def end(self) -> None:
        """Close the store, now or as soon as it is open, unless that was done."""
        self._future.add_done_callback(_close)

    def _opens_early(self) -> bool:
        with suppress(KgraphError, OSError):
            if sum(path.stat().st_size for path in self.study.source_files()) > _LARGE:
                return False
        embedded, neo4j = embedded_home(self.study, self.store), neo4j_home(self.study, self.store)
        if neo4j is not None:
            return not can_import(neo4j)
        return embedded is None or embedded.exists()

    def _open(self) -> None:
        stack = ExitStack()
        try:
            connection = stack.enter_context(open_store(self.study, self.store))
            ready = stack.enter_context(made_ready(connection, self.study.id))
        except BaseException as error:  # noqa: BLE001 - raised by :meth:`opened`
            stack.close()
            self._future.set_exception(error)
        else:
            self._future.set_result((stack, connection, ready))


def _close(future: Future[_Opened]) -> None:
    if future.exception() is None:
        future.result()[0].close()
