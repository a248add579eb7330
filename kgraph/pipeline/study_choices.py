"""What a study chooses for its analysis and its pages: networks and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.definitions import ANY_TIME, network_definitions
from kgraph.errors import UsageError
from kgraph.words.text import LANGUAGES, base_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kgraph.analysis.definitions import NetworkDefinition
    from kgraph.study import Study


def networks_of(
    study: Study, names: Iterable[str] = (), at: date | None = None
) -> dict[str, NetworkDefinition]:
    """Return the networks of a study: the shipped ones, with its own added or in their place.

    Parameters
    ----------
    study : Study
        The study.
    names : iterable of str
        Names of the networks to return; all when empty.
    at : date, optional
        The day that relationships must hold on, except in networks of all times; that of each network when
        absent.

    Raises
    ------
    UsageError
        No network has one of the names.
    """
    definitions = network_definitions(study.networks, study.day)
    if at is not None:
        definitions = {
            name: definition if definition.at == ANY_TIME else definition.on_day(at, study.day)
            for name, definition in definitions.items()
        }
    chosen = tuple(names)
    unknown = sorted(set(chosen) - set(definitions))
    if unknown:
        raise UsageError(f"unknown network {unknown[0]!r}", hint=f"Networks: {', '.join(definitions)}.")
    return {name: definitions[name] for name in chosen} or definitions


def page_language(study: Study) -> str:
    """Return the language that a study's pages open in: the first of its languages that pages come in.

    A regional form counts as its language. The pages of a study in other languages open in English.
    """
    return next((base for code in study.languages if (base := base_language(code)) in LANGUAGES), "en")
