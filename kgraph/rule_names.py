"""What the rules of inference are called: a name says which property was read as which, and which way."""

from __future__ import annotations

_AS, _INVERSE = "-as-", "-inverse-"


def forward_name(premise: str, conclusion: str) -> str:
    """Return the name of the rule that a statement with one property is one with another."""
    return f"{premise}{_AS}{conclusion}"


def backward_name(premise: str, conclusion: str) -> str:
    """Return the name of the rule that a property read backwards is another."""
    return f"{premise}{_INVERSE}{conclusion}"


def premise_of(rule: str) -> tuple[str, bool] | None:
    """Return which property a rule reads, and whether backwards; None for a rule that does more than that."""
    for sign, backwards in ((_AS, False), (_INVERSE, True)):
        premise, found, _ = rule.partition(sign)
        if found:
            return premise, backwards
    return None
