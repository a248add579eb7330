"""UCINET DL (``.dl``): matrices, edge lists and node lists as text, with labels (UCINET 6 User's Guide)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .drawn_network import LABEL, WEIGHT, DrawnNode, DrawnTie, ForeignNetwork, Scalar, number_of
from .pajek_files import MODE, RELATION, one_group

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NODES = 100_000
"""Nodes that a header may declare."""
MISSING = frozenset({".", "na", "n/a", "*"})
LISTS = ("edgelist1", "edgelist2", "nodelist1", "nodelist2")
FORMATS = ("fullmatrix", "lowerhalf", "upperhalf", *LISTS)
_HEADER = re.compile(r"""[\s,]*(?:"([^"]*)"|'([^']*)'|([^\s,"'=:]+)|([=:]))""")
_WORD = re.compile(r"""[\s,]*(?:"([^"]*)"|'([^']*)'|([^\s,"']+))""")
_LABELS = frozenset({"row", "col", "column", "matrix", "level"})


@dataclass(slots=True)
class _Word:
    """A word with its line; a quoted one is never a keyword."""

    text: str
    line: int
    quoted: bool = False

    def __bool__(self) -> bool:
        """Return whether there is a word."""
        return bool(self.text or self.quoted)


@dataclass(slots=True)
class _Header:
    """What stands before ``data:``."""

    numbers: dict[str, int] = field(default_factory=dict)
    format: str = "fullmatrix"
    diagonal: bool = True
    labels: dict[str, list[_Word]] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)


def read_ucinet(text: str, file: str) -> ForeignNetwork:
    """Return the network in the text of a DL file, with all its faults."""
    return _UcinetReader(text, file).read()


