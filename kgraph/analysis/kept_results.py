"""Results as ``analysis.json`` holds them, read back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kgraph.analysis.results import Evidence, Figure, Result, ResultRow
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class KeptAnalysis:
    """What a build found, for those who only show it.

    Parameters
    ----------
    content : dict
        Content of ``analysis.json``.
    questions : tuple of str
        Names of the questions that are asked about; all when empty.
    """

    content: dict[str, Any]
    questions: tuple[str, ...] = ()

    @property
    def build(self) -> str:
        """Id of the build."""
        return str(self.content["build"])

    @property
    def networks(self) -> dict[str, dict[str, Any]]:
        """Each network's title, meaning, size and notes."""
        return dict(self.content["networks"])

    @property
    def coverage(self) -> dict[str, Any]:
        """Which networks have data and why the others have none."""
        return dict(self.content["coverage"])

    def about(self, questions: tuple[str, ...]) -> KeptAnalysis | None:
        """Return the same about some questions, all when there is none; None if one was not asked."""
        asked = {each["question"] for each in self.content["results"]}
        return replace(self, questions=questions) if asked.issuperset(questions) else None

    def __iter__(self) -> Iterator[Result]:
        """Iterate over the results."""
        for each in self.content["results"]:
            if not self.questions or each["question"] in self.questions:
                yield result_from_json(each)

    def to_json(self) -> dict[str, Any]:
        """Return the content of ``analysis.json``, whatever the questions."""
        return self.content


def is_whole(content: dict[str, Any]) -> bool:
    """Return whether ``analysis.json`` holds all the evidence of each row; very long lists are cut there."""
    rows = (row for result in content["results"] for row in result["rows"])
    return not any("evidence" in row["detail"].get("shortened", ()) for row in rows)


def result_from_json(content: dict[str, Any]) -> Result:
    """Return what :meth:`~kgraph.analysis.results.Result.to_json` wrote."""
    return Result(
        title=_text(content["title"]),
        definition=_text(content["definition"]),
        rows=tuple(map(_row, content["rows"])),
        notes=tuple(map(_text, content["notes"])),
        **{name: content[name] for name in ("question", "network", "method", "engine", "seed")},
    )


def _row(content: dict[str, Any]) -> ResultRow:
    return ResultRow(
        label=_text(content["label"]),
        claim=_text(content["claim"]),
        figure=Figure(**content["figure"]),
        interval=_pair(content["interval"]),
        bounds=_pair(content["bounds"]),
        stated_only=content["statedOnly"],
        cut_off=tuple(content["cutOff"]),
        evidence=tuple(Evidence(**each) for each in content["evidence"]),
        **{name: content[name] for name in ("node", "probability", "tier", "z", "p", "detail")},
    )


def _text(content: dict[str, str]) -> Text:
    return Text(content["sv"], content["en"])


def _pair(values: list[float] | None) -> tuple[float, float] | None:
    return None if values is None else (values[0], values[1])
