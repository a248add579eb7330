"""Whether the embedded store can be relied on: it is looked through after its server was killed.

A store that was closed in order has digests of its files. After a kill there are none, so whoever opens the
store next looks through its content first. Until that has been done the store stays in doubt, however often
it is opened and closed. See docs/decisions/0102 and 0150.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kgraph.errors import KgraphError
from kgraph.pipeline.progress import silent
from kgraph.store.damaged_store import DamagedStoreError
from kgraph.store.failures import WriteFailedError
from kgraph.store.servers.control_socket import SilentProcessError
from kgraph.store.servers.embedded import met_unreadable
from kgraph.store.servers.file_seal import is_unsealed
from kgraph.store.servers.leases import join, look, open_store
from kgraph.store.servers.store_choice import embedded_home
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.pipeline.progress import Progress
    from kgraph.study import Study
    from kgraph.words.text import Text

words = catalogue("store")


@contextmanager
def sound_store(study: Study, store: str | None = None, progress: Progress = silent) -> Iterator[None]:
    """Look through the embedded store if it was not closed in order last time, and keep it open meanwhile.

    Any other store, and one that is known to be sound, is left alone.

    Raises
    ------
    DamagedStoreError
        It is damaged.
    """
    home = embedded_home(study, store)
    with ExitStack() as stack:
        if home is not None and _is_doubtful(home):
            progress("Checking the store", 0, None)
            faults = look_through(study, home, stack)
            if faults:
                raise DamagedStoreError(faults, home)
        yield


def look_through(study: Study, home: Path, stack: ExitStack) -> list[Text]:
    """Return what is wrong with the embedded store in `home`; one with nothing wrong counts as known again.

    Parameters
    ----------
    study : Study
        The study.
    home : Path
        The store's directory.
    stack : ExitStack
        Keeps a sound store open, so that its server does not start twice.
    """
    # Imported late: most stores were closed in order.
    from kgraph.loaders.sync.store_check import find_faults

    try:
        with ExitStack() as opened:
            connection = opened.enter_context(open_store(study, "embedded"))
            faults = find_faults(connection, partial(met_unreadable, home))
            if not faults:
                lease = join(home)
                if lease is not None:
                    lease.vouch()
                    lease.end()
                stack.push(opened.pop_all())
            return faults
    except (SilentProcessError, WriteFailedError):
        raise
    except DamagedStoreError as error:
        return [error.faults]
    except KgraphError as error:
        return [words("fault.engine", message=error.message)]
    except Exception as error:  # noqa: BLE001 - a damaged store can fail in any way
        return [words("fault.engine", message=f"{type(error).__name__}: {error}")]


def _is_doubtful(home: Path) -> bool:
    found = look(home)
    return is_unsealed(home) if found is None else not found[0].sealed
