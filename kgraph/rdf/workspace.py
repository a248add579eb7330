"""Where the statements of a study are held while it is read and built; here, in memory."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

_AT_ONCE = 100_000


def fill(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Add statements part by part: Oxigraph holds in memory what it adds at once."""
    source = iter(quads)
    for first in source:
        store.bulk_extend(chain([first], islice(source, _AT_ONCE - 1)))


class Workspace:
    """Makes stores, and sorts what may be larger than memory."""

    def new_store(self) -> ox.Store:
        """Return an empty store for the statements of a study."""
        return ox.Store()

    def store_for_file(self, size: int) -> ox.Store:
        """Return an empty store for the statements of one file of so many bytes."""
        return ox.Store() if self.reads_apart(size) else self.new_store()

    def reads_apart(self, size: int) -> bool:
        """Return whether a file's statements are held apart from where those of the study are."""
        return False

    def load(
        self, store: ox.Store, content: IO[bytes], form: ox.RdfFormat, base: str, graph: ox.NamedNode
    ) -> None:
        """Add what a file states, in `graph` where the file names none; `base` is for relative IRIs.

        Raises
        ------
        SyntaxError
            The file is not in this format.
        """
        store.bulk_load(content, form, base_iri=base, to_graph=graph)

    def sorted_lines(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield lines without line breaks in the order of their bytes, in UTF-8 that of the letters."""
        return iter(sorted(lines))
