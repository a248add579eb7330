"""Anchors of coded passages: positions in a text as it is written become positions in its normal form."""

from __future__ import annotations

import bisect

from ...evidence.passages import LONGEST, SHORTEST, PassageAnchor, anchor_at, normalise


class DocumentAnchors:
    """Makes the anchors of one document.

    Parameters
    ----------
    text : str
        Its text as it is written.
    starts : list of int
        Where its passages begin.
    """

    def __init__(self, text: str, starts: list[int]) -> None:
        self.text = text
        self.normal = normalise(text)
        # The length of the normal form up to each start, from one start to the next: exact but for the blanks
        # at the seams, which is near enough to tell two places with the same words apart.
        self._starts = sorted({0, *starts})
        self._before = [0]
        for first, last in zip(self._starts, self._starts[1:], strict=False):
            part = text[first:last]
            seam = part[-1:].isspace() or part[:1].isspace()
            self._before.append(self._before[-1] + len(normalise(part)) + seam)

    def anchor(self, start: int, end: int) -> str:
        """Return the anchor of the passage between two positions of the text; empty where none can be made.

        A passage of a word or two could be guessed from its digest: the line that it stands in is taken
        instead. One that begins or ends inside a word broken at the end of a line cannot be found again.
        """
        passage = normalise(self.text[start:end])
        if len(passage) < SHORTEST:
            start = self.text.rfind("\n", 0, start) + 1
            stop = self.text.find("\n", end)
            end = stop if stop >= 0 else len(self.text)
            passage = normalise(self.text[start:end])
            if not SHORTEST <= len(passage) <= LONGEST:
                return ""
        found = self._find(passage, start)
        return str(found) if found else ""

    def _find(self, passage: str, start: int) -> PassageAnchor | None:
        place = bisect.bisect_right(self._starts, start) - 1
        near = self._before[place] + (start - self._starts[place])
        after = self.normal.find(passage, max(near - 1, 0))
        before = self.normal.rfind(passage, 0, max(near - 1, 0) + len(passage))
        places = [found for found in (before, after) if found >= 0]
        if not places:
            return None
        first = min(places, key=lambda found: abs(found - near))
        return anchor_at(self.normal, first, first + len(passage))
