"""A damaged store on this machine: recognised, set aside, and made again from the sources.

The store is derived data, so nothing is lost with it but what people have added by hand. That is read from
the damaged store where it can be, kept in a file, and put into the new one. See docs/decisions/0102.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from kgraph.atomic_files import write_aside
from kgraph.errors import QueryError, StoreError, UsageError
from kgraph.loaders.sync.additions import Additions, put_back, read_additions
from kgraph.loaders.sync.store_state import read_status
from kgraph.pipeline.progress import silent
from kgraph.pipeline.rebuild import rebuild
from kgraph.pipeline.soundness import look_through, sound_store
from kgraph.store.damaged_store import DamagedStoreError
from kgraph.store.failures import NotUniqueError, WriteFailedError
from kgraph.store.servers.control_socket import SilentProcessError
from kgraph.store.servers.file_seal import DATA_DIRECTORY, break_seal, changed_files
from kgraph.store.servers.leases import open_store, start, stop
from kgraph.store.servers.store_choice import embedded_home
from kgraph.words.catalogue import catalogue
from kgraph.words.text import joined

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.pipeline.directory import Rebuilt
    from kgraph.pipeline.progress import Progress
    from kgraph.study import Study
    from kgraph.words.text import Text

words = catalogue("store")

ADDITIONS_FILE = "added-by-hand.json"

# A store that opens does so within seconds; one that does not is not waited for.
_SECONDS = 30.0


@dataclass(slots=True)
class SetAside:
    """A store that was set aside.

    Parameters
    ----------
    path : Path
        Its new directory.
    additions : Additions or None
        What people had added to it; None if it could not be read.
    """

    path: Path
    additions: Additions | None


def rebuild_sound(study: Study, store: str | None = None, progress: Progress = silent) -> Rebuilt:
    """Rebuild a study; if its embedded store is damaged, set it aside and make it again.

    Parameters are those of :func:`kgraph.pipeline.rebuild.rebuild`.

    Raises
    ------
    KgraphError
        As for :func:`kgraph.pipeline.rebuild.rebuild`.
    """
    home = embedded_home(study, store)
    if home is None:
        return rebuild(study, store, progress)
    try:
        with sound_store(study, store, progress):
            return rebuild(study, store, progress)
    except DamagedStoreError as error:
        faults = error.faults
    except NotUniqueError:
        # A sync has seen which names there are, so this happens only where some of them cannot be read.
        faults = words("fault.hidden")
    except WriteFailedError:
        raise
    except (StoreError, QueryError) as error:
        # A damaged store can fail at anything. Whether it is to blame shows when it is looked through.
        with ExitStack() as stack:
            found = look_through(study, home, stack) if (home / DATA_DIRECTORY).is_dir() else []
        if not found or isinstance(error, SilentProcessError):
            raise
        faults = joined(found)
    progress("Setting the damaged store aside", 0, None)
    return _Remaking(study, store, home).run(progress, partial(words, "repair.aside", faults=faults))


def reset(study: Study, store: str | None = None, progress: Progress = silent) -> Rebuilt:
    """Set the embedded store aside, damaged or not, and make it again from the sources.

    Raises
    ------
    UsageError
        The study's store is not the embedded one.
    KgraphError
        As for :func:`kgraph.pipeline.rebuild.rebuild`.
    """
    home = _own_home(study, store)
    return _Remaking(study, store, home).run(progress, partial(words, "repair.asked"))


def check(study: Study, store: str | None = None) -> tuple[bool, list[Text]]:
    """Return whether the embedded store is sound, and sentences that say so.

    Raises
    ------
    UsageError
        The study's store is not the embedded one.
    """
    home = _own_home(study, store)
    if not (home / DATA_DIRECTORY).is_dir() and not changed_files(home):
        return True, [words("check.none")]
    with ExitStack() as stack:
        faults = look_through(study, home, stack)
        if faults:
            return False, [words("check.damaged", faults=joined(faults)), words("check.mend")]
        status = read_status(stack.enter_context(open_store(study, store)))
    return True, [words("check.sound", nodes=status.nodes, relationships=status.relationships)]


def _own_home(study: Study, store: str | None) -> Path:
    home = embedded_home(study, store)
    if home is None:
        raise UsageError(
            "only the embedded store can be checked and reset",
            hint="Give --store embedded. A server of your own is checked with its own tools.",
        )
    return home


@dataclass(frozen=True, slots=True)
class _Remaking:
    """A store in `home` that is set aside and made again."""

    study: Study
    store: str | None
    home: Path

    def run(self, progress: Progress, sentence: Callable[..., Text]) -> Rebuilt:
        """Return the new build; `sentence` says, given the `path` of the former store, why there is one."""
        aside = _set_aside(self.home)
        shown = self.study.relative(aside.path)
        try:
            built = rebuild(self.study, self.store, progress)
            built.repaired = [sentence(path=shown), self._put_back(aside.additions, shown)]
        except BaseException:
            _return(aside.path, self.home)
            raise
        return built

    def _put_back(self, additions: Additions | None, shown: str) -> Text:
        """Put additions into the new store and return what became of them."""
        if additions is None:
            return words("repair.unreadable")
        if not additions.count:
            return words("repair.no-additions")
        with open_store(self.study, self.store) as connection:
            back = put_back(connection, additions)
        file = f"{shown}/{ADDITIONS_FILE}"
        return words("repair.additions", back=back, count=additions.count, file=file)


def _set_aside(home: Path) -> SetAside:
    stop(home)
    number = 1
    while (path := home.with_name(f"{home.name}-set-aside-{number}")).exists():
        number += 1
    if not home.exists():
        home.mkdir(parents=True)
    home.rename(path)
    return SetAside(path, _additions_of(path))


def _return(aside: Path, home: Path) -> None:
    """Put a store back where it was if no new one could be made, so that nothing looks lost."""
    stop(home)
    if not (home / DATA_DIRECTORY).exists():
        with suppress(OSError):
            if home.exists():
                home.rename(home.with_name(f"{aside.name}-unfinished"))
            aside.rename(home)


def _additions_of(path: Path) -> Additions | None:
    break_seal(path)
    try:
        lease = start(path, "embedded", seconds=_SECONDS)
        try:
            with lease.connect(retry=1) as connection:
                additions = read_additions(connection)
        finally:
            lease.end()
    except Exception:  # noqa: BLE001 - a damaged store can fail in any way
        return None
    if additions.count:
        content = json.dumps(asdict(additions), ensure_ascii=False, indent=1, default=str)
        write_aside(path / ADDITIONS_FILE, [content.encode()])
    return additions
