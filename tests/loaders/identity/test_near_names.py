"""Near names: what is looked up is what a comparison of each name with each would find."""

from __future__ import annotations

import random
from itertools import combinations

from kgraph.loaders.identity.near_names import _NameWords, _similarity, near_names, plain_words
from kgraph.loaders.identity.resolution import _words_for_kinds

TEXT = (
    "göteborg goteborg göteborgs lidköping lidkoping skara vara kommun kommunen it it-enheten itenheten "
    "förbund förbundet samverkan samverkans 2021 2022 m6 digital digitala i av the of räddning tjänst "
    "räddningstjänst räddningstjänsten"
)
WORDS = TEXT.split()


def test_no_pair_is_lost_by_what_is_looked_up() -> None:
    rng, kinds = random.Random(1), _words_for_kinds()
    # All begin alike, so that every pair is in one block.
    names = {
        f"n{number:03}": ["abc-" + " ".join(rng.choice(WORDS) for _ in range(rng.randint(0, 3)))]
        for number in range(200)
    }
    generic = kinds | {"i", "av", "the", "of"}
    alike = {
        (a, b)
        for (a, [first]), (b, [second]) in combinations(names.items(), 2)
        if _similarity(_NameWords(plain_words(first), generic), _NameWords(plain_words(second), generic))
    }
    assert {(a, b) for a, b, *_ in near_names(names, kinds)} == alike
    assert len(alike) > 50
