"""Cypher that finds nodes by their ``uri``, through the index whatever the planner believes.

A plan is made from statistics that can lag behind the data, and it stays in the server's cache. Made while
the store held next to nothing, it reads all nodes for each one that is looked for: a sync that deletes a
thousand of a hundred thousand nodes then reads a hundred million. So each lookup says how it is to be done
(Cypher manual, "Index hints").
"""

from __future__ import annotations

from kgraph.vocabulary import RESOURCE_LABEL


def seek(name: str, uri: str) -> str:
    """Return the clause that binds the node with a ``uri``.

    Parameters
    ----------
    name : str
        The variable that gets the node.
    uri : str
        Cypher of its ``uri``, as ``row[0]``.
    """
    return f"MATCH ({name}:{RESOURCE_LABEL} {{uri: {uri}}}) USING INDEX SEEK {name}:{RESOURCE_LABEL}(uri)"


# One row for each ``uri`` of the parameter that a node has; the node is ``n``.
EACH_NODE = f"UNWIND $uris AS uri {seek('n', 'uri')}"
