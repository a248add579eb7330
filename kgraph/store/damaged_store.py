"""The error for a damaged store, apart from those of the driver, without which a server is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import StoreError
from kgraph.words.text import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kgraph.words.text import Text


class DamagedStoreError(StoreError):
    """The embedded store is damaged; it can be made again from the sources.

    Parameters
    ----------
    faults : sequence of Text
        What is wrong with it.
    where : Path
        Its directory.
    """

    def __init__(self, faults: Sequence[Text], where: Path) -> None:
        self.faults = joined(faults)
        super().__init__(
            f"the embedded store is damaged: {self.faults.en}",
            where=where,
            hint="It is made of the sources: kgraph rebuild sets it aside and makes it again.",
        )