class _UcinetReader:
    """Read the header word by word, then the data by its format."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.network = ForeignNetwork.of(file)
        self.header = _Header()
        self.place = 0
        self.line = 1

    def read(self) -> ForeignNetwork:
        """Return the network."""
        if self._next().text.casefold() != "dl":
            self._fault(1, "the file does not begin with DL")
            return self.network
        if not self._read_header():
            self._fault(self.line, "the file has no 'data:': it may be cut off")
            return self.network
        size = self.header.numbers
        rows = size.get("nr", size.get("n", 0))
        columns = size.get("nc", size.get("n", 0))
        lists = self.header.format in LISTS
        if not rows and not (lists and self.header.embedded):
            self._fault(1, "the header does not say how many nodes there are: N=, or NR= and NC=")
        elif max(rows, columns) > MAX_NODES:
            self._fault(1, f"more than {MAX_NODES} nodes")
        elif self.header.format not in FORMATS:
            self._fault(
                1, f"the format {self.header.format!r} is none that kgraph reads: {', '.join(FORMATS)}"
            )
        elif not self.network.problems:
            self._read_data(rows, columns)
        return self.network

    def _fault(self, line: int, message: str) -> None:
        self.network.problems.add(self.network.at(line), message)

    def _next(self, pattern: re.Pattern[str] = _HEADER) -> _Word:
        """Return the next word of the header; an empty one at the end."""
        match = pattern.match(self.text, self.place)
        if match is None:
            return _Word("", self.line)
        self.line += self.text.count("\n", self.place, match.end())
        self.place = match.end()
        return _Word(one_group(match), self.line, quoted=match[1] is not None or match[2] is not None)

    def _read_header(self) -> bool:
        """Read up to ``data:`` and return whether there is one."""
        word, kind = self._next(), ""
        while word:
            name = word.text.casefold()
            if name == "data":
                self._next()
                return True
            if name in {"n", "nr", "nc", "nm", "nn"}:
                self._number(word)
            elif name in {"format", "diagonal"}:
                self._next()
                value = self._next().text.casefold()
                if name == "format":
                    self.header.format = {"edgelist": "edgelist1", "nodelist": "nodelist1"}.get(value, value)
                else:
                    self.header.diagonal = value != "absent"
            elif name in _LABELS:
                kind = {"column": "col"}.get(name, name)
            elif name == "labels":
                word = self._labels(kind)
                kind = ""
                continue
            else:
                self._fault(word.line, f"{word.text!r} is no word of a DL header")
                return True
            word = self._next()
        return False

    def _number(self, word: _Word) -> None:
        sign, value = self._next(), self._next()
        if sign.text != "=" or not value.text.isdecimal():
            self._fault(word.line, f"{word.text}{sign.text}{value.text}: not a whole number")
        else:
            self.header.numbers["n" if word.text.casefold() == "nn" else word.text.casefold()] = int(
                value.text
            )

    def _labels(self, kind: str) -> _Word:
        """Read labels, or that they stand in the data, and return the first word after them."""
        word = self._next()
        if word.text.casefold() == "embedded":
            self.header.embedded.add(kind)
            word = self._next()
            return self._next() if word.text == ":" else word
        count = self.header.numbers.get({"row": "nr", "col": "nc", "matrix": "nm"}.get(kind, "n"))
        count = count if count is not None else self.header.numbers.get("n", 0)
        labels = self.header.labels.setdefault(kind, [])
        for _ in range(count):
            found = self._next(_WORD)
            if not found or (not found.quoted and found.text.casefold() == "data:"):
                self._fault(found.line, f"{len(labels)} labels, and there should be {count}")
                return _Word("data", found.line) if found else found
            labels.append(found)
        return self._next()

    def _read_data(self, rows: int, columns: int) -> None:
        two_mode = "nr" in self.header.numbers or self.header.format.endswith("2")
        if self.header.format in LISTS:
            self._read_lists(rows, columns, two_mode=two_mode)
        else:
            self._read_matrices(rows, columns, two_mode=two_mode)

    def _name(self, kind: str, number: int, *, mode: int = 0) -> tuple[str, _Word]:
        """Return the id of a node of the header, and its label."""
        labels = self.header.labels.get(kind) or self.header.labels.get("") or []
        if number <= len(labels):
            return labels[number - 1].text, labels[number - 1]
        return f"{'c' if mode == 2 else ''}{number}", _Word(str(number), 1)

    def _node(self, name: str, line: int, mode: int) -> None:
        attributes: dict[str, Scalar] = {LABEL: name}
        if mode:
            attributes[MODE] = mode
        self.network.add_node(DrawnNode(name, self.network.at(line), attributes))

    def _declared(self, rows: int, columns: int, *, two_mode: bool) -> tuple[list[str], list[str]]:
        """Add the nodes of the header and return the ids of the rows and of the columns."""
        ids: list[list[str]] = []
        for kind, count, mode in (("row", rows, 1), ("col", columns, 2))[: 2 if two_mode else 1]:
            ids.append([])
            for number in range(1, count + 1):
                name, word = self._name(kind, number, mode=mode if two_mode else 0)
                self._node(name, word.line, mode if two_mode else 0)
                ids[-1].append(name)
        return ids[0], ids[-1]

    def _words(self) -> Iterator[_Word]:
        while word := self._next(_WORD):
            yield word

    def _relation(self, number: int) -> dict[str, Scalar]:
        if self.header.numbers.get("nm", 1) < 2 and not self.header.labels.get("matrix"):
            return {}
        labels = self.header.labels.get("matrix", [])
        return {RELATION: labels[number].text if number < len(labels) else str(number + 1)}

    def _read_matrices(self, rows: int, columns: int, *, two_mode: bool) -> None:
        words = list(self._words())
        shapes = {"lowerhalf": range(1, rows + 1), "upperhalf": range(rows, 0, -1)}
        cut = 0 if self.header.diagonal else 1
        row_labels = bool(self.header.embedded & {"", "row"})
        column_labels = bool(self.header.embedded & {"", "col"})
        half = shapes.get(self.header.format)
        lengths = [length - cut for length in half] if half else [columns - (0 if two_mode else cut)] * rows
        layers = self.header.numbers.get("nm", 1)
        each = sum(lengths) + (columns if column_labels else 0) + (rows if row_labels else 0)
        if len(words) != each * layers:
            end = words[-1].line if words else self.line
            self._fault(end, f"{len(words)} values after 'data:', and there should be {each * layers}")
            return
        ids: tuple[list[str], list[str]] | None = None
        for layer in range(layers):
            part = words[layer * each : (layer + 1) * each]
            heads = part[:columns] if column_labels else []
            matrix: list[list[_Word]] = []
            place = len(heads)
            first: list[_Word] = []
            for length in lengths:
                if row_labels:
                    first.append(part[place])
                    place += 1
                matrix.append(part[place : place + length])
                place += length
            if heads:
                self.header.labels["col"] = heads
            if first:
                self.header.labels["row"] = first
            elif heads and not two_mode:
                self.header.labels["row"] = heads
            ids = ids or self._declared(rows, columns, two_mode=two_mode)
            self._matrix(matrix, *ids, self._relation(layer))

    def _matrix(
        self, matrix: list[list[_Word]], rows: list[str], columns: list[str], relation: dict[str, Scalar]
    ) -> None:
        absent = not self.header.diagonal
        for number, values in enumerate(matrix):
            offset = number + absent if self.header.format == "upperhalf" else 0
            for place, word in enumerate(values):
                column = place + offset
                if absent and self.header.format == "fullmatrix" and column >= number:
                    column += 1
                value = self._value(word)
                if value:
                    half = self.header.format != "fullmatrix"
                    start, end = rows[number], columns[column]
                    attributes = relation | {WEIGHT: value}
                    tie = DrawnTie(start, end, self.network.at(word.line), not half, attributes=attributes)
                    self.network.add_tie(tie)

    def _value(self, word: _Word) -> int | float | None:
        if word.text.casefold() in MISSING:
            self.network.left_out["missing"] += 1
            return None
        try:
            return number_of(word.text)
        except ValueError:
            self._fault(word.line, f"{word.text!r} is no number")
            return None

    def _read_lists(self, rows: int, columns: int, *, two_mode: bool) -> None:
        embedded = bool(self.header.embedded)
        ids = ([], []) if embedded else self._declared(rows, columns, two_mode=two_mode)
        relation, layer = self._relation(0), 0
        for number, row in enumerate(self.text[self.place :].split("\n")):
            line = self.line + number
            if row.strip() == "!":
                layer += 1
                relation = self._relation(layer)
                continue
            words = [one_group(match) for match in _WORD.finditer(row)]
            if not words:
                continue
            edges = self.header.format.startswith("edge")
            if len(words) < 2 or (edges and len(words) > 3):
                self._fault(line, f"{row.strip()!r} is no {'tie of two nodes' if edges else 'list of nodes'}")
                continue
            others = words[1:2] if edges else words[1:]
            start = self._end(words[0], line, ids[0], 1 if two_mode else 0)
            for other in others:
                end = self._end(other, line, ids[1], 2 if two_mode else 0)
                attributes = dict(relation)
                value = self._value(_Word(words[2], line)) if edges and len(words) == 3 else None
                if value is not None:
                    attributes[WEIGHT] = value
                if start is not None and end is not None and (value or len(words) != 3 or not edges):
                    self.network.add_tie(DrawnTie(start, end, self.network.at(line), attributes=attributes))
        if embedded and (rows or columns):
            expected = rows + columns if two_mode else rows
            if len(self.network.nodes) > expected:
                self._fault(
                    self.line, f"{len(self.network.nodes)} different nodes, and the header says {expected}"
                )

    def _end(self, word: str, line: int, ids: list[str], mode: int) -> str | None:
        """Return the id of an end, which is written as its label or as its number."""
        if self.header.embedded:
            if word not in self.network.nodes:
                self._node(word, line, mode)
            elif mode and self.network.nodes[word].attributes.get(MODE) != mode:
                self._fault(
                    line, f"{word!r} is both a row and a column; a two-mode network has two kinds of nodes"
                )
            return word
        if word in ids:
            return word
        if word.isdecimal() and 0 < int(word) <= len(ids):
            return ids[int(word) - 1]
        self._fault(line, f"{word!r} is neither a label nor a number from 1 to {len(ids)}")
        return None
