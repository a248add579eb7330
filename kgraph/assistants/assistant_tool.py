"""A tool for an assistant: its name, what it takes, and the work that one call does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.api import OpenStudy
    from kgraph.assistants.tool_arguments import ToolArgument
    from kgraph.workbench.held_study import HeldGraph


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool.

    Parameters
    ----------
    study : OpenStudy
        The study.
    held : HeldGraph
        The store as it is now.
    given : dict
        The arguments, checked.
    language : {"sv", "en"}
        Language of names, claims and remarks.
    mark : str
        A comment for the end of a query, by which it is found in the store if it has to be ended.
    """

    study: OpenStudy
    held: HeldGraph
    given: dict[str, Any]
    language: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class AssistantTool:
    """A tool; title, description and the meanings of its arguments are in the catalogue under its name.

    Parameters
    ----------
    name : str
        Its name.
    work : callable
        Answers a call with JSON values. It runs in a thread, and whatever it raises becomes a sentence.
    arguments : tuple of ToolArgument
        What it takes.
    """

    name: str
    work: Callable[[ToolCall], dict[str, Any]]
    arguments: tuple[ToolArgument, ...] = ()
