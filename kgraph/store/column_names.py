"""Column names from the text of a query, since the embedded store does not name those of an empty answer."""

from __future__ import annotations

from kgraph.store.readonly import Token, tokens

_END = frozenset({"ORDER", "SKIP", "LIMIT", "OFFSET", "UNION", ";"})
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def columns_of(query: str) -> tuple[str, ...]:
    """Return the column names of the last ``RETURN`` in `query`; none for ``RETURN *``.

    A column without ``AS`` is named after its own text (Cypher manual, "RETURN").
    """
    returned = _returned(query)
    if any(item and item[0].text == "*" for item in returned):
        return ()
    return tuple(_name(query, item) for item in returned if item)


def _returned(query: str) -> list[list[Token]]:
    """Return the tokens of each item of the last RETURN that is outside all brackets."""
    items: list[list[Token]] = []
    depth, inside = 0, False
    for token in tokens(query):
        depth += _DEPTH.get(token.text, 0) if token.kind == "sign" else 0
        if depth == 0 and token.text == "RETURN":
            items, inside = [[]], True
        elif depth == 0 and token.text in _END:
            inside = False
        elif inside and depth == 0 and token.text == ",":
            items.append([])
        elif inside and not (token.text == "DISTINCT" and items == [[]]):
            items[-1].append(token)
    return items


def _name(query: str, item: list[Token]) -> str:
    if len(item) > 2 and item[-2].text == "AS":
        return _plain(item[-1].written)
    if len(item) == 1:
        return _plain(item[0].written)
    return query[item[0].start : item[-1].start + len(item[-1].written)]


def _plain(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name
