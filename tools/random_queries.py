"""Random Cypher queries over the names and values of a graph: the same seed makes the same queries."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.store.connection import Connection


@dataclass(slots=True)
class Names:
    """What the queries speak of.

    Parameters
    ----------
    labels, types : list of str
        Node labels and relationship types.
    texts, lists, numbers, dates : list of str
        Property keys by the kind of their values.
    words : list of str
        Values of text properties.
    """

    labels: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def names_of(connection: Connection) -> Names:
    """Return the names and some of the values of the graph in a store."""
    names = Names()
    rows = connection.read(
        "MATCH (n:Resource) UNWIND labels(n) AS label RETURN DISTINCT label ORDER BY label"
    )
    names.labels = [row["label"] for row in rows]
    rows = connection.read("MATCH ()-[r]->() RETURN DISTINCT type(r) AS type ORDER BY type")
    names.types = [row["type"] for row in rows]
    kinds: dict[str, Any] = {}
    for pattern in ("MATCH (x:Resource)", "MATCH (:Resource)-[x]->()"):
        for row in connection.read(f"{pattern} RETURN properties(x) AS properties"):
            for key, value in row["properties"].items():
                if not key.startswith("_"):
                    kinds.setdefault(key, value)
                    if key in ("label", "label_sv", "label_en") and isinstance(value, str):
                        names.words.append(value)
    for key in sorted(kinds):
        value = kinds[key]
        if isinstance(value, str):
            names.texts.append(key)
        elif isinstance(value, list):
            names.lists.append(key)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            names.numbers.append(key)
        elif hasattr(value, "year"):
            names.dates.append(key)
    names.words = sorted({*names.words})
    return names


class QueryMaker:
    """Makes queries that read.

    Parameters
    ----------
    names : Names
        What to ask about.
    seed : int
        Seed of the draws.
    """

    def __init__(self, names: Names, seed: int) -> None:
        self.names = names
        self.draw = random.Random(seed)

    def query(self) -> str:
        """Return the next query."""
        forms = (
            self._rows,
            self._rows,
            self._rows,
            self._groups,
            self._groups,
            self._paths,
            self._lists,
            self._optional,
            self._optional,
            self._subquery,
            self._union,
            self._values,
            self._chain,
        )
        return self.draw.choice(forms)()

    def _pick(self, choices: list[str]) -> str:
        return self.draw.choice(choices)

    def _label(self) -> str:
        return self._pick(["", f":{self._pick(self.names.labels)}", f":{self._pick(self.names.labels)}"])

    def _type(self) -> str:
        one, two = self._pick(self.names.types), self._pick(self.names.types)
        return self._pick(["", f":{one}", f":{one}", f":{one}|{two}"])

    def _text(self) -> str:
        value = self._pick(self.names.words)
        value = self._pick([value, value[:3], value[-4:], value.split()[0]])
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def _match(self) -> tuple[str, list[str], list[str]]:
        """Return a pattern with the variables of its nodes and relationships."""
        length = self._pick(["0", "1", "1", "1", "2"])
        if length == "0":
            return f"(n{self._label()})", ["n"], []
        left, right = self._pick(["-|->", "-|->", "<-|-", "-|-"]).split("|")
        pattern = f"(n{self._label()}){left}[r{self._type()}]{right}(m{self._label()})"
        if length == "1":
            return pattern, ["n", "m"], ["r"]
        return f"{pattern}-[s{self._type()}]->(o)", ["n", "m", "o"], ["r", "s"]

    def _number(self, variable: str) -> str:
        key = self._pick([*self.names.numbers, *self.names.numbers, "label"])
        choices = [
            f"{variable}.{key}" if key != "label" else f"size({variable}.label)",
            f"size({variable}.{self._pick(self.names.texts)})",
            f"size({variable}.{self._pick(self.names.lists)})",
            f"coalesce({variable}.{self._pick(self.names.numbers)}, {self.draw.randint(-3, 9)})",
            f"toInteger({variable}.{self._pick(self.names.texts)})",
            f"{variable}.{self._pick(self.names.dates)}.year",
            f"reduce(t = 0, x IN {self._list(variable)} | t + size(toString(x)))",
            f"size([x IN {self._list(variable)} WHERE x IS NOT NULL])",
        ]
        return self._pick(choices)

    def _list(self, variable: str) -> str:
        key, other = self._pick(self.names.lists), self._pick(self.names.texts)
        return self._pick(
            [
                f"coalesce({variable}.{key}, [])",
                f"{variable}.{key}",
                f"[{variable}.{other}, {variable}.{self._pick(self.names.texts)}]",
                f"split({variable}.{other}, ' ')",
                "range(0, 3)",
                "[1, null, 'a']",
            ]
        )

    def _string(self, variable: str) -> str:
        key = self._pick(self.names.texts)
        return self._pick(
            [
                f"{variable}.{key}",
                f"toUpper({variable}.{key})",
                f"left({variable}.{key}, {self.draw.randint(0, 6)})",
                f"substring({variable}.label, 1, {self.draw.randint(0, 6)})",
                f"replace({variable}.{key}, 'a', '-')",
                f"coalesce({variable}.{key}, {self._text()})",
                f"{variable}.{key} + '/' + {variable}.label",
                f"toString({self._number(variable)})",
                f"reverse({variable}.{key})",
                f"head(split({variable}.{key}, ' '))",
                f"CASE WHEN {self._truth(variable)} THEN {variable}.label ELSE 'no' END",
                f"trim({variable}.{key})",
            ]
        )

    def _truth(self, variable: str) -> str:
        text, kind, label = self._text(), self._pick(self.names.types), self._pick(self.names.labels)
        key = self._pick(self.names.texts)
        simple = [
            f"{variable}.{key} CONTAINS {text}",
            f"{variable}.{key} STARTS WITH {text}",
            f"{variable}.{key} ENDS WITH {text}",
            f"{variable}.{key} =~ '.*[aä].*'",
            f"{variable}.{key} IS NULL",
            f"{variable}.{key} < {text}",
            f"{variable}.{key} <> {text}",
            f"{variable}.{self._pick(self.names.numbers)} > {self.draw.randint(0, 40000)}",
            f"{variable}.{self._pick(self.names.dates)} >= date('20{self.draw.randint(10, 24)}-01-01')",
            f"{text} IN {self._list(variable)}",
            f"{variable}.{key} IN [{text}, {self._text()}, null]",
            f"any(x IN {self._list(variable)} WHERE x IS NOT NULL)",
            f"all(x IN {self._list(variable)} WHERE size(toString(x)) > 2)",
            f"none(x IN {self._list(variable)} WHERE x = {text})",
            f"single(x IN {self._list(variable)} WHERE x = {text})",
        ]
        if variable in ("n", "m", "o"):
            simple += [
                f"{variable}:{label}",
                f"EXISTS {{ ({variable})-[:{kind}]->() }}",
                f"({variable})-[:{kind}]->()",
                f"NOT ({variable})<-[:{kind}]-(:{label})",
                f"COUNT {{ ({variable})--() }} > {self.draw.randint(0, 9)}",
            ]
        else:
            simple.append(f"type({variable}) = '{kind}'")
        first, second = self._pick(simple), self._pick(simple)
        return self._pick(
            [
                first,
                first,
                first,
                f"NOT {first}",
                f"({first} AND {second})",
                f"({first} OR {second})",
                f"({first} XOR {second})",
            ]
        )

    def _value(self, nodes: list[str], ties: list[str]) -> str:
        variable = self._pick([*nodes, *ties])
        makers: list[Callable[[], str]] = [
            lambda: self._string(variable),
            lambda: self._string(variable),
            lambda: self._number(variable),
            lambda: self._list(variable),
            lambda: self._truth(variable),
            lambda: f"{variable}.uri" if variable in nodes else f"{variable}.key",
        ]
        if variable in nodes:
            kind = self._pick(self.names.types)
            makers += [
                lambda: f"labels({variable})",
                lambda: f"keys({variable})[0]",
                lambda: f"head(labels({variable}))",
                lambda: f"size(labels({variable}))",
                lambda: f"'{self._pick(self.names.labels)}' IN labels({variable})",
                lambda: f"COUNT {{ ({variable})-[:{kind}]->() }}",
                lambda: f"size([({variable})-[:{kind}]->(x) | x.label])",
                lambda: f"({variable})-[:{kind}]->()",
                lambda: f"{variable} {{.uri, .label, n: {self._number(variable)}}}",
                lambda: f"[x IN {self._list(variable)} | toString(x) + 'x']",
                lambda: f"[x IN {self._list(variable)} WHERE {self._text()} <> toString(x) | x]",
            ]
        else:
            makers += [
                lambda: f"type({variable})",
                lambda: f"startNode({variable}).label",
                lambda: f"size(keys({variable}))",
            ]
        return self.draw.choice(makers)()

    def _aggregate(self, nodes: list[str], ties: list[str]) -> str:
        variable = self._pick([*nodes, *ties])
        number, text = self._number(variable), self._string(variable)
        return self._pick(
            [
                "count(*)",
                f"count(DISTINCT {text})",
                f"count({number})",
                f"sum({number})",
                f"min({text})",
                f"max({number})",
                f"avg(size({text}))",
                f"size(collect(DISTINCT {text}))",
                f"sum(size([x IN {self._list(variable)} | x]))",
            ]
        )

    def _returned(self, values: list[str]) -> str:
        columns = [f"{value} AS c{place}" for place, value in enumerate(values)]
        order = ", ".join(f"c{place}" for place in range(len(values)))
        return f"RETURN {self._pick(['', 'DISTINCT '])}{', '.join(columns)} ORDER BY {order}"

    def _where(self, variables: list[str]) -> str:
        return self._pick(["", f" WHERE {self._truth(self._pick(variables))}"])

    def _rows(self) -> str:
        pattern, nodes, ties = self._match()
        values = [self._value(nodes, ties) for _ in range(self.draw.randint(1, 3))]
        return f"MATCH {pattern}{self._where([*nodes, *ties])} {self._returned(values)}"

    def _groups(self) -> str:
        pattern, nodes, ties = self._match()
        group = self._value(nodes, ties)
        values = [self._aggregate(nodes, ties) for _ in range(self.draw.randint(1, 2))]
        return f"MATCH {pattern}{self._where([*nodes, *ties])} {self._returned([group, *values])}"

    def _paths(self) -> str:
        kind = self._pick([f":{self._pick(self.names.types)}", self._type()]) or ":MEMBER_OF"
        steps = self._pick(["*1..2", "*0..2", "*2"])
        start = self._label() or f":{self._pick(self.names.labels)}"
        pattern = f"p = (n{start})-[{kind}{steps}]->(m{self._label()})"
        if self.draw.random() < 0.3:
            pattern = f"p = shortestPath((n{start})-[{kind}*..3]->(m:{self._pick(self.names.labels)}))"
            pattern += " WHERE n <> m"
        values = ["length(p)", "[x IN nodes(p) | x.uri]", "n.label"]
        values = values[: self.draw.randint(1, 3)]
        return f"MATCH {pattern} {self._returned(values)}"

    def _lists(self) -> str:
        values = [
            f"[x IN range(0, {self.draw.randint(0, 5)}) WHERE x % 2 = {self.draw.randint(0, 1)} | x * x]",
            f"reduce(t = 0, x IN [1, 2, {self.draw.randint(-5, 5)}] | t + x)",
            f"[1, 2, 3, 4][{self.draw.randint(-4, 3)}..{self.draw.randint(-3, 4)}]",
            f"{self.draw.randint(-9, 9)} / {self.draw.randint(1, 4)}",
            f"{self.draw.randint(-9, 9)} % {self.draw.randint(1, 4)}",
            f"round({self.draw.randint(-99, 99) / 10}, 0)",
            f"toInteger('{self.draw.randint(-9, 9)}.7')",
            "null = null",
            "[1, null] = [1, null]",
            f"substring({self._text()}, {self.draw.randint(0, 3)})",
            f"date('2024-02-29') + duration('P{self.draw.randint(1, 3)}M')",
            f"duration.between(date('2020-01-31'), date('2024-0{self.draw.randint(1, 9)}-01')).months",
            f"size(split({self._text()}, ''))",
            "tail([1, 2, 3])",
            "last([])",
            "keys({b: 1, a: 2})",
            f"toFloat({self._text()})",
            "range(5, 1, -2)",
        ]
        chosen = self.draw.sample(values, 3)
        return "RETURN " + ", ".join(f"{value} AS c{place}" for place, value in enumerate(chosen))

    def _optional(self) -> str:
        first = f"(n{self._label()})"
        second = f"(n)-[r{self._type()}]->(m{self._label()})"
        values = [
            "n.uri",
            self._pick([self._value(["n", "m"], ["r"]), self._aggregate(["m"], ["r"])]),
            self._pick(
                [
                    "count(m)",
                    "count(*)",
                    f"sum(size([x IN {self._list('m')} | x]))",
                    "collect(DISTINCT m.uri)[0]",
                    f"sum(size([(m)-[:{self._pick(self.names.types)}]->(x) | x.label]))",
                    f"sum(size([x IN [(m)--(x) | x.label] WHERE x > {self._text()} | x]))",
                ]
            ),
        ]
        where = self._pick(["", f" WHERE {self._truth('m')}"])
        limit = self._pick(["", f" LIMIT {self.draw.randint(1, 9)}"])
        found = f"MATCH {first}{self._where(['n'])} OPTIONAL MATCH {second}{where}"
        if self.draw.random() < 0.15:
            return f"{found} WITH n, m WHERE NOT (m)-->() RETURN n.uri AS u, count(m) AS c ORDER BY u, c"
        return f"{found} {self._returned(values)}{limit}"

    def _subquery(self) -> str:
        kind = self._pick(self.names.types)
        inner = (
            f"MATCH (n)-[r:{kind}]->(m) RETURN {self._pick(['count(m)', 'max(m.label)', 'min(r.key)'])} AS v"
        )
        call = self._pick([f"CALL (n) {{ {inner} }}", f"CALL {{ WITH n {inner} }}"])
        return f"MATCH (n{self._label()}) {call} RETURN n.uri AS u, v ORDER BY u, v"

    def _union(self) -> str:
        parts = [
            f"MATCH (n:{self._pick(self.names.labels)}) RETURN {self._string('n')} AS c" for _ in range(2)
        ]
        return self._pick([" UNION ", " UNION ALL "]).join(parts)

    def _values(self) -> str:
        pattern, nodes, ties = self._match()
        value = self._list(self._pick([*nodes, *ties]))
        return f"MATCH {pattern} UNWIND {value} AS v RETURN v, count(*) AS c ORDER BY c, toString(v)"

    def _chain(self) -> str:
        pattern, nodes, ties = self._match()
        group, figure = self._value(nodes, ties), self._aggregate(nodes, ties)
        return (
            f"MATCH {pattern} WITH {group} AS g, {figure} AS f WHERE f IS NOT NULL "
            f"RETURN g, f ORDER BY f DESC, g SKIP {self.draw.randint(0, 3)} LIMIT {self.draw.randint(3, 30)}"
        )
