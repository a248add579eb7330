"""How many examples a property test tries."""

from __future__ import annotations

import os


def examples(drawn: int) -> int:
    """Return `drawn` where new examples are drawn (`make fuzz`), and a quarter where they are repeated.

    Repeated examples find only what a change broke; what nobody thought of is found by new ones.
    """
    return drawn if os.environ.get("HYPOTHESIS_PROFILE") == "drawn" else max(drawn // 4, 3)
