"""Write the figures of the page on the study's findings, from an analysis of the study.

Usage: ``python tools/study_findings.py`` analyses the study of this repository and writes its figures between
the marks of ``docs/explanation/study-findings.md``; with ``--check`` it writes nothing and exits with 1 if
they are not up to date. What 0.1.0 said is history and stands in the page itself, as does how the plan of
mitigation was read; a finding or an agreement of the plan without such words is refused here.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.analysis.analyse import analyse
from kgraph.pipeline.mapped_graph import mapped_graph
from kgraph.pipeline.prepare import prepare
from kgraph.pipeline.study_choices import networks_of, settings_of
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "explanation" / "study-findings.md"
STUDY = ROOT / "studies" / "skaraborg"
BASE = "https://w3id.org/kgraph/study/skaraborg/"
MARK = "<!-- Made by tools/study_findings.py: {} -->\n"
END = "<!-- End -->\n"
SURE = "Sure"
"""Column that depends on the draws, so that an analysis with few of them differs in it."""
SOURCES_SHOWN = 3
NONE = "–"


@dataclass(frozen=True, slots=True)
class Before:
    """A headline of version 0.1.0.

    Parameters
    ----------
    said : str
        What it said.
    today : callable
        Where the same stands in an analysis: a claim, a row or None.
    fate : str
        What became of it.
    """

    said: str
    today: Callable[[dict[str, Any]], dict[str, Any] | None]
    fate: str


def row(question: str, network: str, node: str, figure: str) -> Callable[[dict[str, Any]], Any]:
    """Return how to find a row of an answer in an analysis, or None where there is none."""

    def found(analysis: dict[str, Any]) -> dict[str, Any] | None:
        rows = (
            each
            for result in analysis["results"]
            if (result["question"], result["network"]) == (question, network)
            for each in result["rows"]
        )
        wanted = (BASE + node, figure)
        return next((each for each in rows if (each["node"], each["figure"]["name"]) == wanted), None)

    return found


def claim(kind: str, node: str) -> Callable[[dict[str, Any]], Any]:
    """Return how to find a claim that competes, whether said first or not."""

    def found(analysis: dict[str, Any]) -> dict[str, Any] | None:
        wanted = (kind, BASE + node)
        return next((each for each in analysis["findings"] if (each["kind"], each["node"]) == wanted), None)

    return found


BEFORE = (
    Before(
        "Without Göliska IT 9 services stop and 6 municipalities lose something in use.",
        claim("sole-provider", "goliska-it"),
        "Stays, reworded: first what sources state, then what would have to hold for the rest, and how "
        "old the sources are.",
    ),
    Before(
        "The waste federation ranks 1 in betweenness (0.301; rank 1 to 7).",
        row("central-actors", "formal-collaboration", "waste-federation", "betweenness"),
        "Fell: six of the association's fifteen members were recorded, so everything ran through others.",
    ),
    Before(
        "Without the association two companies are cut off.",
        row("cut-points", "formal-collaboration", "skaraborg-federation", "cut off"),
        "Fell: it owns them, and to own is not to collaborate. Ownership has a network of its own.",
    ),
    Before(
        "Without the e-service platform 3 services stop and 6 municipalities lose something in use.",
        row("dependency-loss", "service-dependency", "e-service-platform", "goals lost"),
        "Fell: four services stop, but no source says that the six use them, so it is not among the 25 "
        "largest losses. That the platform rests on Göliska IT is inferred, and the first claim says so.",
    ),
    Before(
        "The association ranks 2 in betweenness (0.179; rank 1 to 8).",
        row("central-actors", "formal-collaboration", "skaraborg-federation", "betweenness"),
        "Held back: first among the bodies in the record, but the draws leave the rank open.",
    ),
    Before(
        "Without the environment federation Karlsborg is cut off.",
        row("cut-points", "formal-collaboration", "environment-federation", "cut off"),
        "Fell: Karlsborg is a member of the association too, once all fifteen are recorded.",
    ),
)
"""What a rebuild with 0.1.0 found strongest, in its order; its own figures, on the data of its time."""

READ = {
    ("reserve-host", "gotene", "skara"): (
        "Possible. A joint board belongs to its host's organisation, and Götene is the only other member: "
        "both councils would agree beforehand on who takes over the staff."
    ),
    ("reserve-host", "falkoping", "gotene"): (
        "Possible. Skara and Tidaholm are members too, and the plan takes the first of three equals: who is "
        "able to is for the four to say."
    ),
    ("second-operator", "goliska-it", "skovde"): (
        "Possible with the consent of those who license the systems; a stand-by needs a copy of the data. "
        "For two of the four systems no source says who operates them, so that comes first."
    ),
    ("second-supplier", "goliska-it", "skovde-it"): (
        "Possible as mutual help, and the measure worth most. The unit is a part of Skövde, so the "
        "municipality signs. The charter of Göliska IT must let it work for others than its members; "
        "between municipalities the law has allowed agreements since July 2018. Ten services at once are "
        "more than a stand-by does without staff of its own, and “IT services from the catalogue” is a "
        "bundle, to be agreed item by item."
    ),
    ("second-supplier", "rescue-board-middle", "rescue-federation"): (
        "Possible: training, expertise and a communications centre need no crew on the spot."
    ),
}
"""How each agreement of the plan was read, by kind of measure and the two parties."""


def analysed() -> dict[str, Any]:
    """Return ``analysis.json`` of the study, without a store."""
    study = load_study(STUDY)
    prepared = prepare(study)
    graph = mapped_graph(study.id, prepared.build_id, prepared.graph)
    found = analyse(graph, definitions=networks_of(study), settings=settings_of(study), day=study.day)
    return found.to_json()


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def number(value: float | None) -> str:
    """Return a number with at most three digits after the point."""
    return NONE if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def sure(found: dict[str, Any]) -> str:
    """Return probability and rank interval of a claim or row."""
    share, interval = found.get("probability"), found.get("interval")
    said = [] if share is None else [f"{100 * share:.0f} %"]
    if interval and found["figure"]["name"] not in ("cut off", "goals lost"):
        said.append(f"rank {interval[0]:.0f} to {interval[1]:.0f}")
    return ", ".join(said) or "not drawn"


def sources_of(analysis: dict[str, Any], found: dict[str, Any]) -> str:
    """Return the titles of the sources of a claim or row, and how many more there are."""
    uris = list(found.get("sources") or dict.fromkeys(item["source"] for item in found.get("evidence", ())))
    names = [analysis["names"].get(uri, {"en": uri})["en"] for uri in uris[:SOURCES_SHOWN]]
    more = len(uris) - len(names)
    return "; ".join(names) + (f"; {more} more" if more else "")


def before(analysis: dict[str, Any]) -> str:
    """Return the table of what 0.1.0 said first."""
    rows = []
    for each in BEFORE:
        found = each.today(analysis)
        if found is None:
            rows.append([each.said, each.fate, *[NONE] * 4])
            continue
        stated = number(found["statedOnly"])
        value = number(found["figure"]["value"]) if "figure" in found else stated
        rows.append([each.said, each.fate, value, stated, sure(found), sources_of(analysis, found)])
    return table(
        ["0.1.0 said", "What became of it", "Figure today", "On stated ties alone", SURE, "Sources today"],
        rows,
    )


def now(analysis: dict[str, Any]) -> str:
    """Return the table of what is said first today."""
    said = [each for each in analysis["findings"] if each["whyNot"] is None]
    return table(
        ["Said first today", "On stated ties alone", SURE, "Sources"],
        [
            [each["claim"]["en"], number(each["statedOnly"]), sure(each), sources_of(analysis, each)]
            for each in said
        ],
    )


def plan(analysis: dict[str, Any]) -> str:
    """Return the table of the plan against every single loss, agreement by agreement."""
    whole = next(
        result["rows"][0]
        for result in analysis["results"]
        if (result["question"], result["network"]) == ("mitigation", "service-dependency")
    )
    agreements: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for each in whole["detail"]["measures"]:
        parties = sorted(each[side].removeprefix(BASE) for side in ("beside", "standIn"))
        agreements.setdefault((each["kind"], *parties), []).append(each)
    unread = sorted(set(agreements) - set(READ))
    if unread:
        sys.exit(f"no reading of the agreement {unread[0]}: write one in READ")
    name = {uri: names["en"] for uri, names in analysis["names"].items()}
    rows = []
    for key, measures in sorted(agreements.items(), key=lambda item: (-len(item[1]), item[0])):
        parties = " and ".join(name[BASE + party] for party in key[1:])
        goals = "; ".join(sorted(name[each["for"]] for each in measures))
        rows.append([key[0].replace("-", " "), parties, str(len(measures)), goals, READ[key]])
    return table(["Measure", "Between", "Measures", "For", "Read as"], rows)


TABLES = {"before": before, "now": now, "plan": plan}


def with_figures(page: str, analysis: dict[str, Any]) -> str:
    """Return the text of the page with its tables between their marks."""
    for name, made in TABLES.items():
        head, mark, rest = page.partition(MARK.format(name))
        page = f"{head}{mark}\n{made(analysis)}\n{END}{rest.partition(END)[2]}"
    return page


def main() -> None:
    """Write the figures, or check them."""
    page = PAGE.read_text(encoding="utf-8")
    made = with_figures(page, analysed())
    if "--check" in sys.argv[1:]:
        sys.exit(0 if made == page else f"{PAGE.name} is not up to date; run: make docs")
    PAGE.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
