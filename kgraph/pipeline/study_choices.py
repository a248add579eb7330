"""What a study chooses for its analysis and its pages: networks, settings and language."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from kgraph.analysis.allowed_ties import tie_rules
from kgraph.analysis.definitions import ANY_TIME, UNENDED, network_definitions
from kgraph.analysis.rates import Rates
from kgraph.analysis.ruled_out import WHERE as RULED_OUT
from kgraph.analysis.ruled_out import RuledOut
from kgraph.analysis.settings import FAILURE_RATES, Settings
from kgraph.errors import UsageError
from kgraph.study import STUDY_FILE
from kgraph.toml_lines import setting_place
from kgraph.words.text import LANGUAGES, base_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kgraph.analysis.definitions import NetworkDefinition
    from kgraph.pipeline.progress import Progress
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
    definitions = _defined(study)
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


def _defined(study: Study) -> dict[str, NetworkDefinition]:
    """Return the networks of a study; a fault of its own declarations has its line."""
    try:
        return network_definitions(study.networks, study.day)
    except UsageError as error:
        section = str(error.where).strip("[]")
        named = re.search(r"'([^']+)'", error.message) or re.match(r"(?:\w+\.)?(\w+)", error.message)
        word = named.group(1) if named else ""
        error.where = setting_place(study.root / STUDY_FILE, section, word)
        error.message = f"[{section}] {error.message}"
        raise


def settings_of(
    study: Study,
    *,
    seed: int | None = None,
    draws: int | None = None,
    progress: Progress | None = None,
) -> Settings:
    """Return the settings of a study's analysis.

    Parameters
    ----------
    study : Study
        The study.
    seed, draws : int, optional
        In place of the study's own.
    progress : callable, optional
        Called with the step, how much of it is done, and how much there is.

    Raises
    ------
    UsageError
        A setting of the study that cannot be used.
    """
    return Settings(
        seed=study.seed if seed is None else seed,
        draws=study.draws if draws is None else draws,
        progress=progress,
        rates=rates_of(study),
        costs=costs_of(study),
        ruled_out=ruled_out_of(study),
        failure=failure_of(study),
    )


def costs_of(study: Study) -> dict[str, float]:
    """Return what measures of mitigation cost in a study, by name: ``[analysis.costs]``.

    Raises
    ------
    UsageError
        A measure that does not exist, or a cost that is no number above zero.
    """
    costs = study.analysis.get("costs", {})
    where = f"{study.root / STUDY_FILE}, [analysis.costs]"
    measures = _measures()
    if not isinstance(costs, dict):
        raise UsageError("costs is not a table", where=where, hint=f"costs = {{ {measures[0]} = 2.0 }}")
    for name, cost in costs.items():
        if name not in measures:
            raise UsageError(
                f"unknown measure {name!r}", where=where, hint=f"Measures: {', '.join(measures)}."
            )
        if not _is_number(cost) or cost <= 0:
            raise UsageError(f"{name} = {cost!r}", where=where, hint="A cost is a number above zero.")
    return {name: float(cost) for name, cost in costs.items()}


def ruled_out_of(study: Study) -> tuple[RuledOut, ...]:
    """Return the measures of mitigation that a study rules out: ``[[analysis.ruled_out]]``.

    Raises
    ------
    UsageError
        An entry that does not say which measures, or why not.
    """
    entries = study.analysis.get("ruled_out", [])
    where = f"{study.root / STUDY_FILE}, {RULED_OUT}"
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UsageError("ruled_out is not a list of tables", where=where, hint=RULED_OUT)
    return tuple(
        RuledOut.from_dict(entry, _measures(), f"{where} number {number}")
        for number, entry in enumerate(entries, 1)
    )


def _measures() -> list[str]:
    """Return the names of all measures of mitigation."""
    return sorted({rule.measure for rule in tie_rules().values() if rule.measure})


def rates_of(study: Study) -> Rates:
    """Return how often a study believes its record to be wrong: ``[analysis.uncertainty]``.

    Raises
    ------
    UsageError
        A setting that does not exist, or a value that is no probability.
    """
    where = f"{study.root / STUDY_FILE}, [analysis.uncertainty]"
    values = study.analysis.get("uncertainty", {})
    if not isinstance(values, dict):
        raise UsageError("uncertainty is not a table", where=where, hint="[analysis.uncertainty]")
    return Rates.from_dict(values, where)


def failure_of(study: Study) -> tuple[float, float]:
    """Return the lowest and highest probability of failure in a study: ``failure`` under ``[analysis]``.

    Raises
    ------
    UsageError
        Not two probabilities in ascending order.
    """
    given = study.analysis.get("failure", list(FAILURE_RATES))
    if not isinstance(given, list) or len(given) != 2 or not all(map(_is_number, given)):
        low, high = 1.0, 0.0
    else:
        low, high = given
    if not 0 < low <= high < 1:
        raise UsageError(
            f"[analysis] failure = {given!r}",
            where=study.root / STUDY_FILE,
            hint="Write the lowest and the highest probability of failure: failure = [0.01, 0.1]",
        )
    return float(low), float(high)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def page_language(study: Study) -> str:
    """Return the language that a study's pages open in: the first of its languages that pages come in.

    A regional form counts as its language. The pages of a study in other languages open in English.
    """
    return next((base for code in study.languages if (base := base_language(code)) in LANGUAGES), "en")


def moment_of(at: dt.date | str | None) -> dt.date | str | None:
    """Return a day, or one of the words for times, as somebody has written it.

    Raises
    ------
    UsageError
        It is neither.
    """
    if at in (ANY_TIME, UNENDED):
        return at
    try:
        return day_of(at)
    except UsageError:
        hint = f'Write a date such as 2022-05-09, "{UNENDED}" or "{ANY_TIME}".'
        raise UsageError(f"at = {at!r} is not a time", hint=hint) from None


def day_of(at: dt.date | str | None) -> dt.date | None:
    """Return a day as somebody has written it.

    Raises
    ------
    UsageError
        It is no day.
    """
    if at is None or isinstance(at, dt.date):
        return at
    try:
        return dt.date.fromisoformat(at)
    except ValueError:
        raise UsageError(f"{at!r} is not a date", hint="Write one such as 2022-05-09.") from None
