"""Shapes and data drawn from a seed: all core components, paths and targets of SHACL, and hard values.

Used by `tests/fuzz/fuzz_gate.py` and `tests/rdf/test_screening.py`. The shapes are well-formed and
refer to no shape above them, so that SHACL says what each must report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix e: <http://e/> .
"""
IRIS = ("e:a", "e:b", "e:c", "e:åä", "<urn:x:1>")
BLANKS = ("_:x", "_:y")
CLASSES = ("e:C", "e:D", "e:E")
PREDICATES = ("e:p", "e:q", "e:r")
STRINGS = ('""', '"x"', '"xy"', '"X"', '"å"', '"a\\nb"', '"true"', '"2020"', '"1"')
TAGGED = ('"x"@en', '"x"@EN', '"y"@en', '"y"@en-GB', '"y"@EN-gb', '"z"@sv', '"z"@sv-SE-1994', '""@en')
NUMBERS = (
    "7", "3", "-3", "0", "3.0", "7.5", "3e0", '"03"^^xsd:integer', '"NaN"^^xsd:double', '"INF"^^xsd:double',
    '"-INF"^^xsd:float', '"NaN"^^xsd:float', '"3"^^xsd:int', '"300"^^xsd:byte', '"3"^^xsd:nonNegativeInteger',
    '"-0"^^xsd:integer', '"1e400"^^xsd:double', '"3.00"^^xsd:decimal', '"seven"^^xsd:integer',
)  # fmt: skip
DATES = (
    '"2020-01-02"^^xsd:date', '"2020-01-02Z"^^xsd:date', '"2020-01-02+02:00"^^xsd:date',
    '"2020-99-99"^^xsd:date',
    '"2021"^^xsd:gYear', '"2020"^^xsd:gYear', '"-0044"^^xsd:gYear', '"2020-01"^^xsd:gYearMonth',
    '"2020-01-02T00:00:00"^^xsd:dateTime', '"2020-01-02T00:00:00Z"^^xsd:dateTime', '"24:00:00"^^xsd:time',
    '"P1D"^^xsd:duration', '"PT24H"^^xsd:duration', '"0000"^^xsd:gYear', '"--02-30"^^xsd:gMonthDay',
)  # fmt: skip
OTHERS = (
    "true", "false", '"1"^^xsd:boolean', '"yes"^^xsd:boolean', '"x"^^e:type', '"<b>x</b>"^^rdf:HTML',
    '"<b"^^rdf:XMLLiteral', '"/w=="^^xsd:base64Binary', '"http://e/a"^^xsd:anyURI', '"{}"^^rdf:JSON',
)  # fmt: skip
LITERALS = (*STRINGS, *TAGGED, *NUMBERS, *DATES, *OTHERS)
DATATYPES = (
    "xsd:string", "rdf:langString", "xsd:integer", "xsd:decimal", "xsd:double", "xsd:boolean", "xsd:date",
    "xsd:gYear", "xsd:dateTime", "xsd:int", "xsd:byte", "e:type", "rdf:HTML", "xsd:anyURI", "xsd:duration",
)  # fmt: skip
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
PATTERNS = ("^x", "y$", "^$", "^X", "e/[ab]", "a.b", "\\\\d+", "^.$", "å")
BOOLEANS = ("true", "false", '"1"^^xsd:boolean', '"0"^^xsd:boolean')
SEVERITIES = ("sh:Warning", "sh:Info", "sh:Violation", "e:Grave")
LANGUAGES = ('"en"', '"sv"', '"EN-GB"', '"de"')
DEEPEST = 3


