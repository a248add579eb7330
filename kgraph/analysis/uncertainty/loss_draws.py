"""What is lost with each thing in all drawn worlds at once: one bit for each draw."""

from __future__ import annotations

from collections import deque
from copy import copy
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from kgraph.analysis.dependency_model import STOPS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kgraph.analysis.ties import Tie
    from kgraph.analysis.uncertainty.network_draws import NetworkDraws

KEPT = 1_000
"""Losses that are kept: several questions ask for the same ones."""
Bits = int
"""A set of draws: bit d is draw d. Python's integers are as long as need be, and fast at this."""


class LossDraws:
    """The AND / OR reading of a dependency network in each draw.

    The rules are those of :class:`~kgraph.analysis.dependency_model.DependencyModel`, for sets of draws.

    Parameters
    ----------
    drawn : NetworkDraws
        The network in each draw.
    ties : sequence of Tie
        Its relationships, in the order of `drawn`.
    """

    def __init__(self, drawn: NetworkDraws, ties: Sequence[Tie]) -> None:
        self.draws = drawn.draws
        self.all: Bits = (1 << drawn.draws) - 1
        self._single: dict[int, dict[tuple[int, bool], Bits]] = {}
        self._groups: dict[tuple[int, str], dict[int, Bits]] = {}
        self._stopping: dict[tuple[int, str], Bits] = {}
        self._member_of: dict[int, set[tuple[int, str]]] = {}
        columns = [_bits_of(column) for column in drawn.holds.T]
        for (row, side, twin), bits in _draws_of_each(drawn.moved).items():
            moved = columns[row] & bits
            columns[row] &= ~moved
            start, end = int(drawn.starts[row]), int(drawn.ends[row])
            self._add(ties[row], *((twin, end) if side == 0 else (start, twin)), moved)
        for row, bits in enumerate(columns):
            self._add(ties[row], int(drawn.starts[row]), int(drawn.ends[row]), bits)
        for (start, end, row), bits in _draws_of_each(drawn.added).items():
            self._add(ties[row], start, end, bits, added=True)
        for (first, second), bits in _draws_of_each(drawn.same).items():
            for dependent, end in ((first, second), (second, first)):
                needs = self._single.setdefault(end, {})
                needs[dependent, True] = needs.get((dependent, True), 0) | bits
        self._derive()

    def _derive(self) -> None:
        """Make anew what follows from needs and groups of alternatives."""
        self.__dict__.pop("_rests_on", None)
        self._held = {group: _held(members.values()) for group, members in self._groups.items()}
        self._lost = lru_cache(maxsize=KEPT)(self._lost_with)
        self._hit_by = lru_cache(maxsize=KEPT)(self._groups_hit_by)

    def _add(self, tie: Tie, start: int, end: int, bits: Bits, *, added: bool = False) -> None:
        if start == end or not bits:
            return
        # A named set of alternatives is known to the source; a tie that was missed is not one of it.
        group = tie.group if not added or tie.group == f"any {tie.type}" else ""
        if not group:
            needs = self._single.setdefault(end, {})
            key = (start, tie.loss == STOPS)
            needs[key] = needs.get(key, 0) | bits
            return
        members = self._groups.setdefault((start, group), {})
        members[end] = members.get(end, 0) | bits
        self._member_of.setdefault(end, set()).add((start, group))
        if tie.loss == STOPS:
            self._stopping[start, group] = self._stopping.get((start, group), 0) | bits

    def helped(self, stand_ins: Iterable[tuple[int, str, int, int]]) -> LossDraws:
        """Return the same draws with stand-ins, each there where what it stands in for is needed.

        Parameters
        ----------
        stand_ins : iterable of (int, str, int, int)
            What is helped, the group of alternatives that the stand-in joins ("" for a need by itself), what
            it stands in for, and the stand-in.
        """
        other = copy(self)
        other._single = {end: dict(needs) for end, needs in self._single.items()}
        other._groups = {group: dict(members) for group, members in self._groups.items()}
        other._stopping = dict(self._stopping)
        other._member_of = {end: set(groups) for end, groups in self._member_of.items()}
        for dependent, named, replaced, stand_in in stand_ins:
            group = (dependent, named or f"instead of {replaced}")
            if not named:
                other._make_alternatives(group, replaced)
            members = other._groups.get(group, {})
            if members:
                members[stand_in] = reduce(or_, members.values())
                other._member_of.setdefault(stand_in, set()).add(group)
        other._derive()
        return other

    def _make_alternatives(self, group: tuple[int, str], replaced: int) -> None:
        """Make what was needed by itself the first of a group of alternatives."""
        needs = self._single.get(replaced, {})
        for stops in (True, False):
            bits = needs.pop((group[0], stops), 0)
            if bits:
                members = self._groups.setdefault(group, {})
                members[replaced] = members.get(replaced, 0) | bits
                self._member_of.setdefault(replaced, set()).add(group)
                self._stopping[group] = self._stopping.get(group, 0) | (bits if stops else 0)

    @cached_property
    def _rests_on(self) -> dict[int, set[int]]:
        """Return what each thing needs directly, in some draw, in order not to stop."""
        found: dict[int, set[int]] = {}
        for end, needs in self._single.items():
            for dependent, stops in needs:
                if stops:
                    found.setdefault(dependent, set()).add(end)
        for group, members in self._groups.items():
            if self._stopping.get(group):
                found.setdefault(group[0], set()).update(members)
        return found

    def below(self, thing: int) -> set[int]:
        """Return all that may, in some draw, have to hold for `thing` not to stop."""
        found, waiting = set[int](), [thing]
        while waiting:
            new = self._rests_on.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found - {thing}

    def things(self) -> list[int]:
        """Return all that something depends on in some draw."""
        return sorted(self._single.keys() | self._member_of.keys())

    def stopped_by(self, goal: int, losses: Iterable[Collection[int]]) -> Bits:
        """Return the draws in which at least one of `losses`, each of one or more things, stops `goal`."""
        return reduce(or_, (self.lost_with(removed)[0].get(goal, 0) for removed in losses), 0)

    def stop_more(self, first: int, second: int) -> bool:
        """Return whether, in some draw, two losses together stop something that neither stops alone.

        They do only through alternatives of which each takes some, and both together all.
        """
        (one, groups), (two, others) = self._hit_by(first), self._hit_by(second)
        for group in groups & others:
            after_one, after_two, after_both = 0, 0, 0
            for member, bits in self._groups[group].items():
                left = bits & ~one.get(member, 0)
                after_one |= left
                after_two |= bits & ~two.get(member, 0)
                after_both |= left & ~two.get(member, 0)
            stops_alone = one.get(group[0], 0) | two.get(group[0], 0)
            if after_one & after_two & ~after_both & ~stops_alone & self._stopping.get(group, 0):
                return True
        return False

    def _groups_hit_by(self, thing: int) -> tuple[dict[int, Bits], set[tuple[int, str]]]:
        """Return the draws in which each thing stops with `thing`, and the alternatives that lose some."""
        stopped = {**self.lost_with((thing,))[0], thing: self.all}
        return stopped, {group for member in stopped for group in self._member_of.get(member, ())}

    def only(self, start: int, end: int) -> Bits:
        """Return the draws in which `end` is all that `start` has in some group of alternatives."""
        found = 0
        for group in self._member_of.get(end, ()):
            if group[0] == start:
                others = 0
                for member, bits in self._groups[group].items():
                    others |= bits if member != end else 0
                found |= self._groups[group][end] & ~others
        return found

    def lost_with(self, removed: Collection[int]) -> tuple[dict[int, Bits], dict[int, Bits]]:
        """Return the draws in which each thing stops, and those in which it stops or loses something."""
        return self._lost(tuple(sorted(set(removed))))

    def _lost_with(self, removed: tuple[int, ...]) -> tuple[dict[int, Bits], dict[int, Bits]]:
        stopped: dict[int, Bits] = dict.fromkeys(removed, self.all)
        lost: dict[int, Bits] = {}
        gone = set(removed)
        queue, waiting = deque(removed), set(removed)
        groups: dict[tuple[int, str], None] = {}
        while queue or groups:
            if queue:
                cause = queue.popleft()
                waiting.discard(cause)
                groups.update(dict.fromkeys(self._member_of.get(cause, ())))
                hits = self._hit(cause, stopped[cause])
            else:
                # Alternatives wait till all else that stops has: each member of them would ask again.
                hits = self._hit_alternatives(groups.popitem()[0], stopped)
            for dependent, loses, stops in hits:
                before = stopped.get(dependent, 0)
                # What stops in every draw is lost in every draw: nothing can be added.
                if before == self.all or dependent in gone:
                    continue
                lost[dependent] = lost.get(dependent, 0) | loses
                new = stops & ~before
                if new:
                    stopped[dependent] = before | new
                    if dependent not in waiting:
                        waiting.add(dependent)
                        queue.append(dependent)
        for thing in gone:
            del stopped[thing]
        return stopped, lost

    def _hit(self, cause: int, now: Bits) -> Iterator[tuple[int, Bits, Bits]]:
        """Yield what needs `cause`, and the draws in which it loses something and in which it stops.

        Parameters
        ----------
        cause : int
            What stopped.
        now : int
            The draws in which it did.
        """
        for (dependent, stops), bits in self._single.get(cause, {}).items():
            lost = bits & now
            if lost:
                yield dependent, lost, lost if stops else 0

    def _hit_alternatives(
        self, group: tuple[int, str], stopped: Mapping[int, Bits]
    ) -> Iterator[tuple[int, Bits, Bits]]:
        """Yield the same for what needs one of a group of alternatives."""
        lost = self._all_down(group, stopped)
        if lost:
            yield group[0], lost, lost & self._stopping.get(group, 0)

    def _all_down(self, group: tuple[int, str], stopped: Mapping[int, Bits]) -> Bits:
        """Return the draws in which members of a group of alternatives stopped, and none is left."""
        members = self._groups[group]
        down = members.keys() & stopped.keys()
        lost = 0
        for member in down:
            lost |= members[member] & stopped[member]
        for member in down:
            lost &= ~members[member] | stopped[member]
        if len(down) == 1:
            # One is left where two or more held, or where one held that is not the one that stopped.
            one, two = self._held[group]
            return lost & ~(two | (one & ~members[down.pop()]))
        for member, bits in members.items():
            if not lost:
                break
            if member not in down:
                lost &= ~bits
        return lost

    def goals_lost(self, things: Sequence[int], goals: Collection[int]) -> NDArray[np.float64]:
        """Return draws x things: how many of `goals` are lost with each."""
        counts = [self.count_lost([thing], goals) for thing in things]
        return np.array(counts).reshape(len(things), self.draws).T

    def count_lost(self, removed: Collection[int], goals: Collection[int]) -> NDArray[np.float64]:
        """Return for each draw how many of `goals` are lost with all of `removed` together."""
        return self.count(self.lost_with(removed)[1], goals)

    def count(self, found: Mapping[int, Bits], things: Collection[int]) -> NDArray[np.float64]:
        """Return for each draw how many of `things` are among those found in it."""
        counts = np.zeros(self.draws)
        for thing in found.keys() & set(things):
            counts += _from_bits(found[thing], self.draws)
        return counts


def _held(members: Iterable[Bits]) -> tuple[Bits, Bits]:
    """Return the draws in which at least one member holds, and those in which at least two do."""
    one, two = 0, 0
    for bits in members:
        two |= one & bits
        one |= bits
    return one, two


def _draws_of_each(rows: NDArray[np.int64]) -> dict[tuple[int, ...], Bits]:
    """Return the draws of equal rows: the first column of each is the number of a draw."""
    found: dict[tuple[int, ...], Bits] = {}
    for draw, *row in rows.tolist():
        key = tuple(row)
        found[key] = found.get(key, 0) | 1 << draw
    return found


def _bits_of(draws: NDArray[np.bool_]) -> Bits:
    """Return the set of draws in which something holds, from one value for each draw."""
    return int.from_bytes(np.packbits(draws, bitorder="little").tobytes(), "little")


def _from_bits(bits: Bits, draws: int) -> NDArray[np.bool_]:
    """Return one value for each draw."""
    raw = np.frombuffer(bits.to_bytes((draws + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(raw, count=draws, bitorder="little").astype(bool)
