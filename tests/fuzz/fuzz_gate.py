"""Hold kgraph's gate to the SHACL engine on random shapes and data.

Each case is drawn from a seed and a number, checked once by pyshacl on everything, and once as kgraph does
it: screened, with SPARQL in Oxigraph. Both must report the same results, the same number of times. Values
are compared by order as SPARQL does, since pyshacl gives up on some (see ``value_order`` in ``screening``);
the sums say in how many cases that makes a difference::

    python tests/fuzz/fuzz_gate.py --seed 1 --cases 10000
    python tests/fuzz/fuzz_gate.py --seed 1 --only 42     # one case again, with its text
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from gate_comparison import compare_case


def main() -> None:
    """Compare the cases that the arguments name, and exit with 1 if any differ."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--only", type=int)
    given = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    numbers = range(given.cases) if given.only is None else [given.only]
    outcomes: Counter[str] = Counter()
    failed = False
    for number in numbers:
        outcome = compare_case(given.seed, number)
        outcomes[outcome.kind] += 1
        failed = failed or outcome.failed
        if given.only is not None or outcome.failed:
            sys.stdout.write(f"seed {given.seed}, case {number}: {outcome}\n")
    sys.stdout.write(f"seed {given.seed}: {dict(sorted(outcomes.items()))}\n")
    sys.exit(failed)


if __name__ == "__main__":
    main()