class ShapesDrawing:
    """Draws shapes and data for one case.

    Parameters
    ----------
    random : Random
        Decides everything.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._named: dict[str, bool] = {}
        self._text: list[str] = []

    def case(self) -> tuple[str, str]:
        """Return the shapes and the data of one case, both in Turtle."""
        draw = self._random
        for number in range(draw.randint(1, 3)):
            self._add_shape(f"e:S{number}")
        # Drawn last, so that the rest of a case stays what it was.
        data = self._data()
        if draw.random() < 0.6:
            self._text.append(self._plain_shape())
        return PREFIXES + "".join(self._text), PREFIXES + data

    def _data(self) -> str:
        draw = self._random
        lines = []
        for _ in range(draw.randint(0, 14)):
            subject = draw.choice(IRIS + BLANKS)
            if draw.random() < 0.3:
                lines.append(f"{subject} a {draw.choice(CLASSES)} .")
            else:
                lines.append(f"{subject} {draw.choice(PREDICATES)} {self._value()} .")
        if draw.random() < 0.6:
            lines.append("e:D rdfs:subClassOf e:C .")
        if draw.random() < 0.2:
            lines.append("e:E rdfs:subClassOf e:D . e:C rdfs:subClassOf e:E .")
        return "\n".join(lines) + "\n"

    def _value(self, blank: bool = True) -> str:
        kind = self._random.random()
        if kind < 0.35:
            return self._random.choice(IRIS + BLANKS if blank else IRIS)
        pool = self._random.choice((STRINGS, TAGGED, TAGGED, NUMBERS, DATES, OTHERS))
        return self._random.choice(pool)

    def _add_shape(self, name: str) -> None:
        draw = self._random
        if draw.random() < 0.25:
            body = f"sh:path {self._path(0)} ; {self._constraints(0, True)}"
            kind = "sh:PropertyShape"
        else:
            body, kind = self._constraints(0, False), "sh:NodeShape"
        implicit = ""
        if kind == "sh:NodeShape" and draw.random() < 0.06:
            implicit = draw.choice((" , rdfs:Class", " , owl:Class"))
        targets = " ; ".join(self._target() for _ in range(draw.choice((0, 1, 1, 1, 2))))
        extra = "".join(
            f" ; {text}"
            for text, odds in (
                (f"sh:severity {draw.choice(SEVERITIES)}", 0.15),
                ('sh:message "Wrong: {$this}"@en , "Fel"@sv', 0.1),
                (f"sh:deactivated {draw.choice(BOOLEANS)}", 0.05),
                ('sh:name "n"@en', 0.1),
            )
            if draw.random() < odds
        )
        if draw.random() < 0.1 and kind == "sh:NodeShape":
            extra += f" ; sh:sparql {self._sparql()}"
        self._text.append(
            f"{name} a {kind}{implicit} ; {body}{' ; ' + targets if targets else ''}{extra} .\n"
        )
        self._named[name] = kind == "sh:PropertyShape"

    def _plain_shape(self) -> str:
        """Draw a shape whose property shapes only count values, or ask for their class or datatype."""
        draw = self._random
        inner = []
        for _ in range(draw.randint(1, 3)):
            given = {
                "minCount": draw.choice(("0", "1", "2")),
                "maxCount": draw.choice(("0", "1", "2")),
                "class": " , ".join(draw.sample(CLASSES, draw.choice((1, 1, 2)))),
                "datatype": draw.choice((*DATATYPES, "xsd:string", "rdf:langString")),
            }
            names = draw.sample(sorted(given), draw.choice((1, 1, 2)))
            parts = [f"sh:path {self._path(2)}", *(f"sh:{name} {given[name]}" for name in names)]
            if draw.random() < 0.2:
                parts.append(f"sh:severity {draw.choice(SEVERITIES)}")
            inner.append(f"[ {' ; '.join(parts)} ]")
        more = " ; sh:closed true" if draw.random() < 0.1 else ""
        targets = " ; ".join(self._target() for _ in range(draw.choice((1, 2))))
        return f"e:Plain a sh:NodeShape ; {targets} ; sh:property {' , '.join(inner)}{more} .\n"

    def _sparql(self) -> str:
        where = self._random.choice(
            (
                "SELECT $this WHERE { $this e:p ?v }",
                "SELECT $this ?value WHERE { $this e:p ?value . FILTER isLiteral(?value) }",
                "SELECT $this ?value WHERE { $this e:q ?value . FILTER NOT EXISTS { $this e:p ?value } }",
                "SELECT DISTINCT $this WHERE { $this e:p|e:q ?v . $this e:r ?w }",
                "SELECT $this (?v AS ?value) WHERE { ?v e:p $this }",
            )
        )
        declared = 'sh:prefixes [ sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] ]'
        return f'[ a sh:SPARQLConstraint ; {declared} ; sh:message "m"@en ; sh:select "{where}" ]'

    def _target(self) -> str:
        draw = self._random
        return draw.choice(
            (
                f"sh:targetClass {draw.choice(CLASSES)}",
                f"sh:targetClass {draw.choice(CLASSES)}",
                f"sh:targetSubjectsOf {draw.choice(PREDICATES)}",
                f"sh:targetSubjectsOf {draw.choice(PREDICATES)}",
                f"sh:targetObjectsOf {draw.choice(PREDICATES)}",
                f"sh:targetNode {draw.choice(IRIS)} , {draw.choice(LITERALS)}",
                f"sh:targetNode {draw.choice(IRIS)} , e:absent",
            )
        )

    def _path(self, depth: int) -> str:
        draw = self._random
        if depth >= DEEPEST or draw.random() < 0.6:
            return draw.choice((*PREDICATES, *PREDICATES, "rdf:type"))
        inner = self._path(depth + 1)
        return draw.choice(
            (
                f"[ sh:inversePath {inner} ]",
                f"[ sh:alternativePath ( {inner} {self._path(depth + 1)} ) ]",
                f"( {inner} {self._path(depth + 1)} )",
                f"[ sh:zeroOrMorePath {inner} ]",
                f"[ sh:oneOrMorePath {inner} ]",
                f"[ sh:zeroOrOnePath {inner} ]",
            )
        )

    def _constraints(self, depth: int, on_property: bool) -> str:
        draw = self._random
        chosen: dict[str, str] = {}
        for _ in range(draw.choice((1, 1, 2, 3))):
            name, text = self._constraint(depth, on_property)
            chosen.setdefault(name, text)
        return " ; ".join(chosen.values())

    def _constraint(self, depth: int, on_property: bool) -> tuple[str, str]:
        draw = self._random
        if depth < DEEPEST and draw.random() < 0.4:
            return self._of_shapes(depth, on_property)
        if on_property and draw.random() < 0.4:
            return self._of_sets()
        return self._of_values()

    def _of_sets(self) -> tuple[str, str]:
        """Draw a constraint that only a property shape may have."""
        draw = self._random
        name = draw.choice(("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals"))
        given = {
            "minCount": draw.choice(("0", "1", "2")),
            "maxCount": draw.choice(("0", "1", "2")),
            "uniqueLang": draw.choice(("true", "true", "false", '"1"^^xsd:boolean')),
        }.get(name) or draw.choice(PREDICATES)
        return name, f"sh:{name} {given}"

    def _of_values(self) -> tuple[str, str]:
        draw = self._random
        name = draw.choice(
            (
                "class", "datatype", "nodeKind", "minExclusive", "minInclusive", "maxExclusive",
                "maxInclusive", "minLength", "maxLength", "pattern", "languageIn", "equals", "disjoint",
                "hasValue", "in", "closed",
            )
        )  # fmt: skip
        two = draw.random() < 0.15
        if name in {"minExclusive", "minInclusive", "maxExclusive", "maxInclusive"}:
            given = draw.choice(
                (*NUMBERS[:12], *DATES[:3], *DATES[4:7], '"2020-01-02T00:00:00Z"^^xsd:dateTime')
            )
        elif name in {"minLength", "maxLength"}:
            given = draw.choice(("0", "1", "2", "5"))
        elif name == "pattern":
            flags = draw.choice(("", "", '; sh:flags "i"', '; sh:flags "im"', '; sh:flags ""'))
            given = f'"{draw.choice(PATTERNS)}" {flags}'
        elif name == "languageIn":
            given = f"( {' '.join(draw.sample(LANGUAGES, draw.randint(1, 3)))} )"
        elif name in {"equals", "disjoint"}:
            given = " , ".join(draw.sample(PREDICATES, 1 + two))
        elif name == "hasValue":
            given = " , ".join(self._value(blank=False) for _ in range(1 + two))
        elif name == "in":
            given = f"( {' '.join(self._value(blank=False) for _ in range(draw.randint(1, 4)))} )"
        elif name == "closed":
            ignored = draw.choice(
                ("", " ; sh:ignoredProperties ( rdf:type )", " ; sh:ignoredProperties ( e:p e:q )")
            )
            given = draw.choice(("true", "true", "false")) + ignored
        else:
            given = {
                "class": " , ".join(draw.sample(CLASSES, 1 + two)),
                "datatype": draw.choice(DATATYPES),
                "nodeKind": f"sh:{draw.choice(KINDS)}",
            }[name]
        return name, f"sh:{name} {given}"

    def _of_shapes(self, depth: int, on_property: bool) -> tuple[str, str]:
        draw = self._random
        names = ["property", "property", "node", "not", "and", "or", "xone"] + [
            "qualifiedValueShape"
        ] * on_property
        name = draw.choice(names)
        if name == "property":
            shapes = [self._property(depth + 1) for _ in range(draw.choice((1, 1, 2)))]
            return name, "sh:property " + " , ".join(shapes)
        if name in {"and", "or", "xone"}:
            members = [self._node(depth + 1) for _ in range(draw.randint(1, 3))]
            return name, f"sh:{name} ( {' '.join(members)} )"
        if name == "qualifiedValueShape":
            counts = draw.choice(
                (
                    "sh:qualifiedMinCount 1",
                    "sh:qualifiedMaxCount 1",
                    "sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2",
                )
            )
            disjoint = draw.choice(("", "", " ; sh:qualifiedValueShapesDisjoint true"))
            return name, f"sh:qualifiedValueShape {self._node(depth + 1)} ; {counts}{disjoint}"
        return name, f"sh:{name} {self._node(depth + 1, only_node=name == 'node')}"

    def _property(self, depth: int) -> str:
        return f"[ sh:path {self._path(depth)} ; {self._constraints(depth, True)} ]"

    def _node(self, depth: int, only_node: bool = False) -> str:
        draw = self._random
        named = [name for name, is_property in self._named.items() if not (is_property and only_node)]
        if named and draw.random() < 0.15:
            return draw.choice(named)
        if not only_node and draw.random() < 0.2:
            return self._property(depth)
        return f"[ {self._constraints(depth, False)} ]"
