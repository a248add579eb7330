"""An error whose sentence a page shows in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import KgraphError

if TYPE_CHECKING:
    from kgraph.words.text import Text


class WordedError(KgraphError):
    """An error that says what happened, and what to do, in both languages.

    Parameters
    ----------
    text : Text
        The sentence; commands say the English one.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
