"""A small study that changes at random: the same seed makes the same edits."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = """@prefix : <https://example.org/soak/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SETTINGS = """[study]
id = "soak"
title = "Soak"
base = "https://example.org/soak/"
sources = ["data/*.trig"]

[analysis]
draws = 1
"""
FILES = ("a", "b", "c")
CLASSES = (
    "org:Organization",
    "org:FormalOrganization",
    "kg:MunicipalFederation",
    "kg:JointBoard",
    "kg:CollaborationNetwork",
)


@dataclass(slots=True)
class Body:
    """An organisation: its class, its names by language, and the file that describes it."""

    kind: str
    names: dict[str, str]
    file: str


@dataclass(slots=True)
class Tie:
    """A membership of one organisation in another, since a year, in the words of one or more files."""

    member: int
    whole: int
    since: int
    files: tuple[str, ...]


@dataclass(slots=True)
class State:
    """What the study says."""

    bodies: dict[int, Body] = field(default_factory=dict)
    ties: dict[int, Tie] = field(default_factory=dict)
    next: int = 0


class ChangingStudy:
    """A study in a directory, with random edits.

    Parameters
    ----------
    root : Path
        Its directory.
    seed : int
        Seed of the edits.
    size : int
        About how many organisations.
    """

    def __init__(self, root: Path, seed: int, size: int = 24) -> None:
        self.root = root
        self.draw = random.Random(seed)
        self.size = size
        self.state = State()
        self.earlier: list[State] = []
        while len(self.state.bodies) < size:
            self._add_body()
        for _ in range(size * 2):
            self._add_tie()
        (root / "data").mkdir(parents=True)
        (root / "study.toml").write_text(SETTINGS, encoding="utf-8")
        self.write()

    def edit(self) -> str:
        """Change the study, write its files, and return what was done."""
        self.earlier = [*self.earlier[-9:], copy.deepcopy(self.state)]
        chance = self.draw.random()
        if chance < 0.04:
            done = "nothing"
        elif chance < 0.08:
            self.state, done = copy.deepcopy(self.draw.choice(self.earlier)), "back to an earlier state"
        elif chance < 0.14:
            done = self._upheaval()
        else:
            edits = (
                self._add_body,
                self._remove_body,
                self._rename,
                self._change_class,
                self._move,
                self._add_tie,
                self._remove_tie,
                self._change_tie,
            )
            done = ", ".join(self.draw.choice(edits)() for _ in range(self.draw.randint(1, 6)))
        self.write()
        return done

    def write(self) -> None:
        """Write the files of the study."""
        for name in FILES:
            lines = [
                PREFIXES,
                f':{name} a kg:Source ; dct:title "Document {name}"@en ; dct:publisher :publisher ;',
            ]
            lines.append('  dct:language "en" ; dct:issued "2024-01-01"^^xsd:date ;')
            lines.append("  dct:source <https://example.org/doc> .")
            if name == FILES[0]:
                lines.append(':publisher a org:Organization ; skos:prefLabel "Publisher"@en .')
            lines.append(f":{name} {{")
            for number, body in self.state.bodies.items():
                if body.file == name:
                    names = " ; ".join(f'skos:prefLabel "{text}"@{code}' for code, text in body.names.items())
                    lines.append(f"  :o{number} a {body.kind} ; {names} .")
            for number, tie in self.state.ties.items():
                if name in tie.files:
                    period = f'[ a dct:PeriodOfTime ; dcat:startDate "{tie.since}"^^xsd:gYear ]'
                    lines.append(f"  :m{number} a org:Membership ; org:member :o{tie.member} ;")
                    lines.append(f"    org:organization :o{tie.whole} ; dct:temporal {period} .")
            lines.append("}")
            (self.root / "data" / f"{name}.trig").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _number(self) -> int:
        self.state.next += 1
        return self.state.next

    def _add_body(self) -> str:
        number = self._number()
        names = {
            code: f"{word} {number}"
            for code, word in (("sv", "Förbund"), ("en", "Body"))
            if self.draw.random() < 0.7
        }
        body = Body(self.draw.choice(CLASSES), names or {"nb": f"Forbund {number}"}, self.draw.choice(FILES))
        self.state.bodies[number] = body
        return "a body more"

    def _remove_body(self) -> str:
        if len(self.state.bodies) < self.size // 2:
            return self._add_body()
        number = self.draw.choice([*self.state.bodies])
        del self.state.bodies[number]
        self.state.ties = {
            key: tie for key, tie in self.state.ties.items() if number not in (tie.member, tie.whole)
        }
        return "a body less"

    def _rename(self) -> str:
        body = self._body()
        code = self.draw.choice([*body.names])
        body.names[code] = f"Ny {self.draw.randint(1, 10**6)}"
        return "a name"

    def _change_class(self) -> str:
        self._body().kind = self.draw.choice(CLASSES)
        return "a class"

    def _move(self) -> str:
        self._body().file = self.draw.choice(FILES)
        return "another file"

    def _add_tie(self) -> str:
        member, whole = self.draw.sample([*self.state.bodies], 2)
        files = tuple(self.draw.sample(FILES, self.draw.randint(1, 2)))
        self.state.ties[self._number()] = Tie(member, whole, self.draw.randint(1990, 2024), files)
        return "a tie more"

    def _remove_tie(self) -> str:
        if not self.state.ties:
            return self._add_tie()
        del self.state.ties[self.draw.choice([*self.state.ties])]
        return "a tie less"

    def _change_tie(self) -> str:
        if not self.state.ties:
            return self._add_tie()
        self.draw.choice([*self.state.ties.values()]).since = self.draw.randint(1990, 2024)
        return "a year"

    def _upheaval(self) -> str:
        for _ in range(len(self.state.bodies) // 3):
            self._remove_body()
        while len(self.state.bodies) < self.size:
            self._add_body()
        for _ in range(self.size * 2 - len(self.state.ties)):
            self._add_tie()
        return "an upheaval"

    def _body(self) -> Body:
        return self.draw.choice([*self.state.bodies.values()])
