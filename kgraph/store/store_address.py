"""The form of a store's address."""

from __future__ import annotations

from urllib.parse import urlsplit

from kgraph.errors import StoreError

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def checked_address(uri: str) -> str:
    """Return the address of a server with its port, ready for messages.

    Parameters
    ----------
    uri : str
        A Bolt address: scheme, host and perhaps a port.

    Raises
    ------
    StoreError
        `uri` is not such an address, or holds a username or password, which messages must not repeat.
    """
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        raise StoreError("not an address", where="store", hint="Example: bolt://localhost:7687") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        shown = uri if "@" not in uri else uri.partition("@")[2]
        raise StoreError(
            f"not a store address: {shown!r}",
            hint=f"It starts with one of {', '.join(f'{scheme}://' for scheme in SCHEMES)}, or is: embedded",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    address = f"{parts.scheme}://{host}:{port or 7687}"
    if parts.username or parts.password:
        raise StoreError(
            "the address holds a username or password",
            where=address,
            hint="Leave them out of it and set NEO4J_USERNAME and NEO4J_PASSWORD.",
        )
    return address
